"""What follows when somebody's calendar answers an invitation: the answer counts as one on the page does, or those who run the session
decide. Nobody is ever invited, and nothing but the sender's own answer changed, by an email alone."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final

from sqlalchemy import Select, bindparam, func, select

from peerhub.base.database.engine import Db, lock_row
from peerhub.base.database.prepared import prepared
from peerhub.base.facts import announce
from peerhub.base.text.plain import many_lines
from peerhub.people.models import Person
from peerhub.sessions.access import SESSION, may_answer
from peerhub.sessions.actions import calendar_mails, rsvp
from peerhub.sessions.engines.replies import Attending, CalendarReply
from peerhub.sessions.facts import CalendarRequestReceived
from peerhub.sessions.models import (
    ACCEPTED,
    CLOSED,
    DECLINED,
    DELEGATED,
    DRAFT,
    FOR_ANOTHER,
    NEEDS_ACTION,
    NEW_TIME,
    NOT_INVITED,
    TENTATIVE,
    UNSURE,
    WITHDRAWN,
    CalendarRequest,
    Invitee,
    Session,
)
from peerhub.sessions.rules.replies import Asked, Said, Standing, standing, whole_second

MOST_REQUESTS = 30  # that wait in one session
LONGEST_COMMENT = 1_000
_RESPONSES: Final = {"ACCEPTED": ACCEPTED, "TENTATIVE": TENTATIVE, "DECLINED": DECLINED}


class Result(Enum):
    """What became of a calendar's answer."""

    COUNTED = "counted"
    OLD = "old"
    QUEUED = "queued"
    SENT_AGAIN = "sent again"
    FOR_GUESTS = "for those who are invited"
    UNSURE = "unsure"
    NOTHING_TO_DO = "nothing to do"
    REFUSED = "refused"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it, a sentence for the log, and the session that the calendar knows by this UID."""

    result: Result
    sentence: str
    session_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """How an answer came. `sender`: the address that wrote it, None where that cannot be believed; `is_sure`: whether it is more than
    written in the email. `session_id`: what the address it came to says, None where that says nothing. `text`: what was typed in the
    email, which those who decide read where the calendar has no comment."""

    sender: str | None
    is_sure: bool
    session_id: int | None
    received_at: datetime
    text: str = ""


def apply(db: Db, reply: CalendarReply, came: Came) -> Outcome:
    """Let an answer count, or keep it for those who run the session."""
    found = db.scalar(_known(), {"uid": reply.uid})
    if found is None:
        return Outcome(Result.REFUSED, "No session has this UID.")
    return replace(_in(db, found, reply, came), session_id=found.id)


@prepared
def _known() -> Select[Session]:
    return select(Session).where(Session.uid == bindparam("uid"), Session.state != DRAFT)


def _in(db: Db, found: Session, reply: CalendarReply, came: Came) -> Outcome:
    if came.session_id is not None and found.id != came.session_id:
        return Outcome(Result.REFUSED, "It came to the address of another session.")
    if came.sender is None:
        return Outcome(Result.REFUSED, "Its sender cannot be believed.")
    if reply.method == "DECLINECOUNTER":
        return Outcome(Result.FOR_GUESTS, "It is for those who are invited (RFC 5546, 3.2.8).")
    lock_row(db, found)
    mail = _Mail(came.sender.strip().casefold(), came.is_sure, came.received_at, came.text)
    return _refresh(db, found, mail) if reply.method == "REFRESH" else _of_session(db, found, reply, mail)


def invited_person(db: Db, session_id: int, email: str) -> int | None:
    """Who of those invited, withdrawn invitations left out, has this address."""
    mine = select(Invitee.person_id).join(Invitee.person).where(Invitee.session_id == session_id)
    mine = mine.where(Person.email == email, Person.closed_at.is_(None), Invitee.withdrawn_at.is_(None))
    return db.scalar(mine) if email else None


@dataclass(frozen=True, slots=True)
class _Mail:
    sender: str
    is_sure: bool
    received_at: datetime
    text: str


def _refresh(db: Db, session: Session, mail: _Mail) -> Outcome:
    """Send the invitation again to somebody whose calendar asks for it (RFC 5546, 3.2.6), once an hour and three times a day."""
    invitee = _invitee(db, session, mail.sender)
    if invitee is None or not mail.is_sure:
        return Outcome(Result.UNSURE, "Nobody who is invited surely asks for it.")
    if not may_answer(session, invitee, mail.received_at):
        return Outcome(Result.NOTHING_TO_DO, "There is nothing to answer any more.")
    if not calendar_mails.send_again(db, session, invitee):
        return Outcome(Result.OLD, "It was sent within the hour or three times in a day, or is about to be.")
    return Outcome(Result.SENT_AGAIN, "The invitation is sent again.")


def _of_session(db: Db, session: Session, reply: CalendarReply, mail: _Mail) -> Outcome:
    own = next((each for each in reply.attendees if each.email == mail.sender), None)
    if own is None:
        return _queue(db, session, reply, mail, FOR_ANOTHER)
    invitee = _invitee(db, session, mail.sender)
    if invitee is None:
        return _queue(db, session, reply, mail, NOT_INVITED)
    if invitee.withdrawn_at is not None:
        return _queue(db, session, reply, mail, WITHDRAWN)
    if not may_answer(session, invitee, mail.received_at):
        return _queue(db, session, reply, mail, CLOSED)
    if not mail.is_sure:
        return _queue(db, session, reply, mail, NEW_TIME if reply.method == "COUNTER" else UNSURE)
    if reply.occurrence and reply.occurrence.at != session.starts_at:
        return Outcome(Result.OLD, "It is about an occurrence at another time.")
    return _of_invitee(db, session, invitee, (reply, own), mail)


def _invitee(db: Db, session: Session, email: str) -> Invitee | None:
    return db.scalar(_invited(), {"session": session.id, "email": email})


@prepared
def _invited() -> Select[Invitee]:
    invited = select(Invitee).join(Invitee.person).where(Invitee.session_id == SESSION)
    return invited.where(Person.email == bindparam("email"), Person.closed_at.is_(None))


def _of_invitee(
    db: Db, session: Session, invitee: Invitee, said: tuple[CalendarReply, Attending], mail: _Mail
) -> Outcome:
    reply, own = said
    lock_row(db, invitee)
    worth = standing(
        reply.sequence,
        reply.stamp,
        mail.received_at,
        asked=Asked(
            sequence=session.sequence,
            since=max(invitee.invited_at, invitee.asked_at or invitee.invited_at),
            is_other_time=reply.about not in (None, session.starts_at),
        ),
        said=Said(on_site_at=invitee.said_at, sequence=invitee.reply_sequence, stamp=invitee.reply_stamp),
    )
    if worth is not Standing.COUNTS:
        return Outcome(Result.OLD, f"It does not count: {worth.value}.")
    answer = _RESPONSES.get(own.partstat)
    if answer is not None and (reply.method == "REPLY" or answer != ACCEPTED):
        invitee.reply_sequence, invitee.reply_stamp = session.sequence, whole_second(reply.stamp or mail.received_at)
        rsvp.keep(db, session, invitee, answer, reply.comment[: rsvp.LONGEST_REASON] or None, mail.received_at)
        db.flush()
    if reply.method == "COUNTER":
        return _queue(db, session, reply, mail, NEW_TIME)
    if own.partstat == "DELEGATED":
        return _queue(db, session, reply, mail, DELEGATED)
    if answer is None:
        return Outcome(Result.NOTHING_TO_DO, "It answers neither yes nor no.")
    return Outcome(Result.COUNTED, f"The answer counts: {answer}.")


def _queue(db: Db, session: Session, reply: CalendarReply, mail: _Mail, kind: str) -> Outcome:
    """Keep it for those who run the session. What is surely the sender's takes the place of what they surely said before for the same
    attendee; anything else, which anybody may have written, stands beside it."""
    own = next((each for each in reply.attendees if each.email == mail.sender), reply.attendees[0])
    said_at = min(reply.stamp or mail.received_at, mail.received_at)
    response = _RESPONSES.get(own.partstat, NEEDS_ACTION)
    row = _same(db, session, (mail, own.email), None if mail.is_sure else (response, reply.starts_at))
    if row is None:
        waiting = select(func.count()).select_from(CalendarRequest).where(CalendarRequest.session_id == session.id)
        if db.scalars(waiting.where(CalendarRequest.is_sure == mail.is_sure)).one() >= MOST_REQUESTS:
            return Outcome(Result.FULL, f"{MOST_REQUESTS} such answers wait in this session already.")
        row = CalendarRequest(session_id=session.id, sender=mail.sender, attendee=own.email, is_sure=mail.is_sure)
        db.add(row)
    elif said_at <= row.received_at or not mail.is_sure:
        return Outcome(Result.OLD, "The same, or a newer one, waits already.")
    row.kind, row.response, row.received_at = kind, response, said_at
    row.comment, row.sequence = many_lines(reply.comment.strip() or mail.text)[:LONGEST_COMMENT], session.sequence
    row.starts_at, row.ends_at = reply.starts_at, reply.ends_at
    db.flush()
    announce(db, CalendarRequestReceived(session.id))
    return Outcome(Result.QUEUED, f"Those who run the session decide: {kind}.")


def _same(
    db: Db, session: Session, of: tuple[_Mail, str], saying: tuple[str, datetime | None] | None
) -> CalendarRequest | None:
    """What waits already of a sender for an attendee; where they are not sure, only what says the same."""
    mail, attendee = of
    mine = CalendarRequest.session_id == session.id, CalendarRequest.sender == mail.sender
    found = select(CalendarRequest).where(*mine, CalendarRequest.attendee == attendee)
    found = found.where(CalendarRequest.is_sure == mail.is_sure)
    if saying is not None:
        response, starts_at = saying
        found = found.where(CalendarRequest.response == response, CalendarRequest.starts_at == starts_at)
    return db.scalar(found.limit(1))
