"""Emptying SQLite's write-ahead log: later where somebody reads, and without waiting for them."""

from typing import Any

import pytest
from sqlalchemy import event, select

from peerhub.base.database.engine import Database, erase_from_log
from peerhub.base.database.sqlite import BUSY
from peerhub.base.security import audit
from peerhub.base.security.audit import AuditEntry


@pytest.fixture
def patience(database: Database) -> list[int]:
    """How many milliseconds SQLite would have waited, each time that the log was to be emptied."""
    if not database.is_sqlite:
        pytest.skip("PostgreSQL looks after its log itself.")
    found: list[int] = []

    def before(connection: Any, _cursor: Any, statement: str, *_rest: object) -> None:
        if "wal_checkpoint" in statement:
            raw = connection.connection.driver_connection
            found.append(raw.execute("PRAGMA busy_timeout").fetchone()[0])

    event.listen(database.engine, "before_cursor_execute", before)
    return found


def write(database: Database) -> None:
    """Something that must not stay in the log."""
    with database.transaction() as db:
        audit.record(db, None, "rang", "bell:1")
        erase_from_log(db)


def is_due(database: Database) -> bool:
    """Whether the log is still to be emptied."""
    return database._log_is_due


def test_a_reader_is_not_waited_for(database: Database, patience: list[int]) -> None:
    """The reader may be of this process, whose loop stands still while SQLite waits."""
    write(database)
    with database.session() as reader:
        reader.scalars(select(AuditEntry)).all()
        write(database)
        database.shorten_log()
        assert is_due(database)
    database.shorten_log()
    assert not is_due(database)
    assert patience == [0, 0]
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar_one() == BUSY
