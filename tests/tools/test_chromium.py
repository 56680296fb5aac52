"""Chromium is found, installed where that is allowed, and its absence is said aloud."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tools import chromium
from tools import test as runner


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with nothing on it but `env`."""
    for name in ("env", "sh", "touch", "chmod"):
        (tmp_path / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PEERHUB_TEST_CHROMIUM", raising=False)
    return tmp_path


def program(folder: Path, name: str, body: str) -> Path:
    """A shell script among the programs."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def apt(programs: Path, has: str = "chromium") -> None:
    """An apt-get that has one package, and puts its program in place when it is told to install that."""
    made = programs / has
    body = f'case "$*" in *install*" {has}") touch {made}; chmod 755 {made};; *install*) exit 100;; esac'
    program(programs, "apt-get", body)


def as_user(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: number)


def test_the_setting_comes_first(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(programs, "chromium", "")
    monkeypatch.setenv("PEERHUB_TEST_CHROMIUM", "/opt/browser")
    assert chromium.find() == "/opt/browser"


def test_it_is_found_by_its_other_names(programs: Path) -> None:
    assert chromium.find() is None
    program(programs, "google-chrome", "")
    assert chromium.find() == str(programs / "google-chrome")


@pytest.mark.parametrize("has", ["chromium-headless-shell", "chromium"])
def test_root_installs_it(programs: Path, monkeypatch: pytest.MonkeyPatch, has: str) -> None:
    as_user(monkeypatch, 0)
    apt(programs, has)
    assert chromium.ensure() == str(programs / has)


def test_the_quicker_one_is_preferred(programs: Path) -> None:
    for name in ("chromium", "chromium-headless-shell"):
        program(programs, name, "")
    assert chromium.find() == str(programs / "chromium-headless-shell")


def test_an_ordinary_user_installs_it_through_sudo_that_asks_nothing(
    programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_user(monkeypatch, 1000)
    apt(programs)
    program(programs, "sudo", 'shift; if [ "$1" = true ]; then exit 0; fi; exec "$@"')
    assert chromium.ensure() == str(programs / "chromium")


def test_an_ordinary_user_without_sudo_goes_without(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 1000)
    apt(programs)
    program(programs, "sudo", "exit 1")
    assert chromium.ensure() is None


def test_a_machine_without_apt_goes_without(programs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    as_user(monkeypatch, 0)
    assert chromium.ensure() is None


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that would have run on a machine that cannot have Chromium."""
    ran: list[str] = []

    def run(steps: tuple[runner.Step, ...]) -> int:
        ran.extend(step.name for step in steps)
        return 0

    monkeypatch.setattr(runner, "run", run)
    monkeypatch.setattr(chromium, "ensure", lambda: None)
    return ran


def test_without_chromium_the_browser_tests_are_skipped_aloud(
    names: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert runner.main([]) == 0
    assert names[-2:] == ["Tests on SQLite", "Tests on PostgreSQL"]
    assert "SKIPPING THE BROWSER TESTS" in capsys.readouterr().out


def test_without_chromium_ci_fails(names: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert runner.main([]) == 1
    assert names == []


def test_the_first_failing_step_is_the_last() -> None:
    good = runner.Step("good", (sys.executable, "-c", ""))
    bad = runner.Step("bad", (sys.executable, "-c", "raise SystemExit(3)"))
    never = runner.Step("never", ("program-that-is-not-there",))
    assert runner.run((good, bad, never)) == 3
