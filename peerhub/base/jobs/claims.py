"""Claim, then act: how any number of processes share due rows without doing one twice.

SQLite claims with a single UPDATE … RETURNING, PostgreSQL with FOR UPDATE SKIP LOCKED inside it.
Selecting first and updating afterwards makes doubles; nothing here does that.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, select, update

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
    (key,) = inspect(model).primary_key
    chosen = select(key).where(*due).order_by(*(order or (key,))).limit(limit)
    still_due: Sequence[
        ColumnElement[bool]
    ] = ()  # SQLite has one writer; and said twice, it would look at all rows that are due
    if is_postgres(db):
        # As a CTE it is worked out once; inside IN, PostgreSQL would choose again for every row.
        locked = chosen.with_for_update(skip_locked=True).cte("kept")
        chosen, still_due = select(locked.c[key.name]), due
    claimed = update(model).where(key.in_(chosen), *still_due).values(values).returning(model)
    return list(db.scalars(claimed, execution_options={"populate_existing": True}))
