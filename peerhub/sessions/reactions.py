"""What follows from what happens to sessions: lines in the bells of those whom it concerns."""

from collections.abc import Iterable

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.notices.actions import notices
from peerhub.people.access import secretariat
from peerhub.people.facts import PersonClosed, PersonReturned, SeatHandedOver
from peerhub.sessions.actions import account_closed, handover, reflection
from peerhub.sessions.facts import (
    InviteesAdded,
    MinutesPublished,
    SessionCancelled,
    SessionEnded,
    SessionMoved,
    SessionScheduled,
    SessionWithoutFacilitator,
)
from peerhub.sessions.models import FACILITATOR, Invitee, Session


def notify_invited(db: Db, fact: SessionScheduled) -> None:
    """Those invited find it in their bell, too."""
    _notify(db, fact.session_id, "sessions/invited")


def notify_added(db: Db, fact: InviteesAdded) -> None:
    """Who is invited in the place of another finds it in the bell, too."""
    _notify_people(db, db.get_one(Session, fact.session_id), fact.person_ids, "sessions/invited")


def notify_without_facilitator(db: Db, fact: SessionWithoutFacilitator) -> None:
    """The secretariat has to find somebody who leads it."""
    people = [person.id for person in secretariat(db)]
    _notify_people(db, db.get_one(Session, fact.session_id), people, "sessions/no_facilitator")


def notify_moved(db: Db, fact: SessionMoved) -> None:
    """A new time asks for a new answer."""
    _notify(db, fact.session_id, "sessions/moved")


def notify_cancelled(db: Db, fact: SessionCancelled) -> None:
    """Nobody should wait for it."""
    _notify(db, fact.session_id, "sessions/cancelled")


def ask_for_reflection(db: Db, fact: SessionEnded) -> None:
    """The survey about the session opens."""
    reflection.ask_for_reflection(db, fact.session_id)


def remove_person(db: Db, fact: PersonClosed) -> None:
    """Whoever has left comes to no session ahead."""
    account_closed.remove_person(db, fact.person_id)


def invite_again(db: Db, fact: PersonReturned) -> None:
    """Who comes back to the place that they left is invited to what is still ahead; elsewhere, they leave it behind."""
    if fact.elsewhere:
        account_closed.reassign_sessions(db, fact.person_id)
    else:
        account_closed.invite_again(db, fact.person_id, fact.closed_at)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """The successor comes in the place of the leaver."""
    handover.hand_over(db, fact.from_id, fact.to_id)


def notify_minutes(db: Db, fact: MinutesPublished) -> None:
    """What came of it can be read."""
    _notify(db, fact.session_id, "sessions/minutes")


def _notify(db: Db, session_id: int, kind: str) -> None:
    session = db.get_one(Session, session_id)
    invited = select(Invitee.person_id).where(
        Invitee.session_id == session_id, Invitee.withdrawn_at.is_(None), Invitee.role != FACILITATOR
    )
    _notify_people(db, session, db.scalars(invited), kind)


def _notify_people(db: Db, session: Session, people: Iterable[int], kind: str) -> None:
    about = Subject("session", session.id, session.title, f"/sessions/{session.id}")
    data = {"title": session.title, "starts_at": session.starts_at.isoformat()}
    notices.notify(db, people, kind, about, data)
