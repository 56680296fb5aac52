"""Writes into the documentation what the code knows best. `python -m tools.docs [--check]`.

What is made stands between two comments, `<!-- Made by tools/docs.py: NAME -->` and `<!-- End of NAME -->`; the rest of a page is
written by hand. --check changes nothing and fails when a page is not what would be written.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from click import Command, Context, Group, Option

from peerhub.base.settings import PREFIX, SECRETS, Settings
from peerhub.cli import cli
from tools import layers
from tools.drawing import Drawing, called
from tools.journey import STOPS, followed

ROOT = Path(__file__).resolve().parent.parent
PART = re.compile(r"(<!-- Made by tools/docs\.py: (\w+) -->)\n.*?(<!-- End of \2 -->)", re.DOTALL)
Parts = Mapping[str, Callable[[], str]]


def main(arguments: list[str]) -> int:
    """Write the pages, or say which of them are out of date."""
    stale = {name: text for name, text in made().items() if not is_kept(name, text)}
    for name, text in stale.items():
        if "--check" in arguments:
            print(f"{name} is out of date. Run: make docs")
        else:
            (ROOT / name).write_text(text, encoding="utf-8")
            print(f"Wrote {name}")
    return 1 if stale and "--check" in arguments else 0


def made() -> dict[str, str]:
    """The text of every file in which something is made, by its path."""
    texts = {name: filled((ROOT / name).read_text(encoding="utf-8"), PARTS) for name in PAGES}
    return texts | {"docs/request.svg": Drawing(STOPS, followed()).svg()}


def is_kept(name: str, text: str) -> bool:
    """Whether a file holds this text."""
    path = ROOT / name
    return path.exists() and path.read_text(encoding="utf-8") == text


def filled(page: str, parts: Parts) -> str:
    """A page with its parts made anew. Raises KeyError for one that nothing here makes."""
    return PART.sub(lambda found: f"{found[1]}\n\n{parts[found[2]]()}\n{found[3]}", page)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    return "".join(f"| {' | '.join(map(_cell, row))} |\n" for row in (head, ("---",) * len(head), *rows))


def _cell(text: str) -> str:
    return " ".join(text.replace("|", r"\|").split())


def settings_table() -> str:
    """Each setting: its variable, what it is, its default."""
    return table(("Variable", "What it is", "Default"), map(_setting, fields(Settings)))


def _setting(field: Field[Any]) -> tuple[str, ...]:
    name = PREFIX + field.name.upper()
    variable = f"`{name}`, `{name}_FILE`" if field.name in SECRETS else f"`{name}`"
    return variable, field.metadata["help"], _default(field.default)


def _default(value: object) -> str:
    text = (
        ",".join(value) if isinstance(value, tuple) else str(value).lower() if isinstance(value, bool) else str(value)
    )
    return f"`{text}`" if text else ""


def commands(group: Group, before: str = "peerhub") -> Iterator[tuple[str, Command]]:
    """Every command by its full name, those of groups inside it too."""
    for name, command in sorted(group.commands.items()):
        if isinstance(command, Group):
            yield from commands(command, f"{before} {name}")
        else:
            yield f"{before} {name}", command


def commands_table() -> str:
    """Each command: how it is called, and all that its help says."""
    return table(("Command", "What it does"), ((_usage(*each), each[1].help or "") for each in commands(cli)))


def _usage(name: str, command: Command) -> str:
    words = command.collect_usage_pieces(Context(command))
    return f"`{' '.join((name, *words)).replace(' [OPTIONS]', '')}`"


def options_table() -> str:
    """Each option of each command."""
    rows = (
        (f"`{name}`", f"`{option}`", words)
        for name, command in commands(cli)
        for given in command.params
        if isinstance(given, Option) and (found := given.get_help_record(Context(command)))
        for option, words in [found]
    )
    return table(("Command", "Option", "What it does"), rows)


def domains_table() -> str:
    """What `peerhub/` holds, from high to low."""
    rows = (
        (f"`{name}`", layers.about(name), ", ".join(f"`{each}`" for each in names if each != name))
        for names in layers.domain_rows()
        for name in names
    )
    return table(("Folder or file", "What it is", "Neither imports the other"), rows)


def files_table() -> str:
    """The files of a domain, from high to low."""
    rows = (
        (f"`{name}`", layers.HOLDS[name], str(n)) for n, names in enumerate(layers.file_rows(), 1) for name in names
    )
    return table(("File or folder", "What it holds", "Layer"), rows)


def request_list() -> str:
    """The stops of a request, in words."""
    return "".join(
        f"{number}. `{called(call)}`. {stop.sentence}\n"
        for number, (call, stop) in enumerate(zip(followed(), STOPS, strict=True), 1)
    )


PARTS: Parts = {
    "settings": settings_table,
    "commands": commands_table,
    "options": options_table,
    "domains": domains_table,
    "files": files_table,
    "request": request_list,
}
PAGES = ("docs/settings.md", "docs/commands.md", "docs/developers.md")

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
