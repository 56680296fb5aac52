"""The emails of a session, each with its calendar part for the one person it goes to.

A person who never got an invitation never gets a cancellation. One stream for each session and person keeps their order.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select

from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.i18n.reader import in_language
from peerhub.base.mail import outbox
from peerhub.base.mail.models import PROMPT, SENDING, SENT, USUAL, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.incoming.rules import INVITATION as INVITATION_ADDRESS
from peerhub.sessions.access import invitation_path
from peerhub.sessions.engines import calendar
from peerhub.sessions.engines.calendar import CalendarAttendee, CalendarSession, Role
from peerhub.sessions.models import FACILITATOR, STREAM, CalendarRequest, Invitee, Session
from peerhub.sessions.queries import agenda as agenda_queries
from peerhub.sessions.queries import calendar_entries, mail_data

KEPT = "sessions/kept"
INVITATION, MOVED, UPDATED = "sessions/invitation", "sessions/moved", "sessions/updated"
CANCELLED, WITHDRAWN, REMINDER = "sessions/cancelled", "sessions/withdrawn", "sessions/reminder"
STRONGEST = (INVITATION, MOVED, UPDATED)
URGENT = {MOVED, CANCELLED, WITHDRAWN}  # who does not hear of it in time comes for nothing
AGAIN, MOST_AGAIN, AGAIN_WITHIN = timedelta(hours=1), 3, timedelta(days=1)
Mails = list[tuple[Receiver, Mail]]
Writer = Callable[[CalendarSession, CalendarAttendee, datetime], bytes]


def stream_of(invitee: Invitee) -> str:
    """The stream that keeps the order of all emails to one person about one session."""
    return f"session:{invitee.session_id}:{invitee.person_id}"


def send_invitation_or_change(db: Db, session: Session, invitees: Sequence[Invitee], kind: str) -> None:
    """Invite people, or inform them of a change (METHOD:REQUEST)."""
    _settle_organizer(db, session)
    data, agenda = mail_data.mail_data(db, session), agenda_queries.agenda_items(db, session.id)
    mails: Mails = []
    for invitee in _reachable(invitees):
        known = {"before": invitee.told_start.isoformat()} if invitee.told_start else {}
        with in_language(invitee.person.language, invitee.person.zone):
            entry = calendar_entries.calendar_entry(db, session, invitee.person_id, agenda)
            body = calendar.request(entry, attendee(invitee), session.changed_at).decode()
        told = (
            INVITATION if kind == MOVED and not invitee.told_start else kind
        )  # who has heard of no time yet is invited
        mails.append(_mail(db, session, invitee, told, ("REQUEST", body), data | known))
        invitee.sent_sequence = session.sequence
    outbox.queue_all(db, mails)


def _settle_organizer(db: Db, session: Session) -> None:
    """Decide by which address calendars know the session: for good, since they take another organizer for another event. A session of
    which people were told before this was kept stays with the address that all had then."""
    if session.organizer is not None:
        return
    told = Invitee.session_id == session.id, Invitee.sent_sequence.is_not(None)
    is_known = db.scalar(select(Invitee.person_id).where(*told).limit(1)) is not None
    fresh = "" if is_known else calendar_entries.reply_address(db, session)
    session.organizer = fresh or settings_of(db).mail_from


def send_cancellation(db: Db, session: Session, invitees: Sequence[Invitee], kind: str) -> None:
    """Take the session out of people's calendars (METHOD:CANCEL), those who may have got an invitation."""
    data, agenda = mail_data.mail_data(db, session), agenda_queries.agenda_items(db, session.id)
    mails: Mails = []
    write = calendar.cancel if kind == CANCELLED else calendar.withdraw
    ids = [invitee.person_id for invitee in invitees]
    query = select(Invitee.person_id).where(Invitee.session_id == session.id, Invitee.person_id.in_(ids), may_know())
    reached = set(db.scalars(query))
    for invitee in _reachable(invitees):
        if invitee.person_id in reached:
            entry = calendar_entries.calendar_entry(db, session, invitee.person_id, agenda)
            body = write(entry, attendee(invitee), session.changed_at).decode()
            mails.append(_mail(db, session, invitee, kind, ("CANCEL", body), data))
    outbox.queue_all(db, mails)


def send_again(db: Db, session: Session, invitee: Invitee) -> bool:
    """Send somebody's invitation again, as the session is now; False within an hour of the last time, after three times in a day, and
    where an email about the session is about to be written. It has a newer stamp than what their calendar may have."""
    now = clock.now()
    key = f"again:{session.id}:{invitee.person_id}:"
    today = OutgoingMail.stream == stream_of(invitee), OutgoingMail.created_at > now - AGAIN_WITHIN
    query = select(OutgoingMail.created_at).where(*today, OutgoingMail.dedupe_key.startswith(key))
    sent = db.scalars(query.order_by(OutgoingMail.created_at.desc()).limit(MOST_AGAIN)).all()
    too_often = len(sent) == MOST_AGAIN or (sent and sent[0] > now - AGAIN)
    if invitee.sent_sequence is None or invitee.mail_due is not None or too_often:
        return False
    part = "REQUEST", _written(db, session, invitee, calendar.request)
    receiver, mail = _mail(db, session, invitee, INVITATION, part, mail_data.mail_data(db, session))
    return outbox.queue(db, receiver, replace(mail, dedupe_key=f"{key}{now.isoformat()}"))


def keep_time(db: Db, session: Session, invitee: Invitee, request: CalendarRequest) -> None:
    """Tell somebody whose calendar proposed another time that the session stays when it is (METHOD:DECLINECOUNTER)."""
    part = "DECLINECOUNTER", _written(db, session, invitee, calendar.decline_counter)
    proposed = request.starts_at.isoformat() if request.starts_at else ""
    data = mail_data.mail_data(db, session) | {"proposed": proposed}
    receiver, mail = _mail(db, session, invitee, KEPT, part, data)
    outbox.queue(db, receiver, replace(mail, dedupe_key=f"kept:{request.id}:{clock.now().isoformat()}"))


def _written(db: Db, session: Session, invitee: Invitee, write: Writer) -> str:
    """A calendar part for one person, in their language, that is newer than any before."""
    agenda, stamp = agenda_queries.agenda_items(db, session.id), max(clock.now(), session.changed_at)
    with in_language(invitee.person.language, invitee.person.zone):
        entry = calendar_entries.calendar_entry(db, session, invitee.person_id, agenda)
        return write(entry, attendee(invitee), stamp).decode()


def attendee(invitee: Invitee) -> CalendarAttendee:
    """A person as their own calendar names them."""
    role: Role = "CHAIR" if invitee.role == FACILITATOR else "REQ-PARTICIPANT"
    person = invitee.person
    return CalendarAttendee(
        email=person.email, name=person.name, role=role, partstat=calendar_entries.partstat_of(invitee.response)
    )


def personal_data(db: Db, invitee: Invitee) -> dict[str, Any]:
    """What an email says to this person only."""
    path = invitation_path(db, invitee.session_id, invitee.person_id)
    reply = [INVITATION_ADDRESS, invitee.session_id, invitee.person_id]
    return {"role": invitee.role, "response": invitee.response, "invitation": path, "reply": reply}


def _mail(
    db: Db, session: Session, invitee: Invitee, kind: str, part: tuple[str, str], data: dict[str, Any]
) -> tuple[Receiver, Mail]:
    verb = "req" if part[0] == "REQUEST" else "cancel"
    stamp = session.changed_at.strftime("%Y%m%dT%H%M%S")
    mail = Mail(
        kind=kind,
        dedupe_key=f"{verb}:{session.id}:{session.sequence}:{stamp}:{invitee.person_id}",
        data=data
        | personal_data(db, invitee)
        | {"sender": calendar_entries.organizer_of(db, session, invitee.person_id)},
        stream=stream_of(invitee),
        calendar=part,
        priority=PROMPT if kind in URGENT else USUAL,
    )
    return invitee.person.receiver, mail


def _reachable(invitees: Iterable[Invitee]) -> list[Invitee]:
    return [invitee for invitee in invitees if invitee.person.closed_at is None]


def drop_waiting(db: Db, who: Sequence[ColumnElement[bool]]) -> dict[int, dict[str, dict[str, Any]]]:
    """Drop what waits for the invitees for whom the conditions hold, and return the data of what was dropped, by person and kind."""
    streams = select(STREAM).where(*who)
    dropped: dict[int, dict[str, dict[str, Any]]] = {}
    for stream, kind, data in outbox.drop(db, [OutgoingMail.stream.in_(streams)]):
        dropped.setdefault(int(stream.rpartition(":")[2]), {})[kind] = data
    return dropped


def may_know() -> ColumnElement[bool]:
    """Whether an invitation may have reached an invitee: it was sent, is being sent, or a try ended so that nobody knows. What the
    mail server refused, or sent back, did not."""
    left = or_(OutgoingMail.state.in_((SENDING, SENT)), OutgoingMail.unsure)
    return exists().where(OutgoingMail.stream == STREAM, OutgoingMail.calendar_method == "REQUEST", left)
