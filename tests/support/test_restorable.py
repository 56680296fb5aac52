"""The PostgreSQL database that tests use in turn is put back to its first state, whatever they did to it."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.support.postgres import Postgres
from tests.support.restorable import Restorable

pytestmark = pytest.mark.postgres
SEEN = (
    "SELECT id, word FROM kinds ORDER BY id",
    "SELECT id, kind_id FROM things ORDER BY id",
    "SELECT id, kind_id FROM kept.things",
)
FIRST = [(1, "book"), (2, "film")], [(1, 2)], [(1, 2)]


@pytest.fixture
def restorable(postgres_server: Postgres) -> Iterator[Restorable]:
    """A database of two tables, one of which points to the other."""
    url = postgres_server.create("restorable")
    with connected(postgres_server) as connection:
        connection.execute("CREATE TABLE kinds (id serial PRIMARY KEY, word text)")
        connection.execute("CREATE TABLE things (id serial PRIMARY KEY, kind_id int REFERENCES kinds)")
        connection.execute("CREATE SEQUENCE unused")
        connection.execute("INSERT INTO kinds (word) VALUES ('book'), ('film')")
        connection.execute("INSERT INTO things (kind_id) VALUES (2)")
    made = Restorable(postgres_server, "restorable", url)
    yield made
    made.close()
    postgres_server.drop("restorable")


def connected(server: Postgres) -> psycopg.Connection:
    """Somebody who writes to it."""
    return psycopg.connect(host=str(server.folder), user="postgres", dbname="restorable")


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO kinds (word) VALUES ('song')",
        "UPDATE kinds SET word = 'play' WHERE id = 1",
        "DELETE FROM things; DELETE FROM kinds",
        "DELETE FROM things; INSERT INTO things (kind_id) VALUES (1)",
        "UPDATE things SET kind_id = 1; SELECT nextval('unused')",
    ],
)
def test_what_was_changed_is_put_back(postgres_server: Postgres, restorable: Restorable, change: str) -> None:
    for _again in range(2):
        with connected(postgres_server) as connection:
            connection.execute(change)
        restorable.restore()
        with connected(postgres_server) as connection:
            assert tuple(connection.execute(each).fetchall() for each in SEEN) == FIRST
            assert connection.execute("SELECT nextval('kinds_id_seq'), nextval('things_id_seq')").fetchone() == (3, 2)
            assert connection.execute("SELECT nextval('unused')").fetchone() == (1,)


def test_who_has_not_ended_a_transaction_is_cut_off_and_others_stay(
    postgres_server: Postgres, restorable: Restorable
) -> None:
    with connected(postgres_server) as idle:
        idle.execute("SELECT 1")
        idle.commit()
        writing = connected(postgres_server)
        writing.execute("DELETE FROM things")
        restorable.restore()
        with pytest.raises(psycopg.OperationalError):
            writing.commit()
        assert idle.execute(SEEN[1]).fetchall() == FIRST[1]
