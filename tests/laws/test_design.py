"""docs/design.md and the parts agree: every macro is listed, and every macro, token, class and attribute that is named exists."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/design.md").read_text(encoding="utf-8")
PARTS = ROOT / "templates/parts"
IN_BACKTICKS = re.compile(r"`([^`\n]+)`")
ALIAS = re.compile(r"set ([\w, ]+?) = ([\w., ]+?) -%")
IMPORT = re.compile(r'import "parts/(\w+\.html)" as (\w+)')
SIGNATURE = re.compile(r"\{%-? macro ((\w+)\(.*\)) -?%\}")


def read(*patterns: str) -> str:
    """All files that fit, one after the other."""
    return "\n".join(path.read_text(encoding="utf-8") for each in patterns for path in sorted(ROOT.glob(each)))


def macros(name: str) -> dict[str, str]:
    """The macros of a file of parts, each with its signature."""
    return {found[2]: found[1] for found in SIGNATURE.finditer((PARTS / name).read_text(encoding="utf-8"))}


def offered() -> dict[str, str]:
    """What `ui` offers: each name with the signature of its macro."""
    text = (PARTS / "ui.html").read_text(encoding="utf-8")
    files = {alias: macros(name) for name, alias in IMPORT.findall(text)}
    found = {}
    for names, sources in ALIAS.findall(text):
        for name, source in zip(names.split(", "), sources.split(", "), strict=True):
            alias, _dot, macro = source.partition(".")
            found[name] = files[alias][macro]
    return found


def section(page: str, title: str) -> str:
    """A section of the page."""
    return page[page.index(f"## {title}") :].split("\n## ", maxsplit=1)[0]


def listed(page: str) -> list[str]:
    """The signatures in the table of macros."""
    return re.findall(r"^\| `(\w+\(.*?\))` \|", section(page, "Macros"), re.MULTILINE)


def problems(page: str) -> list[str]:
    """Where the page and the parts differ, a sentence each."""
    shown, there = listed(page), list(offered().values())
    found = [f"not listed: {each}" for each in there if each not in shown]
    found += [f"no such macro: {each}" for each in shown if each not in there]
    return found + _mail(page) + _styles(page) + _attributes(page) + _files(page)


def _mail(page: str) -> list[str]:
    shown = set(re.findall(r"`mail\.(\w+\(.*?\))`", page))
    return [f"of mails, on one side only: {each}" for each in shown ^ set(macros("mail.html").values())]


def _styles(page: str) -> list[str]:
    css = read("static/css/*.css")
    tokens = [each for each in re.findall(r"`(--[\w-]+)`", page) if not re.search(rf"{each}\s*:", css)]
    named = IN_BACKTICKS.findall(section(page, "Classes"))
    classes = [each for each in named if re.fullmatch(r"[a-z]+(-[a-z]+)*", each) and not _is_other(each)]
    gone = [each for each in classes if not re.search(rf"\.{each}(?![\w-])", css)]
    return [f"no such token: {each}" for each in tokens] + [f"no such class: {each}" for each in gone]


def _is_other(word: str) -> bool:
    return word == "details" or word.startswith(("aria-", "data-"))


def _attributes(page: str) -> list[str]:
    used = read("static/js/**/*.js", "static/css/*.css", "templates/**/*.html")
    return [f"no such attribute: {each}" for each in re.findall(r"\bdata-[a-z]+", page) if each not in used]


def _files(page: str) -> list[str]:
    paths = [each for each in IN_BACKTICKS.findall(page) if re.fullmatch(r"(layout|parts)/\w+\.(html|txt)", each)]
    blocks = [
        each for each in re.findall(r"block (\w+) %", page) if f"block {each} %" not in read("templates/layout/*.html")
    ]
    gone = [each for each in paths if not (ROOT / "templates" / each).exists()]
    return [f"no such file: {each}" for each in gone] + [f"no such block: {each}" for each in blocks]


def test_the_page_and_the_parts_agree() -> None:
    assert len(offered()) > 30
    assert problems(PAGE) == []


WRONG: dict[str, Callable[[str], str]] = {
    "a macro that is not listed": lambda page: page.replace("| `pager(", "| pager("),
    "a macro that is gone": lambda page: page.replace("| `pager(", "| `leafing("),
    "an argument that is gone": lambda page: page.replace('position="")`', 'place="")`'),
    "a macro of mails": lambda page: page.replace("`mail.heading(", "`mail.truths("),
    "a token": lambda page: page.replace("`--paper`", "`--parchment`"),
    "a class": lambda page: page.replace("`headline`", "`heading-line`"),
    "an attribute": lambda page: page.replace("data-adds", "data-subtracts"),
    "a block": lambda page: page.replace("{% block lede %}", "{% block led %}"),
    "a file": lambda page: page.replace("layout/plain.html", "layout/plane.html"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_differs_is_found(name: str) -> None:
    wrong = WRONG[name](PAGE)
    assert wrong != PAGE
    assert problems(wrong)
