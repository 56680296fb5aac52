"""The machine the figures come from: what it is, never what it is called."""

import os
import platform
import re
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("flask", "flask-socketio", "python-engineio", "simple-websocket", "gevent", "sqlalchemy", "jinja2")


def cores() -> tuple[int, int]:
    """The core of the servers and the core of the clients; the same one on a machine with only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[-1]


def described() -> list[str]:
    """Lines about machine and versions."""
    return [
        f"- Machine: {len(os.sched_getaffinity(0))} cores ({_processor()}), {_memory_gib():.0f} GiB of memory, "
        f"{platform.system()}. Load when the run ended: {os.getloadavg()[0]:.1f}.",
        f"- Python {platform.python_version()}; {', '.join(f'{name} {version(name)}' for name in PACKAGES)}.",
    ]


def _processor() -> str:
    named = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="ascii"))
    return named[1].strip() if named else platform.machine()


def _memory_gib() -> float:
    told = re.search(r"MemTotal:\s*(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    return int(told[1]) / 1024 / 1024 if told else 0.0
