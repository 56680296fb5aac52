"""Passwords as argon2id hashes. Where the site serves, one is worked out at a time, in a thread of its own beside the loop that
serves everybody: two would take both cores of a small machine, and in the end nobody is served sooner."""

import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import monkey
from gevent.event import Event
from gevent.threadpool import ThreadPool

T = TypeVar("T")

MOST_WAITING = 200  # at about 0.04 seconds each
PATIENCE = 10.0  # seconds; a browser waits longer, people do not
NICE = 10  # pages come first

# OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_nobody = _hasher.hash("a password that nobody has")


class Busy(Exception):
    """Too many passwords wait to be worked out; nothing was done."""


def hash_password(password: str) -> str:
    """The argon2id hash to keep. Raises Busy where too many wait."""
    return _off_loop(lambda: _hasher.hash(password))


def matches(stored_hash: str | None, password: str) -> bool:
    """Whether `password` has this hash. Takes as long when there is no hash, so that nobody learns who has an account. Raises Busy where
    too many wait."""

    def check() -> bool:
        try:
            _hasher.verify(stored_hash or _nobody, password)
            return stored_hash is not None
        except (VerificationError, InvalidHashError):
            return False

    return _off_loop(check)


class Turns:
    """One after the other, in the order in which they came: at most `most` wait, and none longer than `patience` seconds."""

    def __init__(self, most: int, patience: float) -> None:
        self._most, self._patience = most, patience
        self._waiting: deque[Event] = deque()
        self._is_taken = False

    def take(self, work: Callable[[], T]) -> T:
        """What `work` gives. Raises Busy when its turn does not come."""
        self._begin()
        try:
            return work()
        finally:
            self._end()

    def _begin(self) -> None:
        if not self._is_taken:
            self._is_taken = True
            return
        if len(self._waiting) >= self._most:
            raise Busy
        mine = Event()
        self._waiting.append(mine)
        try:
            mine.wait(self._patience)
            if not mine.is_set():
                raise Busy
        except BaseException:  # also where the greenlet is ended
            self._leave(mine)
            raise

    def _leave(self, mine: Event) -> None:
        if mine.is_set():
            self._end()
        else:
            self._waiting.remove(mine)

    def _end(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._is_taken = False


@cache
def _thread() -> ThreadPool:
    return ThreadPool(1)


_turns = Turns(MOST_WAITING, PATIENCE)


def _off_loop(work: Callable[[], T]) -> T:
    if not monkey.is_module_patched("threading"):
        return work()
    result: T = _turns.take(lambda: _thread().apply(_nicely, (work,)))
    return result


def _nicely(work: Callable[[], T]) -> T:
    """Linux keeps how nice one is for each thread: this one is nicer than the site itself, however nice that is."""
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.getpriority(os.PRIO_PROCESS, os.getpid()) + NICE)
    return work()
