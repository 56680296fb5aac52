"""How many emails come to an address in an hour, and to it from one sender; and how many bytes in a day, to an address and in all.

The counts are rows, which all processes share, and which cost the same however many emails are kept. An hour or day begins with the first
email after the last one, so that twice as many can come around its end.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, or_, select

from peerhub.base import clock
from peerhub.base.database.dialects import Insert, is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.jobs.pruning import prune
from peerhub.incoming.models import IncomingCount

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
IN_ALL = "all"


@dataclass(frozen=True)
class Came:
    """What came to an address in this hour, in all and from one sender, and the bytes of this day, to the address and in all."""

    to_one: int = 0
    from_one: int = 0
    size_to_one: int = 0
    size_in_all: int = 0


def count(db: Db, recipient: str, sender: str | None, size: int) -> None:
    """Count an email that is kept in this transaction. `sender`: None where that is not known.

    All begin with the same row, which is locked until the transaction ends, so that no two wait for each other's rows.
    """
    now = clock.now()
    ends = {IN_ALL: now + DAY, _today(recipient): now + DAY, _to(recipient): now + HOUR}
    if sender is not None:
        ends[_from(recipient, sender)] = now + HOUR
    rows = [
        {"name": name, "ends_at": ends_at, "number": 1, "size": size, **_moment(now)} for name, ends_at in ends.items()
    ]
    db.execute(_counted(postgres=is_postgres(db)), rows)


@prepared
def _counted(*, postgres: bool) -> Insert:
    mine = table_of(IncomingCount).c
    first = upsert(IncomingCount, postgres=postgres).values({
        name: bindparam(name) for name in ("name", "ends_at", "number", "size")
    })  # fmt: skip
    is_over, new = ~_is_on(mine), first.excluded
    again = {
        "ends_at": case((is_over, new.ends_at), else_=mine.ends_at),
        "number": case((is_over, new.number), else_=mine.number + new.number),
        "size": case((is_over, new.size), else_=mine.size + new.size),
    }
    return first.on_conflict_do_update(index_elements=[mine.name], set_=again)


def came(db: Db, recipient: str, sender: str) -> Came:
    """What came to an address, in all and from a sender."""
    names = {"all": IN_ALL, "today": _today(recipient), "to": _to(recipient), "from": _from(recipient, sender)}
    rows = {row.name: row for row in db.execute(_current(), names | _moment(clock.now()))}
    in_all, today, to_one, from_one = (rows.get(name) for name in names.values())
    return Came(
        to_one.number if to_one else 0,
        from_one.number if from_one else 0,
        today.size if today else 0,
        in_all.size if in_all else 0,
    )


@prepared
def _current() -> Select[*tuple[Any, ...]]:
    counts = table_of(IncomingCount).c
    named = counts.name.in_([bindparam(name) for name in ("all", "today", "to", "from")])
    return select(counts.name, counts.number, counts.size).where(named, _is_on(counts))


def _moment(now: datetime) -> dict[str, datetime]:
    return {"now": now, "farthest": now + DAY}


def _is_on(counts: Any) -> ColumnElement[bool]:
    """Whether an hour or day is not over; one that would end later than any does was begun by a clock that was ahead."""
    return and_(counts.ends_at > bindparam("now"), counts.ends_at <= bindparam("farthest"))


def delete_old(db: Db, now: datetime) -> bool:
    """Delete counts of hours and days that are over, some at a time; False when there was none."""
    return prune(db, IncomingCount, (or_(IncomingCount.ends_at <= now, IncomingCount.ends_at > now + DAY),))


def _to(recipient: str) -> str:
    return _name(("to", recipient))


def _today(recipient: str) -> str:
    return _name(("today", recipient))


def _from(recipient: str, sender: str) -> str:
    return _name(("from", recipient, sender))


def _name(parts: Sequence[str]) -> str:
    """Of a fixed length, as addresses can be long."""
    name = "\0".join(parts).encode(errors="surrogatepass")
    return hashlib.sha256(name).hexdigest()
