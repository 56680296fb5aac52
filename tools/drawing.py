"""Draws the stops of a request as SVG: time runs down, and the layers of the code stand side by side, from high to low."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape

from tools import layers
from tools.journey import COMMIT, Call, Stop

WIDTH, LANE, ROW, HEAD, BAND = 960, 58, 44, 56, 40
BEFORE, INSIDE, AFTER = (
    "Before the transaction: only reading",
    "One transaction: all of it, or none",
    "After the commit",
)
COLOURS = {"paper": "sheet", "ink": "ink", "quiet": "quiet", "line": "rule", "action": "action", "soft": "action-soft"}
TITLE = "How a request travels: somebody replies in a thread that a colleague has open"
TOKENS = layers.ROOT / "static" / "css" / "tokens.css"


@dataclass(frozen=True)
class Drawing:
    """The stops with their calls, in the order in which they came."""

    stops: tuple[Stop, ...]
    calls: list[Call]

    @cached_property
    def lanes(self) -> list[str]:
        """The layers that the request comes by, from high to low: the names of each that it meets."""
        met = {layer_of(call) for call in self.calls}
        rows = [*layers.file_rows(), ["base"]]
        return [" ".join(name for name in names if name in met) for names in rows if met.intersection(names)]

    @cached_property
    def bands(self) -> list[tuple[str, range]]:
        """What stands before, in and after the transaction."""
        begins = next(n for n, call in enumerate(self.calls) if call.name == "Database.transaction")
        ends = self.calls.index(COMMIT) + 1
        return [(BEFORE, range(begins)), (INSIDE, range(begins, ends)), (AFTER, range(ends, len(self.calls)))]

    @property
    def height(self) -> int:
        """Of the whole picture."""
        return HEAD + ROW * len(self.calls) + BAND * len(self.bands) + 8

    def x(self, number: int) -> int:
        """Where the lane of a call is."""
        layer = layer_of(self.calls[number])
        return LANE // 2 + LANE * next(n for n, lane in enumerate(self.lanes) if layer in lane.split())

    def y(self, number: int) -> int:
        """The middle of a call's row."""
        bands = sum(number >= rows.start for _name, rows in self.bands)
        return HEAD + BAND * bands + ROW * number + ROW // 2 - 6

    def svg(self) -> str:
        """The file."""
        parts = (*self._bands(), *self._lanes(), self._line(), *map(self._stop, range(len(self.calls))))
        box = f'viewBox="0 0 {WIDTH} {self.height}" role="img" aria-labelledby="title about"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {box}>\n<title id="title">{TITLE}</title>\n'
        about = f'<desc id="about">{escape(" ".join(sentences(self.stops)))}</desc>\n'
        ground = f'<rect class="paper" width="{WIDTH}" height="{self.height}" rx="8"/>'
        return f"{head}{about}<style>\n{style()}</style>\n{ground}\n" + "\n".join(parts) + "\n</svg>\n"

    def _lanes(self) -> list[str]:
        drawn = []
        for number, lane in enumerate(self.lanes):
            x, names = LANE // 2 + LANE * number, lane.split()
            drawn.append(f'<line class="lane" x1="{x}" y1="{HEAD}" x2="{x}" y2="{self.height - 12}"/>')
            for row, name in enumerate(names):
                y = HEAD - 8 - 14 * (len(names) - 1 - row)
                drawn.append(f'<text class="layer" x="{x}" y="{y}">{name}</text>')
        return drawn

    def _bands(self) -> list[str]:
        drawn = []
        for number, (name, rows) in enumerate(self.bands):
            y = HEAD + BAND * number + ROW * rows.start
            kind = "inside" if name == INSIDE else "outside"
            box = f'x="4" y="{y + 4}" width="{WIDTH - 8}" height="{BAND + ROW * len(rows) - 6}" rx="6"'
            drawn += [f'<rect class="{kind}" {box}/>', f'<text class="band" x="{self.text}" y="{y + 25}">{name}</text>']
        return drawn

    @property
    def text(self) -> int:
        """Where the words begin."""
        return LANE * len(self.lanes) + 16

    def _line(self) -> str:
        points = " ".join(f"{self.x(number)},{self.y(number)}" for number in range(len(self.calls)))
        return f'<polyline class="way" points="{points}"/>'

    def _stop(self, number: int) -> str:
        x, y = self.x(number), self.y(number)
        return (
            f'<circle class="stop" cx="{x}" cy="{y}" r="9"/><text class="number" x="{x}" y="{y + 4}">{number + 1}</text>\n'
            f'<text class="call" x="{self.text}" y="{y - 3}">{escape(called(self.calls[number]))}</text>\n'
            f'<text class="says" x="{self.text}" y="{y + 14}">{escape(self.stops[number].sentence)}</text>'
        )


def layer_of(call: Call) -> str:
    """The layer of a call: the file or folder of its domain. `base` is one layer."""
    domain, _slash, rest = call.place.partition("/")
    return domain if domain == "base" else rest.split("/")[0]


def called(call: Call) -> str:
    """A call as a developer looks for it."""
    return f"{call.place}.py: {call.name}"


def sentences(stops: tuple[Stop, ...]) -> list[str]:
    """What happens, numbered."""
    return [f"{number}. {stop.sentence}" for number, stop in enumerate(stops, 1)]


def style() -> str:
    """The house's colours, light and dark, from its tokens."""
    css = TOKENS.read_text(encoding="utf-8")
    light, dark = css.split("@media", maxsplit=2)[:2]
    return (
        f"svg {{ {_colours(light)} font-family: system-ui, 'Segoe UI', Roboto, sans-serif; font-size: 12.5px }}\n"
        f"@media (prefers-color-scheme: dark) {{ svg {{ {_colours(dark)} }} }}\n"
        ".paper { fill: var(--paper) } .lane { stroke: var(--line); stroke-dasharray: 2 4 }\n"
        ".inside { fill: var(--soft) } .outside { fill: none; stroke: var(--line) }\n"
        ".way { fill: none; stroke: var(--action); stroke-width: 2; stroke-linejoin: round }\n"
        ".stop { fill: var(--paper); stroke: var(--action); stroke-width: 2 }\n"
        ".number { fill: var(--ink); font-size: 10px } .number, .layer { text-anchor: middle }\n"
        ".layer { fill: var(--quiet); font-size: 11px } .band { fill: var(--quiet); font-weight: 600 }\n"
        ".call { fill: var(--ink); font-weight: 600 } .says { fill: var(--ink) }\n"
    )


def _colours(css: str) -> str:
    found = {name: re.search(rf"--{token}: ([^;]+);", css) for name, token in COLOURS.items()}
    return " ".join(f"--{name}: {value[1]};" for name, value in found.items() if value)
