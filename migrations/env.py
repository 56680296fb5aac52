"""Run by Alembic; the engine comes from `peerhub.base.migrations`."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from peerhub.base.database.model import Model, Moment
from peerhub.base.migrations import described, must_leave_no_new_orphans, orphaned_rows


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations stand by themselves: a Moment is a time stamp with zone there."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


engine = context.config.attributes["engine"]
is_sqlite = engine.dialect.name == "sqlite"


def foreign_keys(connection: Connection, state: str) -> None:
    """SQLite changes some columns by making the table anew and dropping the old one, which must not take along what points at
    it (sqlite.org/lang_altertable, 7). Only outside a transaction can this be said."""
    if is_sqlite:
        connection.connection.driver_connection.execute(f"PRAGMA foreign_keys = {state}")  # type: ignore[union-attr]


def wait_shortly(connection: Connection) -> None:
    """In PostgreSQL, wait a few seconds at most for a table that the site uses: whoever wants to read from it waits behind the
    update."""
    if not is_sqlite:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")


with engine.connect() as connection:
    foreign_keys(connection, "OFF")
    try:
        context.configure(
            connection=connection,
            target_metadata=Model.metadata,
            render_as_batch=True,
            render_item=render_item,
            include_object=described,
            transactional_ddl=True,  # all or nothing, also in SQLite
        )
        with context.begin_transaction():
            wait_shortly(connection)
            before = orphaned_rows(connection)
            context.run_migrations()
            must_leave_no_new_orphans(before, orphaned_rows(connection))
        connection.commit()
    finally:
        connection.rollback()
        foreign_keys(connection, "ON")
