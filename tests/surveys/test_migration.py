"""An update from the version that kept answers in the database."""

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, text

from peerhub.base import migrations
from peerhub.base.database import open_engine
from peerhub.base.sqlite import WRITES, Patience
from tests.support.postgres import Postgres

BEFORE = """
INSERT INTO surveys (id, subject_kind, subject_id, subject_title, subject_path, template, template_version, outcome_code,
  opens_at, closes_at, created_at, closed_at, reminders)
VALUES (1, 'session', 7, 'Open', '/sessions/7', 'session_reflection', 1, 'new_knowledge', '{now}', '{now}', '{now}', NULL, 1),
       (2, 'session', 8, 'Few', '/sessions/8', 'session_reflection', 1, NULL, '{now}', '{now}', '{now}', '{now}', 2)
"""


def old_site(url: str) -> Engine:
    """A database as it was, with two surveys: six of seven have answered one, one of two the other."""
    engine = open_engine(url)
    command.upgrade(migrations._config(engine.execution_options(**{WRITES: Patience()})), "0008")
    with engine.execution_options(**{WRITES: Patience()}).begin() as connection:
        connection.execute(text(BEFORE.format(now="2026-11-24 13:00:00+00:00")))
        for person in range(1, 8):
            row: dict[str, Any] = {"id": person, "email": f"{person}@cast.example"}
            connection.execute(
                text(
                    "INSERT INTO people (id, email, name, language, working_languages, zone, low_data, shows_typing, created_at) "
                    "VALUES (:id, :email, :email, 'en', '[]', 'UTC', false, false, '2026-11-24 13:00:00+00:00')"
                ),
                row,
            )
            receipt = text("INSERT INTO survey_receipts VALUES (:survey, :id, 'seeker', :answered)")
            connection.execute(receipt, {**row, "survey": 1, "answered": person < 7})
            if person < 3:
                connection.execute(receipt, {**row, "survey": 2, "answered": person == 1})
            if person < 7:
                said = text(
                    'INSERT INTO survey_answers (id, survey_id, step, "values") VALUES (:key, :survey, NULL, :said)'
                )
                connection.execute(said, {"key": f"a{person}", "survey": 1, "said": '{"Q1": 4}'})
    return engine


def test_what_may_be_shown_is_published_on_sqlite(tmp_path: Path) -> None:
    check(old_site(f"sqlite:///{tmp_path / 'old.sqlite'}"))


@pytest.mark.postgres
def test_what_may_be_shown_is_published_on_postgres(postgres_server: Postgres) -> None:
    check(old_site(postgres_server.create("old_surveys")))
    postgres_server.drop("old_surveys")


def check(engine: Engine) -> None:
    """The update keeps who was asked, closes what was open, and publishes it; of the few nothing."""
    migrations.upgrade(engine)
    with engine.connect() as connection:
        surveys = connection.execute(
            text("SELECT id, mode, closed_at IS NOT NULL, mailing, store_key FROM surveys ORDER BY id")
        ).all()
        published = connection.execute(
            text("SELECT survey_id, answered, CAST(results AS TEXT) FROM survey_publications ORDER BY survey_id")
        ).all()
        asked = connection.scalar(text("SELECT count(*) FROM survey_respondents"))
    engine.dispose()
    assert [tuple(row) for row in surveys] == [
        (1, "anonymous", 1, None, "before-1"),
        (2, "anonymous", 1, None, "before-2"),
    ]
    assert [(row[0], row[1]) for row in published] == [(1, 6), (2, None)]
    assert '"mean": 4.0' in published[0][2]
    assert published[1][2] == "[]"
    assert asked == 9
