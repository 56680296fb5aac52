"""What follows from what happens to sessions, seats and accounts: people are notified, and invitations change."""

from collections.abc import Iterable

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.mail import outbox
from peerhub.base.mail.facts import MailNotDelivered
from peerhub.base.subject import Subject
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.notices.models import Notice
from peerhub.people.access import secretariat
from peerhub.people.facts import PersonClosed, PersonReturned, SeatHandedOver
from peerhub.people.models import Person
from peerhub.sessions.actions import account_closed, calendar_mails, handover, reflection
from peerhub.sessions.facts import (
    CalendarRequestReceived,
    InvitationAnswered,
    MinutesPublished,
    NoteReceived,
    PeopleInvited,
    SessionCancelled,
    SessionEnded,
    SessionMoved,
    SessionWithoutFacilitator,
)
from peerhub.sessions.models import FACILITATOR, SCHEDULED, Invitee, Session
from peerhub.sessions.queries import reached

WHO_COMES = "sessions/who_comes"
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


def remind_no_more(db: Db, fact: InvitationAnswered) -> None:
    """Drop the reminder that still waits for somebody who does not come."""
    if fact.is_decline:
        stream = calendar_mails.stream_of(db.get_one(Invitee, (fact.session_id, fact.person_id)))
        outbox.drop_waiting(db, stream=stream, kind=calendar_mails.REMINDER)


def notify_answered(db: Db, fact: InvitationAnswered) -> None:
    """Tell those who run the session how many do not come, in one line that grows. An answer that changes no number costs nothing: counting
    takes longer the more are invited."""
    if fact.is_decline or fact.was_decline:
        _tell_who_comes(db, db.get_one(Session, fact.session_id), fact.person_id if fact.is_decline else None)


def notify_not_delivered(db: Db, fact: MailNotDelivered) -> None:
    """The same when an email about a session does not reach somebody."""
    kind, _colon, rest = fact.stream.partition(":")
    session_id, _colon, person_id = rest.partition(":")
    if kind != "session" or not (session_id.isdecimal() and person_id.isdecimal()):
        return
    if session := db.get(Session, int(session_id)):
        _tell_who_comes(db, session, int(person_id))


def _tell_who_comes(db: Db, session: Session, about_id: int | None) -> None:
    """Say how many do not come and were not reached: in a new line where there is none that is unread and somebody is the reason. Where
    everybody comes again, the unread line goes."""
    if session.state != SCHEDULED or session.over_at <= clock.now():
        return
    declined, not_reached = reached.declined(db, session.id), reached.not_reached(db, session.id)
    numbers = {"declined": len(declined), "not_reached": len(not_reached)}
    about = Subject("session", session.id, session.title, f"/sessions/{session.id}")
    if not any(numbers.values()):
        notices.withdraw(db, about.path, clock.now(), kind=WHO_COMES)
        return
    running = select(Invitee.person_id).where(
        Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None), Invitee.role == FACILITATOR
    )
    people = set(db.scalars(running)) or {session.created_by_id}
    notices.notify_again(
        db,
        people - {about_id},
        WHO_COMES,
        about,
        {"title": session.title, **numbers, "name": _only(db, {*declined, *not_reached})},
        is_news=about_id is not None,
    )


def _only(db: Db, people: set[int]) -> str:
    """The office or name of somebody who is the only one, else nothing."""
    if len(people) != 1:
        return ""
    person = db.get_one(Person, *people)
    return person.office or person.name


def _notify_people(db: Db, session: Session, people: Iterable[int], kind: str, email: Email | None = None) -> None:
    about = Subject("session", session.id, session.title, f"/sessions/{session.id}")
    data = {"title": session.title, "starts_at": session.starts_at.isoformat()}
    notices.notify(db, people, kind, about, data, email=email)
