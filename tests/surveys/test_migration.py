"""An update from the version that kept answers in the database."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, text

from peerhub.base import migrations
from peerhub.base.database.engine import open_engine
from peerhub.base.database.sqlite import WRITES, WriteTimeout
from peerhub.base.paths import site_folder
from peerhub.surveys.rules.disclosure import QuestionResult
from peerhub.surveys.rules.published import from_json
from tests.support.postgres import Postgres

MOMENTS = {"now": "2026-11-24 13:00:00+00:00", "later": "2099-11-24 13:00:00+00:00"}
OPEN, CLOSED, FEW = 1, 2, 3
SURVEYS = """
INSERT INTO surveys (id, subject_kind, subject_id, subject_title, subject_path, template, template_version, outcome_code,
  opens_at, closes_at, created_at, closed_at, reminders)
VALUES (1, 'session', 7, 'Open', '/', 'session_reflection', 1, 'new_knowledge', :now, :later, :now, NULL, 1),
  (2, 'session', 8, 'Closed', '/', 'session_reflection', 1, 'new_knowledge', :now, :now, :now, :now, 2),
  (3, 'session', 9, 'Few', '/', 'session_reflection', 1, NULL, :now, :now, :now, :now, 2)
"""
PERSON = """
INSERT INTO people (id, email, name, language, working_languages, zone, low_data, shows_typing, created_at)
VALUES (:id, :email, :email, 'en', '[]', 'UTC', false, false, :now)
"""
RECEIPT = "INSERT INTO survey_receipts VALUES (:survey, :number, 'seeker', :answered)"
ANSWER = 'INSERT INTO survey_answers (id, survey_id, step, "values") VALUES (:id, :survey, :step, :said)'
MAIL = """
INSERT INTO outgoing_mails (id, dedupe_key, stream, kind, data, recipient, recipient_name, language, zone, message_id,
  created_at, not_before, expires_at, state, tries)
VALUES (:id, :key, :key, :kind, '{}', :email, 'x', 'en', 'UTC', :key, :now, :now, :later, :state, 0)
"""
MAILS = [
    ("surveys/opened", "sent"),
    ("surveys/reminder", "waiting"),
    ("surveys/reminder", "failed"),
    ("rooms/x", "sent"),
]


def step_of(number: int) -> int | None:
    """The complete step in which a person's answers came; the twelfth waits for the next one."""
    return 0 if number <= 5 else 1 if number <= 8 else 2 if number <= 11 else None


def said_by(number: int) -> list[dict[str, Any]]:
    """What a person said, question by question. The third agrees to no words."""
    consent = {} if number == 3 else {"quote": ["yes"]}
    return [{"Q1": 4 if number <= 5 else 5}, {"Q2": 5}, {"R1": f"Words of {number:02}"} | consent, {"R4": ["mistrust"]}]


def old_site(url: str) -> Engine:
    """A database as it was: twelve have answered a survey that is open and one that is closed, and one of two a third."""
    engine = open_engine(url)
    command.upgrade(migrations._config(engine.execution_options(**{WRITES: WriteTimeout()})), "0008")
    with engine.execution_options(**{WRITES: WriteTimeout()}).begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA secure_delete = OFF")  # as it was
        connection.execute(text(SURVEYS), MOMENTS)
        for number in range(1, 13):
            connection.execute(text(PERSON), {**MOMENTS, "id": number, "email": f"{number}@cast.example"})
            _ask(connection, number, OPEN, step_of(number))
            _ask(connection, number, CLOSED, step_of(number))
        for number in (1, 2):
            _ask(connection, number, FEW, None, has_answered=number == 1)
        for at, (kind, state) in enumerate(MAILS, start=1):
            mail = {"id": at, "key": f"k{at}", "kind": kind, "state": state, "email": f"reminded-{at}@cast.example"}
            connection.execute(text(MAIL), MOMENTS | mail)
    return engine


def _ask(connection: Connection, number: int, survey: int, step: int | None, *, has_answered: bool = True) -> None:
    connection.execute(text(RECEIPT), {"survey": survey, "number": number, "answered": has_answered})
    if not has_answered:
        return
    for at, values in enumerate(said_by(number)):
        row = {"id": f"answer-{survey}-{number}-{at}", "survey": survey, "step": step, "said": json.dumps(values)}
        for _twice in range(2):  # answers that waited were written anew with each answer
            connection.execute(text("DELETE FROM survey_answers WHERE id = :id"), row)
            connection.execute(text(ANSWER), row)


@pytest.fixture
def on_sqlite(tmp_path: Path) -> Iterator[Engine]:
    """The old site on SQLite."""
    engine = old_site(f"sqlite:///{tmp_path / 'old.sqlite'}")
    yield engine
    engine.dispose()


@pytest.fixture
def on_postgres(postgres_server: Postgres) -> Iterator[Engine]:
    """The old site on PostgreSQL."""
    engine = old_site(postgres_server.create("old_surveys"))
    yield engine
    engine.dispose()
    postgres_server.drop("old_surveys")


def test_it_publishes_what_was_shown_on_sqlite(on_sqlite: Engine) -> None:
    check(on_sqlite)


@pytest.mark.postgres
def test_it_publishes_what_was_shown_on_postgres(on_postgres: Engine) -> None:
    check(on_postgres)


def check(engine: Engine) -> None:
    """The update keeps who was asked, closes what was open, and publishes what the pages showed; of the few nothing."""
    migrations.upgrade(engine)
    with engine.connect() as connection:
        surveys = connection.execute(
            text("SELECT id, mode, closed_at IS NOT NULL, mailing, store_key FROM surveys ORDER BY id")
        ).all()
        rows = connection.execute(
            text("SELECT survey_id, answered, CAST(results AS TEXT) FROM survey_publications ORDER BY survey_id")
        ).all()
        asked = connection.scalar(text("SELECT count(*) FROM survey_respondents"))
        mails = connection.execute(text("SELECT id, kind, dedupe_key, private FROM outgoing_mails")).all()
    assert [tuple(row) for row in surveys] == [(each, "anonymous", 1, None, f"before-{each}") for each in (1, 2, 3)]
    assert asked == 26
    assert [tuple(row) for row in mails] == [(4, "rooms/x", "k4", 0)]
    assert [row[1] for row in rows] == [11, 11, None]
    still_open, closed, few = ({each["key"]: from_json(each) for each in json.loads(row[2])} for row in rows)
    assert few == {}
    check_closed(closed)
    check_open(still_open)


def check_closed(shown: dict[str, QuestionResult]) -> None:
    """Eleven of twelve, as the page had it; the difference to what the twelfth said is published nowhere."""
    assert list(shown) == ["Q1", "Q2", "Q3", "Q7", "Q7a", "R1", "R3", "R4"]
    assert shown["Q1"].mean == 4.5
    assert shown["Q1"].distribution == {"1": 0, "2": 0, "3": 0, "4": 5, "5": 6}
    assert shown["R4"].distribution["mistrust"] == shown["R4"].answered == 11
    assert shown["R4"].distribution["language"] == 0
    assert sorted(shown["R1"].texts) == [f"Words of {number:02}" for number in range(1, 12) if number != 3]
    assert shown["R1"].answered == 11
    assert shown["Q2"] == QuestionResult("Q2", "scale", 11, hidden="alike", near=5)
    assert shown["Q3"] == QuestionResult("Q3", "scale", hidden="too_few")


def check_open(shown: dict[str, QuestionResult]) -> None:
    """As long as a survey was open, its page had means and words."""
    assert shown["Q1"] == QuestionResult("Q1", "scale", 11, 4.5)
    assert shown["Q2"] == QuestionResult("Q2", "scale", 11, 5.0)
    assert shown["R4"] == QuestionResult("R4", "multiple", 11, hidden="lopsided")
    assert len(shown["R1"].texts) == 10
    assert "Words of 12" not in shown["R1"].texts


def found_in(folder: Path, *traces: str) -> dict[str, int]:
    """How often something stands in the files of a folder."""
    files = [each.read_bytes() for each in folder.rglob("*") if each.is_file()]
    return {trace: sum(each.count(trace.encode()) for each in files) for trace in traces}


def test_no_trace_stays_in_the_files_of_sqlite(on_sqlite: Engine, tmp_path: Path) -> None:
    traces = ["Words of 12", "Words of 03", "answer-", "reminded-1", "reminded-2", "reminded-3"]
    with on_sqlite.connect():  # a reader keeps the log from being deleted with the last connection
        assert all(found_in(tmp_path, *traces).values())
        migrations.upgrade(on_sqlite)
        assert found_in(tmp_path, *traces) == dict.fromkeys(traces, 0)


@pytest.mark.postgres
def test_no_trace_stays_in_the_tables_of_postgres(on_postgres: Engine, postgres_server: Postgres) -> None:
    """In the write-ahead log traces stay, which the documentation says."""
    traces, tables = (
        ["Words of 12", "Words of 03", "answer-", "reminded-1", "reminded-2"],
        postgres_server.folder / "data/base",
    )
    settle(on_postgres)
    assert all(found_in(tables, *traces).values())
    migrations.upgrade(on_postgres)
    settle(on_postgres)
    assert found_in(tables, *traces) == dict.fromkeys(traces, 0)


@pytest.mark.postgres
def test_the_statistics_of_postgres_name_nobody(on_postgres: Engine) -> None:
    """It keeps samples of a table beside it."""
    settle(on_postgres, "ANALYZE")
    assert "reminded-1" in samples(on_postgres)
    assert "answer-" in samples(on_postgres)
    migrations.upgrade(on_postgres)
    assert "reminded-" not in samples(on_postgres)
    assert "answer-" not in samples(on_postgres)


def samples(engine: Engine) -> str:
    """What the statistics quote of the tables."""
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT most_common_vals, histogram_bounds FROM pg_stats")).all())


def settle(engine: Engine, *before: str) -> None:
    """Have everything written to the files."""
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for statement in (*before, "CHECKPOINT"):
            connection.execute(text(statement))


def test_it_stands_by_itself() -> None:
    """A migration publishes tomorrow what it publishes today: it takes no rules from the site."""
    code = (Path(str(site_folder("migrations"))) / "versions/0009_surveys.py").read_text()
    imported = {
        name.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert not [name for name in imported if name.startswith("peerhub")]
