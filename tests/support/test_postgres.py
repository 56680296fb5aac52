"""The PostgreSQL of the tests is a real one, run by an account that it accepts."""

import os

import pytest
from sqlalchemy import create_engine, text

from tests.support.postgres import Postgres, unprivileged

pytestmark = pytest.mark.postgres


def answer(url: str, question: str) -> object:
    """The one value a database answers with."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            found = connection.scalar(text(question))
    finally:
        engine.dispose()
    return found


def test_it_answers(postgres_server: Postgres) -> None:
    assert str(answer(postgres_server.url(), "SELECT version()")).startswith("PostgreSQL 18")


def test_it_knows_the_letters_of_other_scripts(postgres_server: Postgres) -> None:
    assert answer(postgres_server.url(), "SELECT lower('ÉЖ')") == "éж"


def test_it_never_runs_as_root(postgres_server: Postgres) -> None:
    owner = (postgres_server.folder / "data").stat().st_uid
    assert owner == (unprivileged().user or os.geteuid())
    assert owner != 0


def test_a_database_starts_as_a_copy_of_its_template(postgres_server: Postgres) -> None:
    template = postgres_server.create("trial_template")
    answer(template, "SELECT lo_create(0)")  # the shortest way to leave something in a database
    copy = postgres_server.create("trial_copy", template="trial_template")
    try:
        assert answer(copy, "SELECT count(*) FROM pg_largeobject_metadata") == 1
    finally:
        postgres_server.drop("trial_copy")
        postgres_server.drop("trial_template")
    assert answer(postgres_server.url(), "SELECT count(*) FROM pg_database WHERE datname LIKE 'trial%'") == 0
