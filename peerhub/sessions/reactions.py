"""What follows from what happens to sessions, seats and accounts: people are notified, and invitations change."""

from collections.abc import Iterable

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.notices.models import Notice
from peerhub.people.access import secretariat
from peerhub.people.facts import PersonClosed, PersonReturned, SeatHandedOver
from peerhub.sessions.actions import account_closed, handover, reflection
from peerhub.sessions.facts import (
    CalendarRequestReceived,
    MinutesPublished,
    NoteReceived,
    PeopleInvited,
    SessionCancelled,
    SessionEnded,
    SessionMoved,
    SessionWithoutFacilitator,
)
from peerhub.sessions.models import FACILITATOR, Invitee, Session

WITH_CALENDAR = Email(is_written=True)  # by `due_mails`, to the same people


def notify_invited(db: Db, fact: PeopleInvited) -> None:
    """Notify those who are invited, now or later: added, a successor, or somebody who comes back."""
    _notify_people(db, db.get_one(Session, fact.session_id), fact.person_ids, "sessions/invited", WITH_CALENDAR)


def notify_without_facilitator(db: Db, fact: SessionWithoutFacilitator) -> None:
    """Notify the secretariat, which has to find a facilitator."""
    people = [person.id for person in secretariat(db)]
    _notify_people(db, db.get_one(Session, fact.session_id), people, "sessions/no_facilitator")


def notify_moved(db: Db, fact: SessionMoved) -> None:
    """Notify those who were invited before that the time is another, and that they have to answer again."""
    _notify_people(db, db.get_one(Session, fact.session_id), fact.person_ids, "sessions/moved", WITH_CALENDAR)


def notify_cancelled(db: Db, fact: SessionCancelled) -> None:
    """Notify those who are invited that it will not take place."""
    _notify_people(db, db.get_one(Session, fact.session_id), fact.person_ids, "sessions/cancelled", WITH_CALENDAR)


def ask_for_reflection(db: Db, fact: SessionEnded) -> None:
    """Open the survey about the session."""
    reflection.ask_for_reflection(db, fact.session_id)


def remove_person(db: Db, fact: PersonClosed) -> None:
    """Withdraw the invitations of somebody who has left."""
    account_closed.remove_person(db, fact.person_id)


def invite_again(db: Db, fact: PersonReturned) -> None:
    """Invite somebody who comes back to the same seat to the sessions ahead; at another seat, others look after their sessions."""
    if fact.elsewhere:
        account_closed.reassign_sessions(db, fact.person_id)
    else:
        account_closed.invite_again(db, fact.person_id, fact.closed_at)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Invite the successor in the place of the leaver."""
    handover.hand_over(db, fact.from_id, fact.to_id)


def notify_minutes(db: Db, fact: MinutesPublished) -> None:
    """Notify those who are invited that the minutes can be read."""
    session = db.get_one(Session, fact.session_id)
    invited = select(Invitee.person_id).where(
        Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None), Invitee.role != FACILITATOR
    )
    _notify_people(db, session, db.scalars(invited), "sessions/minutes")


def notify_of_request(db: Db, fact: CalendarRequestReceived) -> None:
    """Notify those who run the session that an answer waits for them, once until they have read it."""
    _notify_leaders(db, fact.session_id, "sessions/request")


def notify_of_note(db: Db, fact: NoteReceived) -> None:
    """Notify those who run the session that somebody wrote back, once until they have read it."""
    _notify_leaders(db, fact.session_id, "sessions/note")


def _notify_leaders(db: Db, session_id: int, kind: str) -> None:
    session = db.get_one(Session, session_id)
    leading = select(Invitee.person_id).where(
        Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None), Invitee.role == FACILITATOR
    )
    leaders = {*db.scalars(leading)} or {person.id for person in secretariat(db)}
    path = f"/sessions/{session.id}"
    unread = select(Notice.person_id).where(Notice.path == path, Notice.kind == kind, Notice.read_at.is_(None))
    _notify_people(db, session, leaders - {*db.scalars(unread)}, kind)


def _notify_people(db: Db, session: Session, people: Iterable[int], kind: str, email: Email | None = None) -> None:
    about = Subject("session", session.id, session.title, f"/sessions/{session.id}")
    data = {"title": session.title, "starts_at": session.starts_at.isoformat()}
    notices.notify(db, people, kind, about, data, email=email)
