"""Run by Alembic; the engine comes from `peerhub.base.migrations`."""

from typing import Any

from alembic import context

from peerhub.base.database.model import Model, Moment
from peerhub.base.migrations import described


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations stand by themselves: a Moment is a time stamp with zone there."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=True,
        render_item=render_item,
        include_object=described,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
