"""A second file beside the database that keeps no history, for rows whose order of writing must tell nothing.

A database remembers more than its rows: SQLite's write-ahead log holds the last commits one by one, PostgreSQL's log does
too, and its tables keep old versions of rows with the number of the transaction that wrote them (PostgreSQL manual, "System
Columns" and "Routine Vacuuming"). This is an SQLite file without any of that, on either database: it has a rollback journal
that is deleted with each commit (sqlite.org/pragma.html, `journal_mode = DELETE`), what is deleted is overwritten with
zeros (`secure_delete`), and nothing is put into temporary files (`temp_store`).

What must not even lie on the disk for a while is in a second file of the same transactions: in a folder that the machine keeps
in memory (`PEERHUB_MEMORY`). It outlives the processes of the site, not a restart of the machine. Both files change together or
not at all, also when a process is killed (sqlite.org/atomiccommit.html, "Multi-file Commit").

It can do one thing in few words: transactions one after the other, also between processes. All of them on one site need the
same folders, so they run on one machine.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from peerhub.base.database import sqlite
from peerhub.base.database.sqlite import SHORT, WRITES, WriteTimeout

UNLOGGED = MetaData()  # the tables of the file on the disk
IN_MEMORY = MetaData(schema="memory")  # the tables of the file in memory
VERSION = 2
LONGEST_CONNECTION = (
    3600  # seconds: Python keeps 80 bytes of each value opened by `blobopen` until the connection is closed
)
CACHE_TAG = """Signature: 8a477f597d28d172789f06886806bc55
# This folder is left out of backups by programs that heed this file (bford.info/cachedir).
# Several copies of what is in it would tell more than one.
"""


class Unavailable(Exception):
    """The files cannot be read or written now: another process holds them for too long, or they are broken."""


class Unlogged:
    """The file in `folder`, made when it is first used, and the one in `memory`. `fast` gives up durability (tests only)."""

    def __init__(self, folder: Path, memory: Path, *, fast: bool = False) -> None:
        self.path, self.memory = folder / "store.sqlite", memory / "store.sqlite"
        self._fast = fast
        self._one_at_a_time = threading.Lock()
        self._opened: Engine | None = None

    @contextmanager
    def transaction(self, patience: WriteTimeout | None = None) -> Iterator[Connection]:
        """One transaction, for reading too: commits, or undoes all when an exception leaves it. Others wait meanwhile.

        Raises Unavailable, also when others still lock the files after so much `patience`.
        """
        patience = patience or WriteTimeout()
        if not self._one_at_a_time.acquire(timeout=patience.seconds):
            raise Unavailable(f"{self.path.name}: others are writing")
        try:
            with self._engine().execution_options(**{WRITES: patience}).begin() as connection:
                yield connection
        except (DBAPIError, sqlite3.Error, OSError) as problem:
            if not _is_busy(problem):
                self.close()  # and opened anew the next time: somebody may have removed the folder in memory
            raise Unavailable(f"{self.path.name}: {getattr(problem, 'orig', problem)}") from problem
        finally:
            self._one_at_a_time.release()

    def trouble(self) -> str:
        """Why the files cannot be used, in a few words; empty when all is well."""
        try:
            with self.transaction(WriteTimeout(SHORT.seconds)) as connection:
                connection.exec_driver_sql(f"PRAGMA {IN_MEMORY.schema}.user_version = {VERSION}")
                return ""
        except Unavailable as problem:
            return str(problem)

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
        for folder in (self.path.parent, self.memory.parent):
            _make_private(folder)
        (self.path.parent / "CACHEDIR.TAG").write_text(CACHE_TAG, encoding="ascii")
        engine = create_engine(
            f"sqlite:///{self.path}",
            connect_args={"timeout": 0, "check_same_thread": False},
            hide_parameters=True,  # an error that is logged must not quote an answer
            pool_recycle=LONGEST_CONNECTION,
        )
        event.listen(engine, "connect", self._attach)
        event.listen(engine, "connect", _prepare_fast if self._fast else _prepare)
        event.listen(engine, "begin", sqlite.begin)
        with engine.execution_options(**{WRITES: WriteTimeout()}).begin() as connection:
            _empty_older(connection)
            UNLOGGED.create_all(connection)
            IN_MEMORY.create_all(connection)
            # A write, however small, clears away the journal that a killed process may have left before it changed anything.
            for schema in ("main", "memory"):
                connection.exec_driver_sql(f"PRAGMA {schema}.user_version = {VERSION}")
            for left in self.path.parent.glob(f"{self.path.name}-mj*"):
                left.unlink()  # by killed processes: while we write, nobody else has one
        for file in (self.path, self.memory):
            file.chmod(0o600)
        return engine

    def _attach(self, connection: Any, _entry: ConnectionPoolEntry) -> None:
        """Another process may be writing just now: wait for it outside SQLite, which would hold up everybody here."""
        connection.execute(f"PRAGMA busy_timeout = {sqlite.BUSY}").close()
        until = time.monotonic() + WriteTimeout().seconds
        while True:
            try:
                connection.execute(f"ATTACH DATABASE ? AS {IN_MEMORY.schema}", [str(self.memory)]).close()
                return
            except sqlite3.OperationalError as problem:
                if not _is_busy(problem) or time.monotonic() > until:
                    raise
                time.sleep(sqlite.PAUSE)


def _is_busy(problem: Exception) -> bool:
    code = getattr(getattr(problem, "orig", problem), "sqlite_errorcode", sqlite3.SQLITE_OK)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)


def _make_private(folder: Path) -> None:
    """Raises PermissionError where somebody else has made the folder: anybody may do so in /dev/shm."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
        raise PermissionError(
            f"The folder {folder} belongs to someone else. Remove it, or name another in PEERHUB_MEMORY."
        )
    folder.chmod(0o700)


def _empty_older(connection: Connection) -> None:
    """Remove the tables of an earlier version, which are not carried over: who was asked is asked again."""
    version = connection.exec_driver_sql("PRAGMA main.user_version").scalar()
    if version and version < VERSION:
        older = MetaData()
        older.reflect(connection)
        older.drop_all(connection)


def unlogged_of(db: Session) -> Unlogged:
    """The file that belongs to the database of `db`."""
    unlogged: Unlogged = db.info["unlogged"]
    return unlogged


def _prepare(connection: Any, _entry: ConnectionPoolEntry, synchronous: str = "EXTRA") -> None:
    """EXTRA: after a loss of power, a journal that was deleted must not come back and undo what was thanked for."""
    sqlite.prepare(connection, journal_mode="DELETE", secure_delete="ON", temp_store="MEMORY", synchronous=synchronous)


def _prepare_fast(connection: Any, entry: ConnectionPoolEntry) -> None:
    _prepare(connection, entry, synchronous="OFF")
