"""Whom the emails of a session do not reach, and who does not come."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import aliased

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.mail.models import BOUNCED, FAILED, SENT, OutgoingMail
from peerhub.sessions.access import SESSION
from peerhub.sessions.models import DECLINED, FACILITATOR, STREAM, Invitee

ENDED = (SENT, FAILED, BOUNCED)


@dataclass(frozen=True)
class NotReached:
    """Why the newest email about the session did not reach somebody: one of `refusals.FAILURES`, and what the server said."""

    failure: str
    said: str


def not_reached(db: Db, session_id: int) -> dict[int, NotReached]:
    """Those invited, who facilitates left out, whose newest email of those that left or failed did not arrive; by the person's id. For
    those who run the session: the caller has checked that."""
    rows = db.execute(_not_reached(), {"session": session_id})
    return {row.person_id: NotReached(row.failure or "", row.last_error or "") for row in rows}


@prepared
def _not_reached() -> Select[*tuple[Any, ...]]:
    older = aliased(OutgoingMail)
    newest = select(func.max(older.id)).where(older.stream == STREAM, older.state.in_(ENDED)).scalar_subquery()
    failed = and_(OutgoingMail.id == newest, OutgoingMail.state.in_((FAILED, BOUNCED)))
    found = select(Invitee.person_id, OutgoingMail.failure, OutgoingMail.last_error).join(OutgoingMail, failed)
    return found.where(*_invited())


def declined(db: Db, session_id: int) -> list[int]:
    """Those invited who do not come; the ids of the people."""
    return list(db.scalars(_declined(), {"session": session_id}))


@prepared
def _declined() -> Select[int]:
    return select(Invitee.person_id).where(*_invited(), Invitee.response == DECLINED)


def _invited() -> tuple[Any, ...]:
    return Invitee.session_id == SESSION, Invitee.withdrawn_at.is_(None), Invitee.role != FACILITATOR
