"""An update from the version before tables without behaviour were dropped: what people wrote is there as it was."""

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import OperationalError

from peerhub.base import migrations
from peerhub.base.database.engine import open_engine
from peerhub.base.database.sqlite import WRITES, WriteTimeout
from tests.support.postgres import Postgres

NOW = "2026-11-24 13:00:00+00:00"
ROWS = (
    "INSERT INTO people (id, email, name, language, working_languages, zone, low_data, shows_typing, created_at)"
    " VALUES (1, 'a@cast.example', 'Archives', 'en', '[]', 'UTC', false, false, :now)",
    "INSERT INTO rooms (id, kind, title, purpose, ground_rules, words, private, public, direct_key, slow_seconds,"
    " subject_path, epoch, last_seq, created_at) VALUES (1, 'theme', 'Data', '', '', '{}', false, false, 'x', 0, '', 'e', 1, :now)",
    "INSERT INTO memberships (room_id, person_id, role, follow, joined_at) VALUES (1, 1, 'facilitator', 'own', :now)",
    "INSERT INTO threads (id, room_id, kind, title, author_id, created_at, last_number, last_message_at, last_author_id,"
    " language, slow_seconds, merged_into_id) VALUES (1, 1, 'discussion', 'First', 1, :now, 1, :now, 1, 'en', 0, 1)",
    "INSERT INTO messages (id, thread_id, number, author_id, body, html, renderer, language, language_set, created_at,"
    " moved_to_id) VALUES (1, 1, 1, 1, 'Words', '<p>Words</p>', 1, 'en', false, :now, 1)",
    "INSERT INTO message_reactions (message_id, person_id, kind) VALUES (1, 1, 'useful')",
    "INSERT INTO drafts (person_id, place, title, body, updated_at) VALUES (1, 'room:1', '', 'x', :now)",
    "INSERT INTO audit (id, at, actor_id, verb, subject, data) VALUES (1, :now, 1, 'removed message', 'message:1', '{}'),"
    " (2, :now, 1, 'invitation.sent', 'invitation:7', '{}'), (3, :now, 1, 'role.given', 'person:1', '{}'),"
    " (4, :now, 1, 'role.taken', 'person:1', '{}')",
    "INSERT INTO notices (id, person_id, kind, data, path, created_at) VALUES (1, 1, 'sessions/unled', '{}', '/sessions/1', :now)",
    "INSERT INTO outgoing_mails (id, dedupe_key, stream, kind, data, recipient, recipient_name, language, zone, message_id,"
    " created_at, not_before, state, tries) VALUES (1, 'k', 'k', 'people/sign_in_link', '{}', 'a@cast.example', 'x', 'en',"
    " 'UTC', 'm', :now, :now, 'waiting', 0)",
)


def rows(connection: Connection, asked: str) -> list[tuple[object, ...]]:
    """What the database answers."""
    return [tuple(row) for row in connection.execute(text(asked))]


@pytest.mark.one_database
def test_rows_outlive_the_update(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/site.sqlite")
    writing = engine.execution_options(**{WRITES: WriteTimeout()})
    command.upgrade(migrations._config(writing), "0010")
    with writing.begin() as connection:
        for row in ROWS:
            connection.execute(text(row), {"now": NOW})
    migrations.upgrade(writing)
    with engine.connect() as connection:
        assert rows(connection, "SELECT thread_id, number, body FROM messages") == [(1, 1, "Words")]
        assert rows(connection, "SELECT message_id, kind FROM message_reactions") == [(1, "useful")]
        assert rows(connection, "SELECT id, title FROM threads") == [(1, "First")]
        assert rows(connection, "SELECT thread_id, person_id FROM thread_followers") == [(1, 1)]
        assert rows(connection, "SELECT role FROM memberships") == [("facilitator",)]
        assert rows(connection, "PRAGMA foreign_key_check") == []
        assert rows(connection, "PRAGMA foreign_keys") == [(1,)]
        assert rows(connection, "SELECT verb, subject FROM audit ORDER BY id") == [
            ("message.removed", "message:1"),
            ("account_invitation.sent", "account_invitation:7"),
            ("role.given", "person:1"),
            ("role.removed", "person:1"),
        ]
        assert rows(connection, "SELECT kind FROM notices") == [("sessions/no_facilitator",)]
        assert rows(connection, "SELECT kind FROM outgoing_mails") == [("accounts/sign_in_link",)]
        indexes = {name for (name,) in rows(connection, "SELECT name FROM sqlite_master WHERE type = 'index'")}
        assert {"ix_threads_latest", "ix_messages_author", "ix_rooms_theme"} <= indexes
    engine.dispose()


@pytest.mark.one_database
def test_a_row_that_pointed_at_nothing_before_stops_no_update(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/site.sqlite")
    writing = engine.execution_options(**{WRITES: WriteTimeout()})
    command.upgrade(migrations._config(writing), "0010")
    raw: Any = engine.raw_connection()
    for statement in (
        "PRAGMA foreign_keys = OFF",
        "INSERT INTO message_reactions VALUES (99, 99, 'useful')",
        "PRAGMA foreign_keys = ON",
    ):
        raw.driver_connection.execute(statement)
    raw.close()
    migrations.upgrade(writing)
    migrations.must_be_current(engine)
    engine.dispose()


def test_an_update_that_breaks_links_is_refused() -> None:
    stray = Counter({("message_reactions", "messages"): 1})
    migrations.must_leave_no_new_orphans(stray, stray)
    with pytest.raises(migrations.SchemaError, match=r"nothing was changed: messages \(2, to threads\)"):
        migrations.must_leave_no_new_orphans(stray, stray + Counter({("messages", "threads"): 2}))


@pytest.mark.one_database
def test_an_update_names_a_migration_that_does_not_fit_the_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/site.sqlite")

    def upgrade(*_arguments: object) -> None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE things (id INTEGER)"))
            connection.execute(text("INSERT INTO things VALUES (1)"))
            connection.execute(text("ALTER TABLE things ADD COLUMN link VARCHAR NOT NULL"))

    monkeypatch.setattr(command, "upgrade", upgrade)
    with pytest.raises(migrations.SchemaError, match=r"A migration failed.*NOT NULL.*server_default"):
        migrations.upgrade(engine)
    engine.dispose()


@pytest.mark.one_database
def test_an_update_names_a_full_disk(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path}/site.sqlite")

    @event.listens_for(engine, "engine_connect")
    def fill(connection: Connection) -> None:
        connection.connection.driver_connection.execute("PRAGMA max_page_count = 20")  # type: ignore[union-attr]

    with pytest.raises(OperationalError, match="full"):
        migrations.upgrade(engine)
    event.remove(engine, "engine_connect", fill)
    with engine.connect() as connection:
        assert rows(connection, "SELECT name FROM sqlite_master") == []
    engine.dispose()


@pytest.mark.one_database
def test_an_update_waits_neither_for_readers_nor_for_another_update(postgres_server: Postgres, tmp_path: Path) -> None:
    engine = open_engine(url := postgres_server.create("old_site"))
    command.upgrade(migrations._config(engine), "0013")
    with engine.begin() as reader:
        reader.execute(text("LOCK TABLE audit IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(migrations.SchemaError, match="Stop the site"):
            migrations.upgrade(engine)
    order = [sys.executable, "-m", "peerhub", "db", "upgrade"]
    settings = {**os.environ, "PEERHUB_DATABASE_URL": url, "PEERHUB_VAR": str(tmp_path)}
    updates = [subprocess.Popen(order, env=settings) for _ in range(2)]
    assert [update.wait(60) for update in updates] == [0, 0]
    migrations.must_be_current(engine)
    engine.dispose()
    postgres_server.drop("old_site")


@pytest.mark.one_database
def test_a_server_that_ends_idle_transactions_ends_no_update(postgres_server: Postgres) -> None:
    engine = open_engine(postgres_server.create("impatient_site"))
    with engine.begin() as connection:
        connection.execute(text("ALTER DATABASE impatient_site SET idle_in_transaction_session_timeout = '50ms'"))
    engine.dispose()  # what was set holds for new connections
    with migrations.in_turn(engine):
        time.sleep(0.2)  # an update that takes longer than the server lets a transaction idle
    engine.dispose()
    postgres_server.drop("impatient_site")
