"""What those who run a session decide about answers that cannot count by themselves."""

from sqlalchemy import delete, select

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.sessions.access import may_answer, session_to_run
from peerhub.sessions.actions import calendar_mails, due_mails, invitees, room, rsvp
from peerhub.sessions.models import (
    ANSWERS,
    NEW_TIME,
    PARTICIPANT,
    PROVIDES,
    SCHEDULED,
    SPEAKER,
    CalendarRequest,
    Invitee,
    Session,
    SessionCountry,
)
from peerhub.sessions.rules.changes import next_stamp


def dismiss(db: Db, actor: Person, session_id: int, mark: str) -> bool:
    """Do nothing about it, but tell somebody who is invited and proposed another time that it stays; returns whether they are told.
    `mark`: of the request, as the page showed it. Raises NotFound for what was decided already, Conflict where it says something else by
    now."""
    session, request = _request(db, actor, session_id, mark)
    invitee = _proposer(db, session, request)
    if invitee:
        calendar_mails.keep_time(db, session, invitee, request)
    db.delete(request)
    return invitee is not None


def _proposer(db: Db, session: Session, request: CalendarRequest) -> Invitee | None:
    """Who surely proposed another time, and can still come."""
    if request.kind != NEW_TIME or not request.is_sure:
        return None
    mine = select(Invitee).join(Invitee.person).where(Invitee.session_id == session.id, Person.email == request.sender)
    invitee = db.scalar(mine.where(Person.closed_at.is_(None)))
    return invitee if may_answer(session, invitee, clock.now()) else None


def count(db: Db, actor: Person, session_id: int, mark: str, person_id: int | None) -> Invitee:
    """Count it as the answer of somebody who is invited. Raises Invalid without such a person, Conflict where no answer counts."""
    session, request = _request(db, actor, session_id, mark)
    invitee = db.get(Invitee, (session.id, person_id)) if person_id is not None else None
    if invitee is None or invitee.withdrawn_at is not None:
        raise Invalid(_("Choose whose answer it is."))
    reason = request.comment[: rsvp.LONGEST_REASON] or None
    rsvp.keep_seen(db, session, invitee, request.response, request.sequence, reason)
    audit.record(db, actor.id, "session.answer_counted", f"session:{session.id}", person=invitee.person_id)
    db.delete(request)
    return invitee


def invite(db: Db, actor: Person, session_id: int, mark: str) -> Invitee:
    """Invite who wrote it, and count the answer, if it is surely theirs and the time still the same. Raises Conflict for somebody without
    an account, or of a country that does not take part."""
    session, request = _request(db, actor, session_id, mark)
    if session.state != SCHEDULED or clock.now() >= session.ends_at:
        raise Conflict(_("This session is over or cancelled. Copy it to a new one instead."))
    person = db.scalar(select(Person).where(Person.email == request.sender, Person.closed_at.is_(None)))
    if person is None:
        raise Conflict(_("No account has this address. Invite the person to join first."))
    session.changed_at = next_stamp(clock.now(), session.changed_at)
    invitees.add(db, session, {person.id: _role(db, session, person)}, clock.now())
    invitee = db.get_one(Invitee, (session.id, person.id), populate_existing=True)
    if request.is_sure and request.response in ANSWERS and request.sequence == session.sequence:
        rsvp.keep(db, session, invitee, request.response, None, clock.now())
    db.flush()
    for people in invitees.these(session, [person.id]):
        due_mails.note_request(db, calendar_mails.INVITATION, people, Invitee.person_id != actor.id)
        room.let_in(db, session, people)
    due_mails.write_first(db, session)
    audit.record(db, actor.id, "session.invitations_sent", f"session:{session.id}", people=1)
    db.delete(request)
    return invitee


def _role(db: Db, session: Session, person: Person) -> str:
    """As what somebody takes part: by their country, as in the form."""
    if person.country_code is None:
        return PARTICIPANT
    country = db.get(SessionCountry, (session.id, person.country_code))
    if country is None:
        raise Conflict(_("Their country does not take part. Edit the session and add it first."))
    return SPEAKER if country.part == PROVIDES else PARTICIPANT


def forget_proposals(db: Db, session: Session) -> None:
    """Forget the times that were proposed: the session has a new one."""
    proposals = CalendarRequest.session_id == session.id, CalendarRequest.kind == NEW_TIME
    db.execute(delete(CalendarRequest).where(*proposals))


def _request(db: Db, actor: Person, session_id: int, mark: str) -> tuple[Session, CalendarRequest]:
    """The session, locked, and what waits in it, for those who run it."""
    session = session_to_run(db, actor, session_id)
    lock_row(db, session)
    number = mark.partition(" ")[0]
    request = db.get(CalendarRequest, int(number), populate_existing=True) if number.isdecimal() else None
    if request is None or request.session_id != session.id:
        raise NotFound
    if request.mark != mark:
        raise Conflict(_("Something else waits there by now. Go back, reload the page and decide again."))
    return session, request
