"""A PostgreSQL database that can be put back to its first state: only the tables in which something changed are written."""

from dataclasses import dataclass, field

import psycopg
from psycopg import sql

from tests.support.postgres import Postgres

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
SET_SEQUENCE = "SELECT setval(format('public.%%I', %s::text)::regclass, %s, %s)"
OTHERS = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"""
OFTEN = 50  # tests after which the old versions of rows are swept away

State = dict[str, tuple[int, int]]


@dataclass
class Restorable:
    """The database `name` at `url`. What it holds now is kept in a schema of its own, `kept`.

    A table has changed when it has another number of rows, or a row of a later transaction (`xmin`).
    """

    server: Postgres
    name: str
    url: str
    connection: psycopg.Connection = field(init=False)
    first: State = field(init=False)
    times: int = 0

    def __post_init__(self) -> None:
        self.connection = psycopg.connect(
            host=str(self.server.folder), user="postgres", dbname=self.name, autocommit=True
        )
        self.connection.execute("SET session_replication_role = replica")  # foreign keys do not mind the order
        self.connection.execute("SET max_parallel_workers_per_gather = 0")  # two processes to count few rows take 25 ms
        self.tables = [str(row[0]) for row in self.connection.execute(TABLES)]
        self.sequences: dict[str, int | None] = dict(self.connection.execute(SEQUENCES).fetchall())
        self.connection.execute("CREATE SCHEMA kept")
        for table in self.tables:
            self._run("CREATE TABLE kept.{table} AS TABLE public.{table}", table)
        self.first = self._state(self.tables)

    def restore(self) -> None:
        """Put every row back, whoever is still connected; who has not ended a transaction loses the connection."""
        self.connection.execute(OTHERS)
        now = self._state(self.tables)
        changed = [table for table in self.tables if now[table] != self.first[table]]
        for table in changed:
            self._run("DELETE FROM public.{table}; INSERT INTO public.{table} SELECT * FROM kept.{table}", table)
        self._put_sequences_back()
        self.times += 1
        if self.times % OFTEN == 0:
            self.connection.execute("VACUUM")
        if changed:
            self.first |= self._state(changed)

    def close(self) -> None:
        """Let go of the connection."""
        self.connection.close()

    def _state(self, tables: list[str]) -> State:
        """The number of rows and the newest transaction of each of the tables."""
        counts = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {name}, count(*), coalesce(max(xmin::text::bigint), 0) FROM public.{table}").format(
                name=sql.Literal(table), table=sql.Identifier(table)
            )
            for table in tables
        )
        return {name: (count, newest) for name, count, newest in self.connection.execute(counts)}

    def _put_sequences_back(self) -> None:
        for name, value in self.connection.execute(SEQUENCES).fetchall():
            first = self.sequences[name]
            if value != first:
                self.connection.execute(SET_SEQUENCE, (name, first or 1, first is not None))

    def _run(self, statement: str, table: str) -> None:
        self.connection.execute(sql.SQL(statement).format(table=sql.Identifier(table)))
