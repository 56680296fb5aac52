"""Emails about sessions: what somebody's calendar answers, and what they write back to an invitation."""

from peerhub.base.database.engine import Db
from peerhub.incoming.rules import (
    ANSWER,
    DONE,
    EMPTY,
    FOR_GUESTS,
    FORGED,
    GONE,
    HELD,
    IGNORED,
    LOOP,
    NOT_A_CALENDAR,
    NOTE,
    NOTHING_TO_DO,
    OLD,
    QUEUED,
    REFUSED,
    SENT_AGAIN,
    TOO_MANY_ANSWERS,
    UNKNOWN_SENDER,
    UNKNOWN_SESSION,
    Handler,
    Letter,
    Outcome,
)
from peerhub.incoming.rules import FAILED as NOT_DELIVERED
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_answers, notes
from peerhub.sessions.actions.calendar_answers import Came, Result, invited_person
from peerhub.sessions.engines import reply_parts
from peerhub.sessions.engines.replies import CalendarReply
from peerhub.sessions.models import DRAFT, Session

_OUTCOMES = {
    Result.COUNTED: (DONE, ANSWER),
    Result.QUEUED: (DONE, QUEUED),
    Result.OLD: (IGNORED, OLD),
    Result.SENT_AGAIN: (DONE, SENT_AGAIN),
    Result.FOR_GUESTS: (IGNORED, FOR_GUESTS),
    Result.UNSURE: (IGNORED, UNKNOWN_SENDER),
    Result.NOTHING_TO_DO: (IGNORED, NOTHING_TO_DO),
    Result.REFUSED: (HELD, UNKNOWN_SESSION),
    Result.FULL: (HELD, TOO_MANY_ANSWERS),
}


def refusal(db: Db, session_id: int, person_id: int) -> str:
    """Why nothing is taken, in a sentence for the writer's mail server."""
    session = db.get(Session, session_id)
    if session is None or session.state == DRAFT:
        return "This session no longer exists."
    if person_id and _person(db, person_id) is None:
        return "This account is closed."
    return ""


def handle(db: Db, letter: Letter, session_id: int, person_id: int) -> Outcome:
    """What came to an address of one person in a session, that of their invitation or that which their calendar knows: an answer of
    their calendar, or what they wrote instead."""
    person = _person(db, person_id)
    is_theirs = person is not None and letter.sender == person.email.casefold()
    is_written = (
        letter.calendar is None and person is not None and letter.text.strip()
    )  # perhaps with the invitation attached
    if letter.calendars and not is_written:
        return _answer(db, letter, session_id, is_sure=is_theirs or letter.is_sender_true is True)
    if person is None:
        return Outcome(HELD, GONE)
    return _note(db, letter, session_id, person_id if is_theirs else None)


def handle_calendar(db: Db, letter: Letter, _nothing: int, _none: int) -> Outcome:
    """A calendar's answer that came to no address of its own, as those to earlier invitations do: anybody can write one."""
    return _answer(db, letter, None, is_sure=letter.is_sender_true is True)


def _answer(db: Db, letter: Letter, session_id: int | None, *, is_sure: bool) -> Outcome:
    if letter.automatic in {LOOP, NOT_DELIVERED}:  # a calendar may well answer by itself
        return Outcome(IGNORED, letter.automatic)
    reply = reply_parts.reply_of(letter.calendar)
    if reply is None:
        return Outcome(HELD, NOT_A_CALENDAR)
    if reply.method == "REFRESH" and letter.automatic:  # it asks for an email: two programs could go on for ever
        return Outcome(IGNORED, letter.automatic)
    sender = None if letter.is_forged or not letter.sender else letter.sender
    came = Came(sender=sender, is_sure=is_sure, session_id=session_id, received_at=letter.received_at, text=letter.text)
    became = calendar_answers.apply(db, reply, came)
    if sender is None:
        return Outcome(REFUSED, FORGED if letter.is_forged else UNKNOWN_SENDER)
    state, reason = _OUTCOMES[became.result]
    if became.session_id and became.result is Result.COUNTED:
        _keep_comment(db, letter, reply, became.session_id)
    return Outcome(state, reason, f"/sessions/{became.session_id}" if became.session_id else "")


def _keep_comment(db: Db, letter: Letter, reply: CalendarReply, session_id: int) -> None:
    """What somebody wrote with their answer; with a refusal it is the reason."""
    if not reply.comment or any(each.partstat == "DECLINED" for each in reply.attendees):
        return
    if person_id := invited_person(db, session_id, letter.sender):
        notes.keep_note(db, session_id, person_id, reply.comment, message_id=letter.key, written_at=letter.received_at)


def _note(db: Db, letter: Letter, session_id: int, person_id: int | None) -> Outcome:
    if letter.automatic:
        return Outcome(IGNORED, letter.automatic)
    if person_id is None or letter.is_forged:
        return Outcome(HELD, UNKNOWN_SENDER)
    if not letter.text.strip():
        return Outcome(HELD, EMPTY)
    path, written = f"/sessions/{session_id}", letter.received_at
    kept = notes.keep_note(db, session_id, person_id, letter.text, message_id=letter.key, written_at=written)
    return Outcome(DONE, NOTE, path) if kept else Outcome(IGNORED, OLD, path)


def _person(db: Db, person_id: int) -> Person | None:
    person = db.get(Person, person_id)
    return person if person and person.closed_at is None else None


SESSIONS = Handler(refusal, handle, expires=False, reader=reply_parts.TASK)
INVITATIONS = Handler(refusal, handle, reader=reply_parts.TASK)
CALENDARS = Handler(lambda _db, _first, _second: "", handle_calendar, expires=False, reader=reply_parts.TASK)
