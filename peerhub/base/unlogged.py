"""A second file beside the database that keeps no history, for rows whose order of writing must tell nothing.

A database remembers more than its rows: SQLite's write-ahead log holds the last commits one by one, PostgreSQL's log does
too, and its tables keep old versions of rows with the number of the transaction that wrote them (PostgreSQL manual, "System
Columns" and "Routine Vacuuming"). This is an SQLite file without any of that, on either database: it has a rollback journal
that is deleted with each commit (sqlite.org/pragma.html, `journal_mode = DELETE`), what is deleted is overwritten with
zeros (`secure_delete`), and nothing is put into temporary files (`temp_store`).

It can do one thing in few words: transactions one after the other, also between processes. All of them on one site need the
same folder, so they run on one machine.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from peerhub.base import sqlite
from peerhub.base.sqlite import WRITES, Patience

UNLOGGED = MetaData()  # the tables of this file
LONGEST_CONNECTION = (
    3600  # seconds: Python keeps 80 bytes of each value opened by `blobopen` until the connection is closed
)
CACHE_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is left out of backups by programs that heed this file (bford.info/cachedir).
# Several copies of what is in it would tell more than one.
"""


class Unlogged:
    """The file in `folder`, made when it is first used. `fast` gives up durability (tests only)."""

    def __init__(self, folder: Path, *, fast: bool = False) -> None:
        self.path = folder / "store.sqlite"
        self._fast = fast
        self._one_at_a_time = threading.Lock()
        self._opened: Engine | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction, for reading too: commits, or undoes all when an exception leaves it. Others wait meanwhile."""
        with self._one_at_a_time, self._engine().begin() as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back."""
        if self._opened:
            self._opened.dispose()
            self._opened = None

    def _engine(self) -> Engine:
        if self._opened is None:
            self._opened = self._open()
        return self._opened

    def _open(self) -> Engine:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.path.parent / "CACHEDIR.TAG").write_text(CACHE_TAG, encoding="ascii")
        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"timeout": 0, "check_same_thread": False},
            hide_parameters=True,  # an error that is logged must not quote an answer
            pool_recycle=LONGEST_CONNECTION,
        )
        event.listen(engine, "connect", _prepare_fast if self._fast else _prepare)
        event.listen(engine, "begin", sqlite.begin)
        writing = engine.execution_options(**{WRITES: Patience()})
        with writing.begin() as connection:
            UNLOGGED.create_all(connection)
            # A write, however small, clears away the journal that a killed process may have left before it changed anything.
            connection.exec_driver_sql("PRAGMA user_version = 1")
        self.path.chmod(0o600)
        return writing


def unlogged_of(db: Session) -> Unlogged:
    """The file that belongs to the database of `db`."""
    found: Unlogged = db.info["unlogged"]
    return found


def _prepare(connection: Any, _entry: ConnectionPoolEntry, synchronous: str = "EXTRA") -> None:
    """EXTRA: after a loss of power, a journal that was deleted must not come back and undo what was thanked for."""
    sqlite.prepare(connection, journal_mode="DELETE", secure_delete="ON", temp_store="MEMORY", synchronous=synchronous)


def _prepare_fast(connection: Any, entry: ConnectionPoolEntry) -> None:
    _prepare(connection, entry, synchronous="OFF")
