"""What SQLite and PostgreSQL do each in its own way."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model, table_of

Insert = PostgresInsert | SqliteInsert


def is_postgres(db: Db) -> bool:
    """Whether the database is PostgreSQL, where several write at a time."""
    return db.get_bind().dialect.name == "postgresql"


def upsert(model: type[Model], *, postgres: bool) -> Insert:
    """An insert into the model's table which can say what happens to a row that is there."""
    return postgresql.insert(table_of(model)) if postgres else sqlite.insert(table_of(model))
