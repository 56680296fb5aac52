"""Servers as processes of their own: started on a free port and one core, ended by their id."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import cores

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    port: int
    pid: int

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def python(*words: str) -> list[str]:
    """This Python with `words`."""
    return [sys.executable, *words]


@contextmanager
def serving(
    name: str, command: Sequence[str], port: int, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Start `command` on the servers' core, wait until it listens, end it afterwards."""
    pinned = ["taskset", "--cpu-list", str(cores()[0]), *command]
    with (
        log.open("wb") as output,
        subprocess.Popen(
            pinned, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=output, stderr=output
        ) as process,
    ):
        try:
            _wait_for(process, port, log)
            yield Server(name, port, process.pid)
        finally:
            end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to stop; insist after five seconds."""
    process.terminate()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    limit = time.monotonic() + 30
    while time.monotonic() < limit and process.poll() is None:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)
    raise SystemExit(f"A server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def memory_mb(pid: int) -> float:
    """Proportional memory (PSS) of a process and its children, in millions of bytes."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    found = re.search(r"^Pss:\s+(\d+) kB", told, re.MULTILINE)
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return (int(found[1]) * 1024 / 1e6 if found else 0.0) + sum(memory_mb(int(child)) for child in children)


def processor_seconds(pid: int) -> float:
    """How long a process has worked so far, on any core: says what a thing costs, however busy the machine is."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def open_files(wanted: int = 8192) -> None:
    """Let this process and those it starts hold a socket for each viewer."""
    import resource  # noqa: PLC0415  (Unix only, like the rest of what is measured here)

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(wanted, hard)), hard))
