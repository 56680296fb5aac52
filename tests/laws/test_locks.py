"""A locked package that others need with an extra is locked with that extra.

pip before 23.3 takes `coverage==7.17.3` for the lock of `coverage[toml]` only while 7.17.3 is the newest version; from the
next release on nothing installs. So a lock without the extra works on the day it is written and fails later.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[([^\]]*)\])?==", re.MULTILINE)


def pinned(lock: str) -> dict[str, set[str]]:
    """The locked packages by name, each with its locked extras."""
    found = PINNED.findall(lock)
    return {canonicalize_name(name): {extra.strip() for extra in extras.split(",") if extra} for name, extras in found}


def missing(lock: str, needs: Iterable[tuple[str, Requirement]]) -> list[str]:
    """What is needed with an extra and locked without it, each as a sentence. `needs` are pairs of who and what."""
    locked = pinned(lock)
    return [
        f"{who} needs {need.name}[{','.join(sorted(need.extras))}], which is locked without"
        for who, need in needs
        if canonicalize_name(need.name) in locked and need.extras - locked[canonicalize_name(need.name)]
    ]


def needs_of_packages(lock: str) -> Iterator[tuple[str, Requirement]]:
    """What the installed packages that are locked here need, with the extras they are locked with."""
    locked = pinned(lock)
    for package in distributions():
        name = canonicalize_name(package.metadata["Name"])
        for need in map(Requirement, package.requires or [] if name in locked else []):
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in {"", *locked[name]}):
                yield name, need


def needs_of_project() -> Iterator[tuple[str, Requirement]]:
    """What pyproject.toml and requirements/*.in name themselves."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["scale"]]
    for path in (ROOT / "requirements").glob("*.in"):
        named += filter(None, (line.split("#")[0].strip() for line in path.read_text().splitlines()))
    return (("the project", Requirement(line)) for line in named)


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_extras_are_locked(path: Path) -> None:
    lock = path.read_text()
    assert missing(lock, [*needs_of_project(), *needs_of_packages(lock)]) == []


def test_lock_decays() -> None:
    """The lock as it was when it stopped working: the check finds what broke it, in a package and in the project."""
    lock = (ROOT / "requirements/dev.txt").read_text()
    stripped = PINNED.sub(r"\1==", lock)
    found = missing(stripped, [*needs_of_project(), *needs_of_packages(stripped)])
    assert "pytest-cov needs coverage[toml], which is locked without" in found
    assert "the project needs psycopg[binary], which is locked without" in found


def test_locks_name_no_address() -> None:
    """Packages come from wherever pip is told to look."""
    lines = [line for path in LOCKS for line in path.read_text().splitlines()]
    assert [line for line in lines if re.search(r"://|^--(index|extra|find)", line)] == []
