"""What runs in a worker, `python -m peerhub.base.workers.worker`: one task after the other, until the line on its standard input ends.

A task is a function of the code, named `module:function`; it takes a JSON value and gives one. Modules are imported by the first task
that needs them, so a worker is as small as what it does.
"""

import importlib
import os
import resource
import signal
import socket
from typing import Any

from peerhub.base.workers.protocol import Ended, receive, send

MOST_MEMORY = 768 * 1024 * 1024
NICE = 10  # pages come first
GRACE = 1.0  # seconds after which a task ends its process by itself, should nobody be there any more to do so


def main() -> None:
    """Serve the line until it ends, which it does with the site's process, however that ends."""
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))
    with socket.socket(fileno=0) as line:
        while True:
            try:
                name, payload, seconds = receive(line)
                send(line, _answer(name, payload, seconds))
            except Ended:
                return


def _answer(name: str, payload: Any, seconds: float) -> list[Any]:
    """`["done", value]`, or `["failed", what]`. The alarm has no handler: it ends the process, whatever that is doing."""
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE)
    try:
        name_of_module, _colon, function = name.partition(":")
        module = importlib.import_module(name_of_module)
        return ["done", getattr(module, function)(payload) if function else None]
    except Exception as problem:  # a failed task is no reason to end: nothing of it stays
        return ["failed", f"{type(problem).__name__}: {problem}"[:500]]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


if __name__ == "__main__":
    main()
