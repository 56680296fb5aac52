"""How SQLite is opened and how its transactions begin.

A write begins with BEGIN IMMEDIATE, and the lock of another process is waited for here: inside SQLite, waiting would stop
the whole loop. It ends in a thread of its own, where the disk is waited for: that takes milliseconds on a good day.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from gevent import monkey
from gevent.threadpool import ThreadPool
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

WRITES = "peerhub_writes"
PAUSE = 0.02
BUSY = 100  # milliseconds that SQLite itself waits, with everything else: readers, for a moment of a checkpoint


@dataclass
class WriteTimeout:
    """How long a write waits for another process, in seconds, and since when (time.monotonic) it does; None while it does not."""

    seconds: float = 10.0
    since: float | None = None

    @contextmanager
    def waiting(self) -> Iterator[float]:
        """The time until which to wait."""
        self.since = time.monotonic()
        try:
            yield self.since + self.seconds
        finally:
            self.since = None


SHORT, NONE = WriteTimeout(1.0), WriteTimeout(0.0)


def prepare(connection: Any, **pragmas: str | int) -> None:
    """Set the pragmas of a new connection, and those that all of ours have. The patience first: the others read the file."""
    connection.isolation_level = None
    for name, value in {"busy_timeout": BUSY, **pragmas, "foreign_keys": "ON"}.items():
        connection.execute(f"PRAGMA {name} = {value}").close()


def begin(connection: Connection) -> None:
    """Begin reading; or writing, with the patience of the engine, never waiting inside SQLite."""
    patience: WriteTimeout | None = connection.get_execution_options().get(WRITES)
    if patience is None:
        connection.exec_driver_sql("BEGIN")
        return
    raw: Any = connection.connection.driver_connection
    with not_waiting(raw):
        with patience.waiting() as until:
            while not _begun(raw) and time.monotonic() < until:
                time.sleep(PAUSE)
        if not raw.in_transaction:
            connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more, for SQLAlchemy to raise what is wrong


def empty_log(connection: Connection) -> bool:
    """Empty the write-ahead log; False while somebody reads from it or writes. It is not waited for them: they may be of this process,
    and would wait for us."""
    with not_waiting(connection.connection.driver_connection):
        return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]


@contextmanager
def not_waiting(raw: Any) -> Iterator[None]:
    """Let SQLite wait for nobody."""
    raw.execute("PRAGMA busy_timeout = 0").close()
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {BUSY}").close()


def commit(connection: Connection) -> None:
    """Commit what was written, beside the loop where the site serves. SQLAlchemy commits afterwards, when there is nothing left to do,
    or else raises what is wrong. Where the disk failed SQLite has undone everything, and nothing is left to be raised but this."""
    raw: Any = connection.connection.driver_connection
    if WRITES in connection.get_execution_options() and monkey.is_module_patched("threading") and raw.in_transaction:
        problem = _disk().apply(_commit, (raw,))
        if problem is not None and not raw.in_transaction:
            raise OperationalError("COMMIT", None, problem)


def _commit(raw: Any) -> sqlite3.Error | None:
    try:
        raw.execute("COMMIT").close()
    except sqlite3.Error as problem:
        return problem
    return None


@cache
def _disk() -> ThreadPool:
    return ThreadPool(1)


def _begun(raw: Any) -> bool:
    """Whether a write has begun, or cannot for another reason than that somebody else writes."""
    try:
        raw.execute("BEGIN IMMEDIATE").close()
    except sqlite3.OperationalError as problem:
        return problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY
    return True
