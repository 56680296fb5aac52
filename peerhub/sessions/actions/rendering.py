"""Rendering minutes again: those of an older version of PeerHub, and those that could not be rendered in time."""

from typing import NamedTuple

from sqlalchemy import select, update

from peerhub.base.database.engine import Db
from peerhub.sessions.models import Session


class Minutes(NamedTuple):
    """The minutes of a session, as written and as rendered."""

    session_id: int
    notes: str
    html: str


def outdated_minutes(db: Db, after: int = 0) -> Minutes | None:
    """The minutes of the first session above the id `after` that has any."""
    some = select(Session.id, Session.notes, Session.notes_html).where(Session.id > after, Session.notes != "")
    row = db.execute(some.order_by(Session.id).limit(1)).first()
    return Minutes(*row) if row else None


def save(db: Db, minutes: Minutes, html: str) -> None:
    """Save the new HTML. What was written meanwhile stays as it is."""
    same = (Session.id == minutes.session_id) & (Session.notes == minutes.notes)
    db.execute(update(Session).where(same).values(notes_html=html))
