"""The `peerhub` command as a whole: what it says when it cannot work."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from peerhub.cli import cli

ROOT = Path(__file__).parents[1]


PRODUCTION = {
    "PEERHUB_ENV": "production", "PEERHUB_SECRET_KEY": "q7Z-x1c9vB3n5m8K0jH2gF4dS6aP-w8e", "PEERHUB_SMTP_HOST": "mail.test",
    "PEERHUB_PUBLIC_URL": "https://peerhub.test", "PEERHUB_MAIL_FROM": "rsvp@peerhub.test",
}  # fmt: skip


def peerhub(var: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PEERHUB_")}
    environ |= {"PEERHUB_VAR": str(var), "PEERHUB_MEMORY": str(var / "memory"), "PYTHONPATH": str(ROOT)} | settings
    command = [sys.executable, "-m", "peerhub", *words]
    return subprocess.run(command, check=False, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120)


def command(var: Path, words: tuple[str, ...]) -> tuple[int, str]:
    """The exit code of a command and what it says of it. `serve` changes the process that it runs in: it gets one of its own."""
    if words == ("serve",):
        answer = peerhub(var, *words)
        return answer.returncode, answer.stderr
    environ: dict[str, str | None] = {name: None for name in os.environ if name.startswith("PEERHUB_")}
    done = CliRunner().invoke(
        cli, words, env=environ | {"PEERHUB_VAR": str(var), "PEERHUB_MEMORY": str(var / "memory")}, prog_name="peerhub"
    )
    return done.exit_code, done.stderr


@pytest.mark.parametrize(
    "words",
    [("serve",), ("tick",), ("mail", "show"), ("demo", "load"), ("user", "invite", "a@b.example", "--office", "X")],
)
def test_without_a_schema_a_sentence_says_what_to_run(words: tuple[str, ...], tmp_path: Path) -> None:
    code, said = command(tmp_path, words)
    assert code == 1
    assert "Run `peerhub db upgrade` first." in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    "words",
    [("serve",), ("tick",), ("mail", "show"), ("surveys", "ask-again"), ("--help",), ("mail", "--help"), ("nonsense",)],
)
@pytest.mark.parametrize("folder", ["missing", "."])
def test_where_nothing_is_yet_a_command_makes_nothing(words: tuple[str, ...], folder: str, tmp_path: Path) -> None:
    command(tmp_path / folder, words)
    assert list(tmp_path.rglob("*")) == []


def test_a_port_in_use_is_said_in_a_sentence(tmp_path: Path) -> None:
    assert peerhub(tmp_path, "db", "upgrade").returncode == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = peerhub(tmp_path, "serve", "--port", str(taken.getsockname()[1]))
    assert answer.returncode == 1
    assert "cannot be used" in answer.stderr
    assert "PORT=8001" in answer.stderr
    assert "Traceback" not in answer.stderr


STARTED = """
import gc
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (256, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
from peerhub.base.live import channels
from peerhub.cli import cli
def run(*_values, **_rest):
    print("frozen", gc.get_freeze_count() > 50_000)
    print("more files", resource.getrlimit(resource.RLIMIT_NOFILE)[0] > 256)
channels.socketio.run = run
cli(["serve", "--port", "{port}"])
"""


def test_a_server_keeps_what_is_there_at_the_start_and_may_hold_many_pages(tmp_path: Path) -> None:
    assert peerhub(tmp_path, "db", "upgrade").returncode == 0
    environ = {**os.environ, "PEERHUB_VAR": str(tmp_path), "PEERHUB_MEMORY": str(tmp_path / "memory")}
    with socket.create_server(("127.0.0.1", 0)) as free:
        program = STARTED.replace("{port}", str(free.getsockname()[1]))
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, check=True, cwd=ROOT, env=environ, capture_output=True, text=True)
    assert "frozen True\nmore files True" in said.stdout


@pytest.mark.parametrize("words", [("db", "upgrade"), ("serve",), ("tick",)])
def test_a_file_that_is_no_database_is_said_in_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "peerhub.sqlite").write_bytes(b"not what SQLite wrote" * 100)
    code, said = command(tmp_path, words)
    assert code == 1
    assert "The database cannot be used (file is not a database)" in said
    assert "Traceback" not in said


def test_only_its_own_commands_are_offered(tmp_path: Path) -> None:
    answer = peerhub(tmp_path, "--help")
    assert answer.returncode == 0
    assert "limiter" not in answer.stdout


def test_folder_missing(tmp_path: Path) -> None:
    """In production nothing but the folder's name is given: it is made, for its owner alone, and its parents too."""
    var = tmp_path / "srv" / "peerhub"
    answer = peerhub(var, "db", "upgrade", **PRODUCTION)
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "The database is up to date.\n", "")
    assert var.stat().st_mode & 0o777 == 0o700
    assert (var / "peerhub.sqlite").is_file()


@pytest.mark.parametrize("words", [("db", "upgrade"), ("serve",), ("tick",), ("mail", "show"), ("rooms", "render")])
@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"PEERHUB_DATABASE_URL": "postgresql+psycopg://u:p@127.0.0.1:1/x"}, "PEERHUB_DATABASE_URL"),
        ({"PEERHUB_DATABASE_URL": "postgresql+psycopg:///x?host=/nowhere"}, "PEERHUB_DATABASE_URL"),
        ({"PEERHUB_DATABASE_URL": "sqlite:////nowhere/at/all.sqlite"}, "PEERHUB_DATABASE_URL"),
        ({"PEERHUB_VAR": "/dev/null/var"}, "PEERHUB_VAR"),
        ({"PEERHUB_VAR": "/proc/nowhere"}, "PEERHUB_VAR"),
    ],
    ids=["no server", "no socket", "no file", "no folder", "no rights"],
)
def test_every_command_ends_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], settings: dict[str, str], named: str
) -> None:
    for name in [name for name in os.environ if name.startswith("PEERHUB_")]:
        monkeypatch.delenv(name)
    environ = {"PEERHUB_VAR": str(tmp_path)} | settings
    answer = CliRunner().invoke(cli, words, env=environ, prog_name="peerhub")
    assert isinstance(answer.exception, SystemExit)
    said = str(answer.exception.code) if isinstance(answer.exception.code, str) else answer.stderr
    assert answer.exit_code != 0
    assert named in said
    assert said.strip().endswith(".")
    assert len(said.splitlines()) <= 2


def test_a_folder_in_memory_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    assert peerhub(tmp_path, "db", "upgrade").returncode == 0
    answer = peerhub(tmp_path, "tick", PEERHUB_MEMORY="/dev/null/memory")
    assert answer.returncode == 1
    assert "another one in PEERHUB_MEMORY" in answer.stderr
