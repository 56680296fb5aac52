"""The database: one engine, a reading session for each request, and the one transaction of each endpoint.

SQLite is opened in WAL mode with durable commits. A write begins with BEGIN IMMEDIATE behind a lock of this process, so that
two greenlets never wait for each other inside SQLite, where waiting would stop the whole loop. For the lock of another process
it is waited here, not in SQLite, for the same reason.
"""

import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Engine,
    create_engine,
    event,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from peerhub.base.database import sqlite
from peerhub.base.database.model import Model
from peerhub.base.database.sqlite import NONE, SHORT, WRITES, WriteTimeout
from peerhub.base.database.unlogged import Unlogged
from peerhub.base.facts import Reactions, announced, run_after_reactions
from peerhub.base.settings import Settings

log = logging.getLogger(__name__)
Db = Session
LOCKED = "the database is locked by another program"
LEAVES_NO_TRACE = "leaves no trace"
LEAST_FREE = 20 * 1024 * 1024  # bytes: a write-ahead log and the mails of a tick
_inside: ContextVar[bool] = ContextVar("inside a transaction", default=False)


class Database:
    """The engine and its sessions. `settings` and `reactions` ride along in `db.info`, so that no domain needs Flask for them."""

    def __init__(self, settings: Settings, reactions: Reactions) -> None:
        self.settings = settings
        self.reactions = reactions
        self.connect(settings.database_url)

    def connect(self, url: str) -> None:
        """Open `url`; used once at the start, and by tests to move to a fresh database."""
        self.engine = open_engine(url, fast=self.settings.env == "test")
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self.failure = ""  # why the last write failed
        self._log_is_due = True  # to be emptied: a process that ended before may have left something in it
        self.unlogged = self._unlogged()
        self._patience = WriteTimeout()
        self._one_writer: Any = threading.Lock() if self.is_sqlite else nullcontext()
        info = {"settings": self.settings, "reactions": self.reactions, "unlogged": self.unlogged}
        self._read = sessionmaker(self.engine, info=info, autoflush=False)
        self._write = sessionmaker(
            self.engine.execution_options(**{WRITES: self._patience}), info=info, expire_on_commit=False
        )

    def session(self) -> Db:
        """A session for reading; close it."""
        return self._read()

    @contextmanager
    def in_passing(self) -> Iterator[Db | None]:
        """A transaction for what may as well be written another time, such as when somebody was here: None where somebody else
        writes just now, and nothing is raised when the write fails."""
        if self.is_sqlite and self._one_writer.locked():
            yield None
            return
        try:
            with self._write(bind=self.engine.execution_options(**{WRITES: NONE})) as db, db.begin():
                yield db
        except OperationalError as problem:
            log.info("Something was not written in passing: %s", problem.orig)

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        """The one transaction of an endpoint: commits, then tells the facts announced in it; an exception undoes and forgets all.

        Raises RuntimeError when one is already open here: a verb belongs to exactly one transaction.
        """
        if _inside.get():
            raise RuntimeError("A transaction is already open; pass its db on instead of opening another.")
        token = _inside.set(True)
        try:
            with self._one_writer, self._write() as db, db.begin():
                yield db
            self.failure = ""
        except OperationalError as problem:
            self.failure = str(problem.orig)
            raise
        finally:
            _inside.reset(token)
        self._log_is_due |= LEAVES_NO_TRACE in db.info
        if facts := announced(db):
            with self.session() as reader:
                run_after_reactions(reader, facts)

    def shorten_log(self) -> None:
        """Empty SQLite's write-ahead log where it is due, as it holds what was deleted. While somebody reads from it that cannot be
        done, and stays due: call this again and again."""
        if not (self.is_sqlite and self._log_is_due):
            return
        self._log_is_due, is_empty = False, False  # what is deleted from now on makes it due again
        try:
            with self.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
                is_empty = sqlite.empty_log(connection)
        finally:
            self._log_is_due |= not is_empty

    def trouble(self) -> str:
        """Why nothing can be written now, in a few words; empty when all is well. Raises what the database raises when it does
        not even answer."""
        if self.is_sqlite and (trouble := self._trouble_of_file()):
            return trouble
        if self.failure:  # whether it still holds is known by writing alone
            try:
                with self.transaction() as db:
                    db.execute(text("UPDATE alembic_version SET version_num = version_num"))
            except OperationalError:
                return self.failure
        return self.unlogged.trouble()

    def _trouble_of_file(self) -> str:
        folder = Path(str(self.engine.url.database)).parent
        if shutil.disk_usage(folder).free < LEAST_FREE:
            return "the disk is full"
        if self._one_writer.locked():  # by ourselves, who will soon be done, or who wait
            since = self._patience.since
            return LOCKED if since and time.monotonic() - since > SHORT.seconds else ""
        try:
            with self.engine.execution_options(**{WRITES: SHORT}).connect() as connection, connection.begin():
                return ""
        except OperationalError as problem:
            busy = getattr(problem.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
            return LOCKED if busy else str(problem.orig)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self.unlogged.close()

    def _unlogged(self) -> Unlogged:
        folder = self._folder("unlogged").absolute()
        memory = self.settings.memory / f"peerhub-{sha256(str(folder).encode()).hexdigest()[:16]}"
        return Unlogged(folder, memory, fast=self.settings.env == "test")

    def _folder(self, ending: str) -> Path:
        """A folder beside the database file, or in the site's folder where the database is no file: `peerhub.<ending>`."""
        file = Path(str(self.engine.url.database)) if self.is_sqlite else self.settings.var / "peerhub"
        return file.with_suffix(f".{ending}")


def open_engine(url: str, *, fast: bool = False) -> Engine:
    """An engine for `url`. `fast` gives up durability (tests only). Its errors quote no values: they are logged, and values may
    be addresses and tokens."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True)
    engine = create_engine(url, connect_args={"timeout": 0, "check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_fast if fast else _prepare)
    event.listen(engine, "begin", sqlite.begin)
    event.listen(engine, "commit", sqlite.commit)
    return engine


def _prepare(connection: Any, _entry: ConnectionPoolEntry, synchronous: str = "FULL") -> None:
    sqlite.prepare(connection, journal_mode="WAL", synchronous=synchronous, cache_size=-16000, secure_delete="ON")


def _prepare_fast(connection: Any, entry: ConnectionPoolEntry) -> None:
    _prepare(connection, entry, synchronous="OFF")


def lock_row(db: Db, row: Model) -> None:
    """Lock a row until the end of the transaction and read it anew: whoever changes it too waits, and sees what we wrote."""
    if db.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyhow
        keys = inspect(type(row)).primary_key
        same_row = [key == getattr(row, str(key.key)) for key in keys]
        # Not the joined tables: PostgreSQL cannot lock their gaps.
        db.execute(select(*keys).where(*same_row).with_for_update())
    db.refresh(row)


def erase_from_log(db: Db) -> None:
    """Say that this transaction deletes what must not stay in the database's log either: see `Database.shorten_log`."""
    db.info[LEAVES_NO_TRACE] = True


def settings_of(db: Db) -> Settings:
    """The settings of the site that `db` belongs to."""
    settings: Settings = db.info["settings"]
    return settings
