"""An account is closed: its invitations ahead end, and the secretariat hears of sessions that nobody leads any more."""

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.notices.actions import notify
from peerhub.people.access import secretariat
from peerhub.sessions.actions import mails, room
from peerhub.sessions.models import DRAFT, FACILITATOR, SCHEDULED, Invitee, Session

UNLED = "sessions/unled"


def let_go(db: Db, person_id: int) -> None:
    """Withdraw somebody who has left from all sessions that are not over. They get no mail, and none that waits for them leaves."""
    for invitee in _ahead(db, person_id):
        session, led = invitee.session, invitee.role == FACILITATOR
        mails.take_back(db, [invitee])
        if session.state == DRAFT:
            db.delete(invitee)
        else:
            invitee.withdrawn_at = clock.now()
            room.take_out(db, session, invitee)
        db.flush()
        if led and not _is_led(db, session):
            data = {"title": session.title, "starts_at": session.starts_at.isoformat()}
            notify(db, [person.id for person in secretariat(db)], UNLED, data, f"/sessions/{session.id}")


def _ahead(db: Db, person_id: int) -> Iterable[Invitee]:
    now = clock.now()
    mine = select(Invitee).join(Invitee.session).options(joinedload(Invitee.session), joinedload(Invitee.person))
    mine = mine.where(Invitee.person_id == person_id, Invitee.withdrawn_at.is_(None))
    found = db.scalars(mine.where(Session.state.in_((DRAFT, SCHEDULED))).order_by(Session.starts_at, Session.id)).all()
    return [invitee for invitee in found if invitee.session.ends_at > now]


def _is_led(db: Db, session: Session) -> bool:
    leading = exists().where(
        Invitee.session_id == session.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None)
    )
    return bool(db.scalar(select(leading)))
