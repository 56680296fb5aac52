"""No file of code grows past what one reads in one go."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 300
CODE = {".py", ".html", ".js", ".css", ".sh"}
LEFT_OUT = {"migrations/versions/0001_start.py": "Alembic wrote it, and nobody changes it"}


def code() -> list[Path]:
    """The files of code that are kept under version control, or all of a copy without one."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    names = listed.split("\0") if listed else []
    found = [ROOT / name for name in names] or [
        path
        for top in ("peerhub", "templates", "static", "migrations", "tests", "tools", "benchmarks")
        for path in (ROOT / top).rglob("*")
    ]
    return [path for path in found if path.suffix in CODE and path.is_file() and "dist" not in path.parts]


def too_long(paths: list[Path]) -> list[str]:
    """Those with more lines."""
    return [str(path) for path in paths if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST]


def test_no_file_is_too_long() -> None:
    files = code()
    assert len(files) > 700
    assert {str(Path(path).relative_to(ROOT)) for path in too_long(files)} == set(LEFT_OUT)


@pytest.mark.parametrize(("lines", "found"), [(LONGEST, 0), (LONGEST + 1, 1)])
def test_a_long_file_is_found(tmp_path: Path, lines: int, found: int) -> None:
    path = tmp_path / "long.py"
    path.write_text("x = 1\n" * lines, "utf-8")
    assert len(too_long([path])) == found
