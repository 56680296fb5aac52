"""Claim, then act: how any number of processes share due rows without doing one twice.

SQLite claims with a single UPDATE … RETURNING, PostgreSQL with FOR UPDATE SKIP LOCKED inside it.
Selecting first and updating afterwards makes doubles; nothing here does that.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, inspect, select, update

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
    order: Any = None,
) -> list[T]:
    """Set `values` on at most `limit` rows for which all of `due` hold, and return those rows. `values` must end the due state."""
    (key,) = inspect(model).primary_key
    chosen = select(key).where(*due).order_by(order if order is not None else key).limit(limit)
    if db.get_bind().dialect.name == "postgresql":
        # As a CTE it is worked out once; inside IN, PostgreSQL would choose again for every row.
        locked = chosen.with_for_update(skip_locked=True).cte("kept")
        chosen = select(locked.c[key.name])
    claimed = update(model).where(key.in_(chosen), *due).values(values).returning(model)
    return list(db.scalars(claimed, execution_options={"populate_existing": True}))
