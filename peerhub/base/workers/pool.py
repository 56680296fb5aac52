"""The site's end: a few workers that are started when first needed, stopped when a task overruns, and ended after a long rest.

Waiting is cooperative: sockets and locks are gevent's own where `serve` has put gevent under them, and ordinary ones elsewhere.
"""

import atexit
import os
import signal
import socket
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from peerhub.base.workers import protocol

REST = 300.0  # seconds without work after which a process ends; the next task waits until another has started
STARTING = 10.0  # seconds for a process to start, and to import what a task needs
SMALL = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}  # glibc's: what a task gave back, the process gives back
_ROOT = Path(__file__).parents[3]


class Failed(Exception):
    """The work was not done."""


class Busy(Failed):
    """Nobody was free in time, or too many wait already."""


class TookTooLong(Failed):
    """The task overran and was stopped."""


class Broken(Failed):
    """The task raised, or its process ended under it."""


class Pool:
    """At most `size` workers; at most `waiting` callers wait for one to be free."""

    def __init__(self, size: int, waiting: int = 32) -> None:
        self._size, self._most_waiting = size, waiting
        self._begin()
        atexit.register(self.close)

    def _begin(self) -> None:
        self._process = os.getpid()
        self._free: list[_Worker] = []
        self._watch: threading.Timer | None = None
        self._turns = threading.Semaphore(self._size)
        self._waiting = 0

    def run(self, task: str, payload: Any, seconds: float, patience: float = 1.0) -> Any:
        """What `task` ("module:function") makes of `payload`, both JSON values.

        Raises Busy after `patience` seconds without a free worker, TookTooLong when the task takes more than `seconds`, Broken
        when it fails.
        """
        if self._process != os.getpid():  # a forked server must not share its parent's lines
            self._parents = self._free
            self._begin()
        if self._waiting >= self._most_waiting:
            raise Busy
        self._waiting += 1
        try:
            is_mine = self._turns.acquire(timeout=patience)
        finally:
            self._waiting -= 1
        if not is_mine:
            raise Busy
        try:
            return self._run(task, payload, seconds)
        finally:
            self._turns.release()

    def _run(self, task: str, payload: Any, seconds: float) -> Any:
        worker = self._taken()
        try:
            kind, value = worker.ask(task, payload, seconds)
        except (
            BaseException
        ) as problem:  # also when the caller is stopped: the answer would be taken for the next one's
            worker.end()
            if isinstance(problem, TimeoutError):
                raise TookTooLong from None
            if isinstance(problem, protocol.Ended):
                raise Broken("The process ended.") from None
            raise
        self._lay_down(worker)
        if kind != "done":
            raise Broken(value)
        return value

    def _taken(self) -> "_Worker":
        while self._free:
            worker = self._free.pop()
            if worker.is_alive:
                return worker
            worker.end()
        return _Worker()

    def _lay_down(self, worker: "_Worker") -> None:
        worker.rests_since = time.monotonic()
        self._free.append(worker)
        if self._watch is None:
            self._look_later()

    def _look_later(self) -> None:
        self._watch = threading.Timer(REST, self._look)
        self._watch.daemon = True
        self._watch.start()

    def _look(self) -> None:
        self._watch = None
        self.end_rested(time.monotonic() - REST)
        if self._free:
            self._look_later()

    def end_rested(self, since: float) -> None:
        """End the workers that have had nothing to do since a moment of `time.monotonic`, or for longer. The last that worked is the
        first to work again, so that those who are not needed rest."""
        for worker in [worker for worker in self._free if worker.rests_since <= since]:
            with suppress(ValueError):  # somebody has just given it a task
                self._free.remove(worker)
                worker.end()

    def close(self) -> None:
        """End the workers that are free; those at work end with their line."""
        if self._watch and self._process == os.getpid():
            self._watch.cancel()
            self._watch = None
        while self._process == os.getpid() and self._free:
            self._free.pop().end()


class _Worker:
    """One process. It gets none of the site's settings, secrets among them, and no file of the site's.

    Spawned rather than forked: gevent's own way copies the tables of a large process, for which everybody waits a fifth of a second.
    """

    def __init__(self) -> None:
        self.rests_since = 0.0
        self._imported: set[str] = set()
        self._line, theirs = socket.socketpair()
        environ = {name: value for name, value in os.environ.items() if not name.startswith("PEERHUB_")}
        environ |= SMALL
        environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(_ROOT), environ.get("PYTHONPATH")]))
        with theirs:
            self._pid = os.posix_spawn(
                sys.executable,
                [sys.executable, "-P", "-m", "peerhub.base.workers.worker"],
                environ,
                file_actions=[
                    (os.POSIX_SPAWN_DUP2, theirs.fileno(), 0),
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                ],
                setsid=True,
            )

    @property
    def is_alive(self) -> bool:
        """Whether the process is there. One that ended is taken away by this, or by gevent's loop before."""
        try:
            return os.waitpid(self._pid, os.WNOHANG) == (0, 0)
        except ChildProcessError:
            return False

    def ask(self, task: str, payload: Any, seconds: float) -> list[Any]:
        """The worker's answer to one task. What the task needs is imported before its time begins."""
        module = task.partition(":")[0]
        if module not in self._imported:
            self._ask([f"{module}:", None, STARTING], STARTING)
            self._imported.add(module)
        return self._ask([task, payload, seconds], seconds)

    def _ask(self, request: list[Any], seconds: float) -> list[Any]:
        until = time.monotonic() + seconds
        protocol.send(self._line, request, until)
        answer: list[Any] = protocol.receive(self._line, until)
        return answer

    def end(self) -> None:
        """Stop it, whatever it does."""
        self._line.close()
        while self.is_alive:
            os.kill(self._pid, signal.SIGKILL)
            time.sleep(0.002)  # gevent's, where it serves
