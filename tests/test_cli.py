"""The `peerhub` command as a whole: what it says when it cannot work."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def peerhub(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PEERHUB_")}
    environ |= {"PEERHUB_VAR": str(var), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "peerhub", *words]
    return subprocess.run(command, check=False, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize(
    "words",
    [("serve",), ("tick",), ("mail", "show"), ("demo", "load"), ("user", "invite", "a@b.example", "--office", "X")],
)
def test_without_a_schema_a_sentence_says_what_to_run(words: tuple[str, ...], tmp_path: Path) -> None:
    answer = peerhub(tmp_path, *words)
    assert answer.returncode == 1
    assert "Run `peerhub db upgrade` first." in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_port_in_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    assert peerhub(tmp_path, "db", "upgrade").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = peerhub(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "cannot be used" in answer.stderr
    assert "PORT=8001" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_only_its_own_commands_are_offered(tmp_path: Path) -> None:
    answer = peerhub(tmp_path, "--help")
    assert answer.returncode == 0
    assert "limiter" not in answer.stdout
