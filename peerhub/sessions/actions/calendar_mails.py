"""The emails of a session, each with its calendar part for the one person it goes to.

An email that is not being sent yet is replaced by the newer one; a person who never got an invitation never gets a
cancellation. One stream for each session and person keeps their order.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import or_, select, update

from peerhub.base.database.engine import Db
from peerhub.base.i18n.reader import in_language
from peerhub.base.mail import outbox
from peerhub.base.mail.models import DROPPED, PROMPT, SENDING, SENT, USUAL, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.sessions.access import invitation_path
from peerhub.sessions.engines import calendar
from peerhub.sessions.engines.calendar import CalendarAttendee, Role
from peerhub.sessions.models import FACILITATOR, Invitee, Session
from peerhub.sessions.queries import agenda as agenda_queries
from peerhub.sessions.queries import calendar_entries, mail_data

INVITATION, MOVED, UPDATED = "sessions/invitation", "sessions/moved", "sessions/updated"
CANCELLED, WITHDRAWN, REMINDER = "sessions/cancelled", "sessions/withdrawn", "sessions/reminder"
STRONGEST = (INVITATION, MOVED, UPDATED)
URGENT = {MOVED, CANCELLED, WITHDRAWN}  # who does not hear of it in time comes for nothing
Mails = list[tuple[Receiver, Mail]]


def stream_of(invitee: Invitee) -> str:
    """The stream that keeps the order of all emails to one person about one session."""
    return f"session:{invitee.session_id}:{invitee.person_id}"


def send_invitation_or_change(db: Db, session: Session, invitees: Sequence[Invitee], kind: str) -> None:
    """Invite people, or inform them of a change (METHOD:REQUEST)."""
    replaced = withdraw_waiting(db, invitees)
    data, agenda = mail_data.mail_data(db, session), agenda_queries.agenda_items(db, session.id)
    mails: Mails = []
    for invitee in _reachable(invitees):
        waiting = replaced.get(stream_of(invitee), {})
        known = {"before": invitee.told_start.isoformat()} if invitee.told_start else {}
        known |= {"before": waiting[MOVED]["before"]} if MOVED in waiting else {}  # the last time they heard of
        strongest = next(name for name in STRONGEST if name == kind or name in waiting)
        with in_language(invitee.person.language, invitee.person.zone):
            entry = calendar_entries.calendar_entry(db, session, invitee.person_id, agenda)
            body = calendar.request(entry, attendee(invitee), session.changed_at).decode()
        mails.append(_mail(db, session, invitee, strongest, ("REQUEST", body), data | known))
        invitee.sent_sequence = session.sequence
    outbox.queue_all(db, mails)


def send_cancellation(db: Db, session: Session, invitees: Sequence[Invitee], kind: str) -> None:
    """Take the session out of people's calendars (METHOD:CANCEL), those who may have got an invitation."""
    withdraw_waiting(db, invitees)
    reached = _reached(db, invitees)
    data, agenda = mail_data.mail_data(db, session), agenda_queries.agenda_items(db, session.id)
    mails: Mails = []
    write = calendar.cancel if kind == CANCELLED else calendar.withdraw
    for invitee in _reachable(invitees):
        if stream_of(invitee) in reached:
            entry = calendar_entries.calendar_entry(db, session, invitee.person_id, agenda)
            body = write(entry, attendee(invitee), session.changed_at).decode()
            mails.append(_mail(db, session, invitee, kind, ("CANCEL", body), data))
    outbox.queue_all(db, mails)


def attendee(invitee: Invitee) -> CalendarAttendee:
    """A person as their own calendar names them."""
    role: Role = "CHAIR" if invitee.role == FACILITATOR else "REQ-PARTICIPANT"
    person = invitee.person
    return CalendarAttendee(
        email=person.email, name=person.name, role=role, partstat=calendar_entries.partstat_of(invitee.response)
    )


def personal_data(db: Db, invitee: Invitee) -> dict[str, str]:
    """What an email says to this person only."""
    path = invitation_path(db, invitee.session_id, invitee.person_id)
    return {"role": invitee.role, "response": invitee.response, "invitation": path}


def _mail(
    db: Db, session: Session, invitee: Invitee, kind: str, part: tuple[str, str], data: dict[str, Any]
) -> tuple[Receiver, Mail]:
    verb = "req" if part[0] == "REQUEST" else "cancel"
    stamp = session.changed_at.strftime("%Y%m%dT%H%M%S")
    mail = Mail(
        kind=kind,
        dedupe_key=f"{verb}:{session.id}:{session.sequence}:{stamp}:{invitee.person_id}",
        data=data | personal_data(db, invitee),
        stream=stream_of(invitee),
        calendar=part,
        priority=PROMPT if kind in URGENT else USUAL,
    )
    return invitee.person.receiver, mail


def _reachable(invitees: Iterable[Invitee]) -> list[Invitee]:
    return [invitee for invitee in invitees if invitee.person.closed_at is None]


def withdraw_waiting(db: Db, invitees: Sequence[Invitee]) -> dict[str, dict[str, Any]]:
    """Drop what waits in these people's streams and return the data of what was dropped, by stream and kind."""
    streams = [stream_of(invitee) for invitee in invitees]
    waiting = update(OutgoingMail).where(OutgoingMail.stream.in_(streams), OutgoingMail.state == WAITING)
    statement = waiting.values(state=DROPPED).returning(OutgoingMail.stream, OutgoingMail.kind, OutgoingMail.data)
    dropped: dict[str, dict[str, Any]] = {}
    for stream, kind, data in db.execute(statement):
        dropped.setdefault(stream, {})[kind] = data
    return dropped


def _reached(db: Db, invitees: Sequence[Invitee]) -> set[str]:
    """The streams in which an invitation may have left: sent, being sent, or tried (a failed try can have arrived)."""
    streams = [stream_of(invitee) for invitee in invitees]
    left = or_(OutgoingMail.state.in_((SENDING, SENT)), OutgoingMail.tries > 0)
    query = select(OutgoingMail.stream).where(
        OutgoingMail.stream.in_(streams), OutgoingMail.calendar_method == "REQUEST", left
    )
    return set(db.scalars(query.distinct()))
