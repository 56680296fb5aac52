"""What the README and the pages in docs/ promise is there."""

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
from click import Command, Group
from flask import Flask

from peerhub.cli import cli
from peerhub.demo import accounts
from tools.words import extract

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands(group: Group, before: str = "") -> dict[str, Command]:
    """Every command and group of ours by its full name."""
    found: dict[str, Command] = {}
    for name, command in group.commands.items():
        full = f"{before} {name}".strip()
        found[full] = command
        if isinstance(command, Group):
            found |= commands(command, full)
    return found


PAGES = {
    path: path.read_text(encoding="utf-8")
    for path in (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")))
}
STORY = README[README.index("## Try it") : README.index("## Find your way")]
NAMED = [name for words in re.findall(r"(?<!\*)\*([^*]+)\*", STORY) for name in " ".join(words.split()).split(" → ")]


@cache
def marked() -> frozenset[str]:
    """Every sentence that pages and mails show, of buttons, links and headings too."""
    return frozenset(str(message.id) for message in extract() if message.id)


def test_readme_words() -> None:
    """What the story calls a button, a link or a heading is called so on the pages."""
    assert len(NAMED) > 12
    sentences = marked()
    assert [name for name in NAMED if name not in sentences] == []
    assert "End session now" not in sentences  # the negative: what the story once said


@pytest.mark.parametrize("name", ["running.md", "export.md"])
def test_pages_and_buttons_are_called_as_they_are(name: str) -> None:
    named = re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", PAGES[ROOT / "docs" / name])
    assert named
    assert set(named) - marked() == set()
    assert "Open invitations" not in marked()  # the negative: what running.md once said


def test_the_story_names_accounts_of_the_demonstration() -> None:
    named = set(re.findall(r"[\w.]+@demo\.peerhub\.example", README))
    assert named
    assert named <= {row["email"] for row in accounts.rows()}


def test_addresses_of_the_story_exist(site: Flask) -> None:
    adapter = site.url_map.bind("localhost")
    named = set(re.findall(r"`(/[a-z/]+)`", README))
    assert {"/demo/accounts", "/demo/mail", "/demo/clock"} <= named
    for path in named - {"/demo"}:  # all that stands under it
        adapter.match(path)


def test_every_command_that_is_named_is_one() -> None:
    """Each command line names a command that there is, with options that it has."""
    lines = [
        line for text in PAGES.values() for line in re.findall(r"`(?:\S+ )?(?:\.venv/bin/)?peerhub ([a-z][^`]*)`", text)
    ]
    assert len(lines) > 20
    for line in lines:
        command: Command = cli
        for word in shlex.split(line.replace("…", "x")):
            if isinstance(command, Group):
                assert word in command.commands, line
                command = command.commands[word]
            elif word.startswith("--"):
                assert word in {option for given in command.params for option in given.opts}, line


def test_every_make_target_that_is_named_is_one() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z-]+)", "\n".join(PAGES.values()), re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


def broken_links(path: Path, text: str) -> list[str]:
    """The links of a page to files that are not there."""
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", re.sub(r"`[^`\n]*`", "", text))
    return [link for link in links if not (path.parent / link).exists()]


def test_every_link_leads_to_a_file() -> None:
    assert [(path.name, link) for path, text in PAGES.items() for link in broken_links(path, text)] == []
    assert broken_links(ROOT / "README.md", "[a](docs/design.md#x) [b](docs/gone.md)") == ["docs/gone.md"]


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 80


def test_every_command_answers_help() -> None:
    assert {"serve", "db upgrade", "demo load", "demo accounts", "user invite", "mail show", "tick"} <= set(
        commands(cli)
    )
    assert [name for name, command in commands(cli).items() if not command.help] == []
    silent = Command("silent")
    assert not silent.help  # the negative
