"""Alembic, told where the migrations stand and which database is meant."""

from typing import Any

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from peerhub.base.files import site_folder
from peerhub.base.search import TABLES
from peerhub.base.sqlite import WRITES, Patience


class SchemaError(click.ClickException):
    """The database does not fit this version of the site; the text says what to do. Commands end with it."""


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest migration. What a migration deletes does not stay in the file of SQLite, nor in its log."""
    command.upgrade(_config(engine.execution_options(**{WRITES: Patience()})), "head")
    if engine.dialect.name == "sqlite":
        _rewrite(engine)


def revision(engine: Engine, what: str) -> None:
    """Write a new migration file from the difference between the models and the database."""
    config = _config(engine)
    newest = ScriptDirectory.from_config(config).get_current_head()
    command.revision(config, message=what, autogenerate=True, rev_id=f"{int(newest or 0) + 1:04}")


def must_be_current(engine: Engine) -> None:
    """Raise SchemaError when the database is behind the migrations."""
    with engine.connect() as connection:
        here = MigrationContext.configure(connection).get_current_revision()
    if here != ScriptDirectory.from_config(_config(engine)).get_current_head():
        raise SchemaError("The database is not up to date. Run `peerhub db upgrade` first.")


def described(_thing: Any, name: str | None, kind: str, *_rest: Any) -> bool:
    """Whether a model describes this part of a schema: the tables of the search are made for each database by hand."""
    return kind != "table" or not (name or "").startswith(TABLES)


def _rewrite(engine: Engine) -> None:
    """Write the file anew and empty its log. Earlier versions did not overwrite what they deleted."""
    connection = engine.raw_connection()
    try:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            connection.cursor().execute(statement)
    finally:
        connection.close()


def _config(engine: Engine) -> Config:
    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", str(site_folder("migrations")).replace("%", "%%"))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config
