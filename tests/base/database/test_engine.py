"""One transaction per endpoint: it commits and then tells, or undoes and forgets."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import Moment
from peerhub.base.facts import Fact, Reaction, announce
from peerhub.base.security import audit
from peerhub.base.security.audit import AuditEntry


@dataclass(frozen=True)
class BellRang(Fact):
    """A fact of this test."""

    bell: int


@pytest.fixture
def told(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the reactions to BellRang did, in order."""
    seen: list[str] = []
    table = {
        BellRang: (
            Reaction(inside=lambda db, fact: seen.append(f"inside {fact.bell}")),
            Reaction(after=lambda db, fact: seen.append(f"after {fact.bell}, {rows(db)} rows")),
        )
    }
    monkeypatch.setattr(database, "reactions", table)
    database.close()
    database.connect(str(database.engine.url.render_as_string(hide_password=False)))
    return seen


def rows(db: Db) -> int:
    """How many rows of the log there are."""
    return len(db.scalars(select(AuditEntry)).all())


def ring_and_fail(database: Database) -> None:
    """Announce, then break."""
    with database.transaction() as db:
        audit.record(db, None, "rang", "bell:1")
        announce(db, BellRang(1))
        raise ZeroDivisionError


def test_a_transaction_commits_then_tells(database: Database, told: list[str]) -> None:
    with database.session() as db:
        before = rows(db)
    with database.transaction() as db:
        audit.record(db, None, "rang", "bell:1")
        announce(db, BellRang(1))
        assert told == ["inside 1"]
    assert told == ["inside 1", f"after 1, {before + 1} rows"]


def test_an_undone_transaction_leaves_no_row_and_tells_nothing(database: Database, told: list[str]) -> None:
    with database.session() as db:
        before = rows(db)
    with pytest.raises(ZeroDivisionError):
        ring_and_fail(database)
    assert told == ["inside 1"]
    with database.session() as db:
        assert rows(db) == before


def test_a_failing_after_reaction_is_logged_and_does_not_undo(
    database: Database, told: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(db: Db, fact: BellRang) -> None:
        raise OSError("the line is down")

    monkeypatch.setattr(
        database, "reactions", {BellRang: (Reaction(after=fail), Reaction(after=lambda db, fact: told.append("next")))}
    )
    database.close()
    database.connect(str(database.engine.url.render_as_string(hide_password=False)))
    with database.transaction() as db:
        audit.record(db, None, "rang", "bell:1")
        announce(db, BellRang(1))
    assert told == ["next"]
    assert "catch up by themselves" in caplog.text


def test_a_transaction_inside_another_is_refused(database: Database) -> None:
    with database.transaction(), pytest.raises(RuntimeError, match="already open"), database.transaction():
        pass
    with database.transaction() as db:
        assert rows(db) >= 0


def test_many_writers_wait_for_each_other(database: Database) -> None:
    def write(number: int) -> None:
        with database.transaction() as db:
            seen = rows(db)
            audit.record(db, None, "counted", f"writer:{number}", seen=seen)

    with database.session() as db:
        before = rows(db)
    threads = [Thread(target=write, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.session() as db:
        assert rows(db) == before + 12


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(app: Flask, database: Database) -> None:
    nepal = datetime(2026, 11, 24, 17, 45, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    with clock.fixed_at(nepal), database.transaction() as db:
        audit.record(db, None, "stamped", "moment:1")
    with database.session() as db:
        at = db.scalars(select(AuditEntry.at).order_by(AuditEntry.id.desc())).one()
    assert at == datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    assert at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        Moment().process_bind_param(datetime(2026, 11, 24), database.engine.dialect)  # noqa: DTZ001


def test_sqlite_commits_are_durable_and_keys_are_checked(database: Database) -> None:
    if not database.is_sqlite:
        return
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
