"""CHANGELOG.md keeps the form of Keep a Changelog 1.1.0, and its newest release is the version of the package."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
GROUPS = ("Added", "Changed", "Deprecated", "Removed", "Fixed", "Security")
RELEASE = re.compile(r"## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d\d-\d\d)( \[YANKED\])?")
UNRELEASED = "## [Unreleased]"


def problems(text: str) -> list[str]:
    """What is wrong with the form of a changelog, a sentence each."""
    lines = text.splitlines()
    heads = [line for line in lines if line.startswith("## ")]
    found = [] if lines[0] == "# Changelog" else ["It begins with “# Changelog”."]
    if heads[:1] != [UNRELEASED] or heads.count(UNRELEASED) != 1:
        found.append("[Unreleased] comes first, once.")
    found += [f"Not a release with its day: {head}" for head in heads[1:] if not RELEASE.fullmatch(head)]
    releases = [match for head in heads if (match := RELEASE.fullmatch(head))]
    return found + _order(releases) + _groups(text)


def _order(releases: list[re.Match[str]]) -> list[str]:
    versions = [tuple(map(int, release.groups()[:3])) for release in releases]
    try:
        days = [date.fromisoformat(release[4]) for release in releases]
    except ValueError:
        return ["A day that is none."]
    rising = versions != sorted(set(versions), reverse=True) or days != sorted(days, reverse=True)
    return ["The newest release comes first."] if rising else []


def _groups(text: str) -> list[str]:
    found = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name = section.splitlines()[0]
        groups = re.findall(r"^### (.*)$", section, re.MULTILINE)
        known = [group for group in GROUPS if group in groups]
        if groups != known:
            found.append(f"Groups of {name}: {groups}. Each once, in the order {', '.join(GROUPS)}.")
        for group in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
            if not re.search(r"^- ", group, re.MULTILINE):
                found.append(f"An empty group of {name}: {group.strip()}")
    return found


def test_the_changelog_keeps_its_form() -> None:
    assert problems(TEXT) == []


def test_the_newest_release_is_the_version_of_the_package() -> None:
    with (ROOT / "pyproject.toml").open("rb") as source:
        version = tomllib.load(source)["project"]["version"]
    found = RELEASE.search(TEXT)
    assert found
    assert ".".join(found.groups()[:3]) == version


WRONG: dict[str, Callable[[str], str]] = {
    "no empty place for what comes": lambda text: text.replace(f"{UNRELEASED}\n\n", ""),
    "a release without a day": lambda text: text.replace(" - 2026-11-30", ""),
    "a day that is none": lambda text: text.replace("2026-11-30", "2026-13-01"),
    "a day written the other way": lambda text: text.replace("2026-11-30", "30.11.2026"),
    "a group of another name": lambda text: text.replace("### Fixed", "### Mended"),
    "groups in another order": lambda text: text.replace("### Fixed", "### X").replace("### Security", "### Fixed"),
    "a group that comes twice": lambda text: text.replace("### Changed", "### Added"),
    "a group without a line": lambda text: text.replace(UNRELEASED, f"{UNRELEASED}\n\n### Removed"),
    "an older release above": lambda text: text.replace("## [0.1.0]", "## [0.0.9] - 2026-10-01\n\n## [0.1.0]"),
    "another title": lambda text: text.replace("# Changelog", "# Changes", 1),
}


@pytest.mark.parametrize("name", WRONG)
def test_another_form_is_found(name: str) -> None:
    wrong = WRONG[name](TEXT)
    assert wrong != TEXT
    assert problems(wrong)
