"""Speaks to the clients' process."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.machine import cores
from benchmarks.processes import ROOT, end, python


class Failed(Exception):
    """The clients could not do what they were asked; the text says why."""


class Clients:
    """One process that is all browsers."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def ask(self, do: str, /, **values: Any) -> dict[str, Any]:
        """Let them do something and tell the figures. Raises Failed."""
        assert self.process.stdin, "a pipe"
        assert self.process.stdout, "a pipe"
        self.process.stdin.write(json.dumps({"do": do, **values}).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        told: dict[str, Any] = json.loads(line) if line else {"error": "the clients' process ended"}
        if "error" in told:
            raise Failed(told["error"])
        return told


@contextmanager
def clients() -> Iterator[Clients]:
    """Start them on the last core; end them afterwards."""
    command = ["taskset", "--cpu-list", str(cores()[1]), *python("-m", "benchmarks.crowd")]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            yield Clients(process)
        finally:
            end(process)
