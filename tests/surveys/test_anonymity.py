"""Whoever holds the database cannot join receipts and answers: not by order, key, time, size or place in the file."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from peerhub.base.database import Database
from peerhub.people.models import Person
from peerhub.surveys import actions
from peerhub.surveys.models import Answer, Receipt, Survey
from tests.surveys.support import ask, guests

PEOPLE = 7
# Each person is recognisable by their words: the attacker knows the truth and asks whether the store tells it too.
ORDERS = [(3, 0, 6, 1, 5, 2, 4), (0, 1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0)]


def answer_in(database: Database, order: tuple[int, ...]) -> list[Person]:
    """A survey whose people answer in this order, a transaction each."""
    with database.transaction() as db:
        people = guests(db, PEOPLE)
        survey_id = ask(db, people).id
    for at in order:
        with database.transaction() as db:
            told = actions.answer(db, people[at], survey_id, {"Q1": "3", "R1": f"Words of {at}"})
        assert told == "stored"
    return people


def test_the_tables_have_no_column_in_common_but_the_survey() -> None:
    receipt, answer = ({column.name for column in model.__table__.columns} for model in (Receipt, Answer))
    assert receipt & answer == {"survey_id"}
    assert answer == {"id", "survey_id", "step", "values"}
    assert receipt == {"survey_id", "person_id", "side", "answered"}


def test_nothing_of_the_answers_table_tells_a_time() -> None:
    kinds = {str(column.type) for model in (Receipt, Answer) for column in model.__table__.columns}
    assert not any("TIME" in kind or "DATE" in kind for kind in kinds)


@pytest.mark.parametrize("order", ORDERS)
def test_no_order_in_the_store_is_the_order_of_answering(
    app: Flask, database: Database, order: tuple[int, ...]
) -> None:
    if not database.is_sqlite:
        pytest.skip("reads the SQLite file")  # PostgreSQL has a test of its own below
    with app.app_context():
        answer_in(database, order)
    path = Path(str(database.engine.url.database))
    with sqlite3.connect(path) as raw:
        by_key = [row[0] for row in raw.execute('SELECT "values" FROM survey_answers WHERE "values" LIKE \'%Words%\'')]
        receipts = [row[0] for row in raw.execute("SELECT person_id FROM survey_receipts ORDER BY rowid")]
        with pytest.raises(sqlite3.OperationalError, match="no such column"):
            raw.execute("SELECT rowid FROM survey_answers")
    said = [int(value.split("Words of ")[1][0]) for value in by_key]
    assert sorted(said) == sorted(order)
    assert receipts == sorted(receipts), "receipts stay in the order in which they were made"
    # Random keys: chance gives the order of answering once in 5040 (and the whole test three times).
    assert tuple(said) not in {order, tuple(reversed(order))}


def test_the_answers_of_one_person_are_not_joined_with_each_other(app: Flask, database: Database) -> None:
    with app.app_context():
        answer_in(database, ORDERS[0])
    with database.session() as db:
        rows = db.query(Answer).all()
    assert all(len(set(row.values) - {"quote"}) == 1 for row in rows)
    assert len(rows) == 2 * PEOPLE


def test_steps_hold_several_people_or_nobody(app: Flask, database: Database) -> None:
    with app.app_context():
        answer_in(database, ORDERS[0])
    with database.session() as db:
        steps = [row.step for row in db.query(Answer).all() if "Q1" in row.values]
    assert steps.count(0) == 5
    assert steps.count(None) == 2


def test_nothing_else_is_written_when_somebody_answers(app: Flask, database: Database) -> None:
    """No log line, no mail, no notice, no mark on the person or the survey."""

    def everything() -> dict[str, list[Any]]:
        with database.session() as db:
            names = [table for table in Survey.metadata.tables if table not in {"survey_answers", "survey_receipts"}]
            return {name: [tuple(row) for row in db.execute(text(f'SELECT * FROM "{name}"'))] for name in names}  # noqa: S608

    with app.app_context():
        with database.transaction() as db:
            people = guests(db, 6)
            survey_id = ask(db, people).id
        before = everything()
        with database.transaction() as db:
            actions.answer(db, people[0], survey_id, {"Q1": "3"})
        assert everything() == before


def test_postgres_row_versions_join_nothing(app: Flask, database: Database) -> None:
    """xmin says which transaction wrote a row, ctid where: all receipts share the one, and their order says nothing."""
    if database.is_sqlite:
        pytest.skip("asks PostgreSQL")  # the suite runs on both; this is for the other run
    with app.app_context():
        people = answer_in(database, ORDERS[0])
    with database.session() as db:
        receipts = db.execute(text("SELECT xmin::text, person_id FROM survey_receipts ORDER BY ctid")).all()
        waiting = db.execute(text("SELECT xmin::text FROM survey_answers WHERE step IS NULL")).all()
        first = db.execute(text("SELECT xmin::text, id FROM survey_answers WHERE step = 0 ORDER BY ctid")).all()
    assert len({row[0] for row in receipts}) == 1
    assert [row[1] for row in receipts] == [person.id for person in people]
    assert len({row[0] for row in waiting}) == 1
    assert len({row[0] for row in first}) == 1
    assert [row[1] for row in first] == sorted(row[1] for row in first)
