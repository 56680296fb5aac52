"""The migrations are the schema: what they build equals the models."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from peerhub.base.database.engine import Database
from peerhub.base.database.model import Model
from peerhub.base.migrations import _config, described


def test_migrations_build_exactly_the_models(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": described})
        assert compare_metadata(context, Model.metadata) == []


def test_a_new_migration_would_hold_nothing_else(database: Database) -> None:
    """What `peerhub db revision` writes is what a developer changed: of models that are as they were it finds nothing."""
    command.check(_config(database.engine))
