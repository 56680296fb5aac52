"""What is declared is used, and what is used is declared: a package that nothing imports has a reason here."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUNS = ("peerhub", "migrations", "wsgi.py")
TESTS = ("tests", "tools", "benchmarks", "hatch_build.py")
NOT_IMPORTED = {
    "import-linter": "the program that tools/test.py runs",
    "mypy": "the program that tools/test.py runs",
    "psycopg": "SQLAlchemy's driver, named by the address of the database",
    "pymap": "the mail server that tests/support/imap.py starts",
    "pytest-cov": "pytest takes it by its option",
    "pytest-xdist": "pytest takes it by its option",
    "ruff": "the program that tools/test.py runs",
    "tzdata": "zoneinfo reads it, see peerhub/__init__.py",
    "uv": "the program that tools/lock.sh runs",
    "valkey": "python-socketio and limits take it for valkey:// addresses",
}


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, or looks for by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "find_spec")):
            yield from (
                each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)
            )


@cache
def used(*places: str) -> set[str]:
    """The packages whose modules are imported there."""
    known = packages_distributions()
    files = [
        path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    modules = {name.partition(".")[0] for path in files for name in imports(path)}
    return {canonicalize_name(package) for module in modules for package in known.get(module, ())}


def names(lines: list[str]) -> set[str]:
    """The names of packages in lines of requirements."""
    return {canonicalize_name(Requirement(line).name) for line in lines}


PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SITE = names([*PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["scale"]])
TEXT = (ROOT / "requirements" / "dev.in").read_text(encoding="utf-8")
TOOLS = names([line for each in TEXT.splitlines() if (line := each.partition("#")[0].strip())])


@pytest.mark.parametrize(("declared", "places"), [(SITE, RUNS), (TOOLS, (*RUNS, *TESTS))], ids=["site", "tools"])
def test_each_package_is_imported_or_has_a_reason(declared: set[str], places: tuple[str, ...]) -> None:
    types = {each for each in declared if each.startswith("types-") and each.removeprefix("types-") in SITE | TOOLS}
    assert sorted(declared - used(*places) - types) == sorted(declared & set(NOT_IMPORTED))


def test_each_reason_is_for_a_declared_package() -> None:
    assert set(NOT_IMPORTED) <= SITE | TOOLS


def test_what_is_imported_is_declared() -> None:
    assert sorted(used(*RUNS) - SITE) == []
    assert sorted(used(*TESTS) - SITE - TOOLS) == []


def test_what_builds_is_locked() -> None:
    assert names(PROJECT["build-system"]["requires"]) <= SITE | TOOLS


def test_each_front_end_package_is_used() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    files = [
        *(ROOT / "static" / "js").rglob("*.js"),
        *(path for each in TESTS[:2] for path in (ROOT / each).rglob("*.py")),
    ]
    texts = "\n".join(path.read_text(encoding="utf-8") for path in files)
    for name in {**package["dependencies"], **package["devDependencies"]}:
        sign = re.escape(name)
        assert re.search(rf'from "{sign}"|node_modules/{sign}/|"node_modules" / "{sign}"', texts), name
