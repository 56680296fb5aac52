"""The table of figures: on the screen, and in results.md."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.machine import described

TARGET = Path(__file__).parent / "results.md"
BEFORE = """## What this table said before, and why that flattered

On 24 November 2026 it put the thread page at 0.45 of a bare page. Both servers sent head and body in two writes, and without
`TCP_NODELAY` the kernel held the second back for 40 ms: two slow servers look alike. The bare page was not compressed, ours was. With
both mended, the same code reached 0.30.

The bare Flask-SocketIO stored nothing, which flattered the reference: it now commits each message as durably as ours. Messages were
made of five English sentences; now they are written in five scripts, and an Arabic or Chinese one takes two or three times the bytes.
The visitor of the rows on growth had read nothing, which costs less than having read everything, and lists of ten thousand messages
were shorter than those of a million. Both kinds of readers are measured now, in lists of equal length."""
HEAD = ("what", "ours", "reference", "ratio", "target", "met?")


@dataclass(frozen=True)
class Row:
    """One figure. `value` is what the target speaks of: the ratio, or our figure where there is no reference."""

    what: str
    ours: str
    target: str
    met: bool | None
    reference: str = ""
    ratio: float | None = None

    def cells(self) -> tuple[str, ...]:
        """The row as words."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        met = {True: "yes", False: "**no**", None: ""}[self.met]
        return (self.what, self.ours, self.reference, ratio, self.target, met)


def against(what: str, ours: float, reference: float, unit: str, *, least: float = 0, most: float = 0) -> Row:
    """A figure beside its reference; the target is the `least` or the `most` the ratio may be."""
    ratio = ours / reference if reference else 0.0
    target, met = (f"≥ {least:g} ×", ratio >= least) if least else (f"≤ {most:.3g} ×", 0 < ratio <= most)
    return Row(what, amount(ours, unit), target, met, amount(reference, unit), ratio)


def at_most(what: str, ours: float, most: float, unit: str) -> Row:
    """A figure that must not pass `most`."""
    return Row(what, amount(ours, unit), f"≤ {amount(most, unit)}", ours <= most)


def at_least(what: str, ours: float, least: float, unit: str) -> Row:
    """A figure that must reach `least`."""
    return Row(what, amount(ours, unit), f"≥ {amount(least, unit)}", ours >= least)


def beside(what: str, ours: float, reference: float, most: float, unit: str) -> Row:
    """A figure that must not pass `most`, with that of the reference beside it."""
    row = at_most(what, ours, most, unit)
    return replace(row, reference=amount(reference, unit), ratio=ours / reference if reference else None)


def told(what: str, ours: str) -> Row:
    """A figure without a target."""
    return Row(what, ours, "", None)


def amount(value: float, unit: str) -> str:
    """A number as one reads it: three figures, or whole from a hundred on."""
    number = f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return f"{number} {unit}".strip()


def as_text(rows: list[Row]) -> str:
    """The table for a terminal."""
    cells = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells
    )


def write(rows: list[Row], notes: list[str], how: str) -> None:
    """Write results.md: date, versions, machine, table, and what was said aloud."""
    lines = [
        "# Figures",
        "",
        f"`{how}` on {datetime.now(UTC):%-d %B %Y}.",  # noqa: TID251  (a report tells the real day)
        "",
        *described(),
        "",
        "| " + " | ".join(HEAD) + " |",
        "|" + "---|" * len(HEAD),
        *("| " + " | ".join(row.cells()) + " |" for row in rows),
        *(["", *(f"- {note}" for note in notes)] if notes else []),
        "",
        BEFORE,
        "",
    ]
    TARGET.write_text("\n".join(lines), encoding="utf-8")
