"""Claim, then act: how any number of processes share due rows without doing one twice.

SQLite claims with a single UPDATE … RETURNING, PostgreSQL with FOR UPDATE SKIP LOCKED inside it.
Selecting first and updating afterwards makes doubles; nothing here does that.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from peerhub.base.database.dialects import is_postgres
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model

T = TypeVar("T", bound=Model)


def claim(
    db: Db,
    model: type[T],
    due: Sequence[ColumnElement[bool]],
    values: dict[str, Any],
    *,
    limit: int = 1,
    order: Sequence[Any] = (),
) -> list[T]:
    """Set `values` on at most `limit` rows for which all of `due` hold, and return those rows. `values` must end the due state.
    The first by `order` are taken, else those with the lowest keys."""
    return claimed(db, claiming(model, due, values, postgres=is_postgres(db), limit=limit, order=order))


def claimed(db: Db, claiming: ReturningUpdate[T], values: dict[str, Any] | None = None) -> list[T]:
    """The rows that a statement of `claiming` has claimed, with these values for its parameters."""
    options = {"populate_existing": True, "synchronize_session": False}  # all rows that change are returned
    return list(db.scalars(claiming, values, execution_options=options))


def claiming(
    model: type[T],
    due: Sequence[ColumnElement[bool]],
    values: dict[str, Any],
    *,
    postgres: bool,
    limit: int = 1,
    order: Sequence[Any] = (),
) -> ReturningUpdate[T]:
    """The statement of `claim`, for those who claim often and prepare it."""
    (key,) = inspect(model).primary_key
    chosen = select(key).where(*due).order_by(*(order or (key,))).limit(limit)
    still_due: Sequence[
        ColumnElement[bool]
    ] = ()  # SQLite has one writer; and said twice, it would look at all rows that are due
    if postgres:
        # As a CTE it is worked out once; inside IN, PostgreSQL would choose again for every row.
        locked = chosen.with_for_update(skip_locked=True).cte("kept")
        chosen, still_due = select(locked.c[key.name]), due
    return update(model).where(key.in_(chosen), *still_due).values(values).returning(model)
