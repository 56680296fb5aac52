"""Reads about commitments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.base.database.prepared import prepared
from peerhub.commitments import access
from peerhub.commitments.models import KEPT, NOT_YET, OPEN, PARTLY, WITHDRAWN, Commitment
from peerhub.commitments.rules import FEWEST
from peerhub.people.access import VIEWER, viewer_params
from peerhub.people.models import Person
from peerhub.reference.models import ToolkitItem
from peerhub.reference.queries import lists

NEWEST = 500
SOON = timedelta(days=7)


@dataclass(frozen=True)
class DoneRate:
    """How many commitments of the whole site have been answered, and of these how many were kept or partly kept."""

    answered: int
    kept: int
    partly: int


@dataclass(frozen=True)
class DueCommitment:
    """A commitment for This week: `is_asked` when its day is over and the person has not said how it went."""

    commitment: Commitment
    is_asked: bool


def mine(db: Db, viewer: Person) -> list[Commitment]:
    """The viewer's own commitments: open ones by day, then the rest, newest first."""
    return _ordered(db, _all().where(Commitment.person_id == viewer.id))


def team(db: Db, viewer: Person) -> list[Commitment]:
    """The commitments of the viewer's country that were not withdrawn; empty without a country."""
    if viewer.country_code is None:
        return []
    ours = _all().where(Commitment.country_code == viewer.country_code, Commitment.state != WITHDRAWN)
    return _ordered(db, ours)


def about(db: Db, viewer: Person, subject_kind: str, subject_id: int) -> list[Commitment]:
    """The commitments that came from one subject, as far as the viewer may read them."""
    came = _all().where(Commitment.subject_kind == subject_kind, Commitment.subject_id == subject_id)
    return _ordered(db, came.where(access.visible_to(viewer), Commitment.state != WITHDRAWN))


def due_soon(db: Db, viewer: Person) -> list[DueCommitment]:
    """What This week shows: the viewer's open commitments that are due within a week or over."""
    today = day(clock.now())
    rows = db.scalars(due_ones(), viewer_params(viewer))
    return [DueCommitment(commitment, commitment.due_on < today) for commitment in rows]


@prepared
def due_ones() -> Select[Commitment]:
    """Those of VIEWER, as a statement."""
    soon = bindparam("soon", callable_=lambda: day(clock.now()) + SOON, type_=Date())
    due = _all().where(Commitment.person_id == VIEWER.id, Commitment.state == OPEN, Commitment.due_on <= soon)
    return due.order_by(Commitment.due_on, Commitment.id)


def done_rate(db: Db) -> DoneRate | None:
    """How all commitments together ended, never one person's or country's; None before five have been answered."""
    states = Commitment.state.in_((KEPT, PARTLY, NOT_YET))
    numbers = dict(db.execute(select(Commitment.state, func.count()).where(states).group_by(Commitment.state)).all())
    answered, kept, partly = sum(numbers.values()), numbers.get(KEPT, 0), numbers.get(PARTLY, 0)
    return DoneRate(answered, kept, partly) if answered >= FEWEST else None


def obstacles(db: Db) -> Sequence[ToolkitItem]:
    """What can stand in the way: the toolkit's list."""
    return lists.toolkit_list(db, "obstacles")


def obstacle(db: Db, code: str | None) -> ToolkitItem | None:
    """One line of it."""
    return db.get(ToolkitItem, code) if code else None


def _all() -> Select[Commitment]:
    return select(Commitment).options(joinedload(Commitment.person))


def _ordered(db: Db, chosen: Select[Commitment]) -> list[Commitment]:
    ordered = chosen.order_by((Commitment.state == OPEN).desc(), Commitment.due_on, Commitment.id)
    return list(db.scalars(ordered.limit(NEWEST)))
