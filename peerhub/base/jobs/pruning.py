"""Deleting what has served, some rows at a time, so that nobody waits for it. Doing it twice does no harm."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, inspect, select, tuple_

from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model

BATCH = 500


def prune(db: Db, model: type[Model], over: Sequence[ColumnElement[bool]], batch: int = BATCH) -> bool:
    """Delete at most `batch` rows for which all of `over` hold, those with the lowest keys; False when there was none."""
    keys = inspect(model).primary_key
    chosen = select(*keys).where(*over).order_by(*keys).limit(batch)
    # Read first: inside the statement, the database could look at rows that it is deleting.
    primary_keys = [tuple(row) for row in db.execute(chosen)]
    if primary_keys:
        statement = delete(model).where(tuple_(*keys).in_(primary_keys))
        db.execute(statement, execution_options={"synchronize_session": False})
    return bool(primary_keys)
