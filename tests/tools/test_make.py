"""Targets of the Makefile that start the site: all of their commands are told the same port, for links carry it."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def ports(target: str, **named: str) -> list[str]:
    """The port that each command of a target is told, with a program that says it in the place of `peerhub`."""
    program = "sh -c 'echo $$PEERHUB_PORT'"
    made = ["make", "-C", str(ROOT), "--no-print-directory", "-o", "assets", "-o", "environment", target]
    made += [f"peerhub={program}", *(f"{name}={value}" for name, value in named.items() if name == "PORT")]
    environ = {name: value for name, value in os.environ.items() if name not in {"PORT", "PEERHUB_PORT", "MAKEFLAGS"}}
    environ |= {name: value for name, value in named.items() if name != "PORT"}
    return subprocess.run(made, env=environ, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize(("target", "commands"), [("demo", 4), ("serve", 2)])
def test_one_port_for_all_of_it(target: str, commands: int) -> None:
    assert ports(target) == ["8000"] * commands
    assert ports(target, PORT="8105") == ["8105"] * commands
    assert ports(target, PEERHUB_PORT="8106") == ["8106"] * commands
