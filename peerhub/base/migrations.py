"""Alembic, set up with the folder of the migrations and the database. Only updates import it: it is a tenth of what the site would hold
in memory, and of the time to start."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from sqlalchemy import Connection, Engine, String, column, func, inspect, select, table
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError, ProgrammingError

from peerhub.base.database.sqlite import WRITES, WriteTimeout
from peerhub.base.fulltext.index import TABLES
from peerhub.base.paths import site_folder

if TYPE_CHECKING:
    from alembic.config import Config

LOCK_NOT_AVAILABLE = "55P03"  # postgresql.org/docs/current/errcodes-appendix.html
UPDATES = 2005  # the number of the lock that updates share
OVERWRITES = "0010"  # since this revision SQLite overwrites what is deleted
_NAMED = re.compile(r'^(revision|down_revision) = "(\w+)"$', re.MULTILINE)
_PRESENT = table("alembic_version", column("version_num", String))


class SchemaError(click.ClickException):
    """The database does not fit this version of the site; the text says what to do. Commands end with it."""


@contextmanager
def in_turn(engine: Engine) -> Iterator[None]:
    """Let one update run at a time. In SQLite each transaction that writes waits for the one before; PostgreSQL is told, outside a
    transaction, since a server may end those that are idle."""
    if engine.dialect.name == "sqlite":
        yield
        return
    autocommit = engine.execution_options(isolation_level="AUTOCOMMIT")
    with autocommit.connect() as connection:  # the lock ends with the connection
        connection.execute(select(func.pg_advisory_lock(UPDATES)))
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(UPDATES)))


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest migration. A file of SQLite that comes from a version which did not overwrite what it deleted
    is written anew. Raises OperationalError, and SchemaError where PostgreSQL cannot have a table that the site uses just now and where a
    migration does not fit the rows."""
    from alembic import command  # noqa: PLC0415  (see above)

    before = _revision(engine)
    try:
        command.upgrade(_config(engine.execution_options(**{WRITES: WriteTimeout()})), "head")
    except OperationalError as problem:
        first = _first(problem)
        if getattr(first.orig, "sqlstate", "") == LOCK_NOT_AVAILABLE:
            raise SchemaError(
                "The site uses a table that the update changes, so nothing was changed. Stop the site, run "
                "`peerhub db upgrade` again, and start it."
            ) from None
        if getattr(first.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise _failed(first) from None
        raise first from None
    except (IntegrityError, ProgrammingError) as problem:
        raise _failed(problem) from None
    if engine.dialect.name == "sqlite" and before is not None and before < OVERWRITES:
        _rewrite(engine)


def revision(engine: Engine, message: str) -> None:
    """Write a new migration file from the difference between the models and the database."""
    from alembic import command  # noqa: PLC0415  (see above)

    command.revision(_config(engine), message=message, autogenerate=True, rev_id=f"{int(newest() or 0) + 1:04}")


def newest() -> str | None:
    """The revision that no migration follows. Raises SchemaError where two do not follow each other."""
    files = sorted((site_folder("migrations") / "versions").glob("*.py"))
    found = [dict(_NAMED.findall(file.read_text(encoding="utf-8"))) for file in files]
    heads = {each["revision"] for each in found} - {each.get("down_revision") for each in found}
    if len(heads) > 1:
        raise SchemaError(f"Several migrations are the last one: {', '.join(sorted(heads))}. Let one follow the other.")
    return next(iter(heads), None)


def must_be_current(engine: Engine) -> None:
    """Raise SchemaError when the database is behind the migrations."""
    if _revision(engine) != newest():
        raise SchemaError("The database is not up to date. Run `peerhub db upgrade` first.")


def described(_thing: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """Whether a model describes this part of a schema: the tables of the search are made for each database by hand."""
    return kind != "table" or not (name or "").startswith(TABLES)


def orphaned_rows(connection: Connection) -> Counter[tuple[str, str]]:
    """How many rows of which table point at rows of another that are not there; asked of SQLite alone, whose checks are off while
    tables are made anew."""
    if connection.dialect.name != "sqlite":
        return Counter()
    return Counter((row[0], row[2]) for row in connection.exec_driver_sql("PRAGMA foreign_key_check"))


def must_leave_no_new_orphans(before: Counter[tuple[str, str]], after: Counter[tuple[str, str]]) -> None:
    """Raise SchemaError when an update leaves more such rows than it found, so that it is undone."""
    if broken := after - before:
        tables = ", ".join(f"{table} ({number}, to {parent})" for (table, parent), number in sorted(broken.items()))
        raise SchemaError(f"The update would leave rows that point at nothing, so nothing was changed: {tables}.")


def _failed(problem: DBAPIError) -> SchemaError:
    """What a migration asked for cannot be done with the rows that are there."""
    cause = str(problem.orig).strip().splitlines()[0].rstrip(".")
    return SchemaError(
        f"A migration failed, so nothing was changed ({cause}). Look into the newest file in migrations/versions: a new "
        "column that may not be empty needs a server_default."
    )


def _first(problem: OperationalError) -> OperationalError:
    """What failed first. SQLite undoes a transaction by itself when the disk is full, and undoing it once more fails too."""
    while isinstance(problem.__context__, OperationalError):
        problem = problem.__context__
    return problem


def _revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table(_PRESENT.name):
            return None
        return connection.scalar(select(_PRESENT.c.version_num))


def _rewrite(engine: Engine) -> None:
    """Write the file anew and empty its log, which the site does when it starts where somebody reads just now. Raises
    SchemaError."""
    connection = engine.raw_connection()
    try:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.cursor().execute(statement)
    except sqlite3.Error as problem:
        raise SchemaError(
            f"The schema is up to date, but the database was not written anew ({problem}), so traces of old answers may be left "
            "in it. Stop the site, free twice the space of the file, and run `sqlite3 FILE VACUUM`."
        ) from None
    finally:
        connection.close()


def _config(engine: Engine) -> "Config":
    from alembic.config import Config  # noqa: PLC0415  (see above)

    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(site_folder("migrations")).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
