"""The environment is made once, and a Python that is too old is refused in a sentence."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with nothing but the script and a lock."""
    (tmp_path / "tools").mkdir()
    shutil.copy(ROOT / "tools/environment.sh", tmp_path / "tools")
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements/base.txt").touch()
    (tmp_path / "requirements/dev.txt").touch()
    return tmp_path


def program(path: Path, body: str) -> Path:
    """A shell script in the place of Python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def make(checkout: Path, python: str) -> subprocess.CompletedProcess[str]:
    """Ask for the environment that runs the site."""
    command = [str(checkout / "tools/environment.sh"), "base"]
    environment = {**os.environ, "PYTHON": python}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_an_old_python_is_refused(checkout: Path) -> None:
    old = program(checkout / "old", 'case "$1" in --version) echo Python 3.10.1;; *) exit 1;; esac')
    answer = make(checkout, str(old))
    assert answer.returncode == 1
    assert answer.stderr == (
        f"PeerHub needs Python 3.11 or newer, and {old} is Python 3.10.1. Set PYTHON to a newer one.\n"
    )
    assert not (checkout / ".venv").exists()


def test_a_missing_python_is_named(checkout: Path) -> None:
    answer = make(checkout, "python-that-is-not-there")
    assert answer.returncode == 1
    assert answer.stderr.startswith("There is no python-that-is-not-there here.")


def test_nothing_is_done_while_the_lock_is_the_same(checkout: Path) -> None:
    program(checkout / ".venv/bin/python", "exit 0")
    stamp = subprocess.run(["cksum"], input=b"", capture_output=True, check=True)
    (checkout / ".venv/.locked-base").write_bytes(stamp.stdout)
    answer = make(checkout, "python-that-is-not-there")
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
