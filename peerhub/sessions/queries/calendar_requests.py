"""What waits for a decision of those who run a session, and what those invited wrote to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotFound
from peerhub.people.models import Person, Seat
from peerhub.reference.queries import countries as country_queries
from peerhub.sessions.access import SESSION, must_run, session_to_run
from peerhub.sessions.models import (
    ANSWERS,
    FOR_ANOTHER,
    NEW_TIME,
    NOT_INVITED,
    SCHEDULED,
    UNSURE,
    WITHDRAWN,
    CalendarRequest,
    Invitee,
    InviteeNote,
    Session,
)
from peerhub.sessions.queries.session_page import Part, SessionPage
from peerhub.sessions.rules import local_times

MOST_LOCAL = 5  # proposed times that are shown on every country's clocks
FARTHEST = timedelta(days=400)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Waiting:
    """A request, the invited person whose answer it would be, whether who wrote it can be invited, whether somebody has to say whose
    answer it is; for a proposed time, when that is in the countries that take part."""

    request: CalendarRequest
    whose: Invitee | None
    is_invitable: bool
    is_unknown: bool
    parts: list[Part]


@dataclass(frozen=True)
class FromEmails:
    """What waits in a session, the newest first; and the notes of those invited, by person, the oldest first."""

    waiting: list[Waiting]
    notes: Mapping[int, list[InviteeNote]]


def from_emails(db: Db, viewer: Person, details: SessionPage) -> FromEmails:
    """What emails brought to those who run the session of this page. Raises NotAllowed for others."""
    session = details.session
    must_run(db, viewer, session)
    requests = list(db.scalars(_requests(), {"session": session.id}))
    notes: dict[int, list[InviteeNote]] = {}
    for note in db.scalars(_notes(), {"session": session.id}):
        notes.setdefault(note.person_id, []).append(note)
    return FromEmails(_waiting(db, details, requests) if requests else [], notes)


@prepared
def _requests() -> Select[CalendarRequest]:
    mine = select(CalendarRequest).where(CalendarRequest.session_id == SESSION)
    return mine.order_by(CalendarRequest.received_at.desc(), CalendarRequest.id.desc())


@prepared
def _notes() -> Select[InviteeNote]:
    return select(InviteeNote).where(InviteeNote.session_id == SESSION).order_by(InviteeNote.id)


def _waiting(db: Db, details: SessionPage, requests: Sequence[CalendarRequest]) -> list[Waiting]:
    session = details.session
    running = session.state == SCHEDULED and details.now < session.ends_at
    invited = {invitee.person.email: invitee for invitee in details.everybody}
    places = {part.country.code for part in details.parts}
    invitable = _invitable(db, requests, places) if running else set()
    parts = _proposed(db, details, requests) if running else {}
    lines = []
    for request in requests:
        asks = request.kind in {NOT_INVITED, FOR_ANOTHER, UNSURE} and running
        answers = asks and request.response in ANSWERS and request.sequence == session.sequence
        whose = (invited.get(request.attendee) or invited.get(request.sender)) if answers else None
        can_invite = request.kind in {NOT_INVITED, WITHDRAWN} and request.sender in invitable
        lines.append(Waiting(request, whose, can_invite, answers and whose is None, parts.get(request.id, [])))
    return lines


def _invitable(db: Db, requests: Iterable[CalendarRequest], places: set[str]) -> set[str]:
    """The addresses of open accounts that can be invited: of countries that take part, or of none."""
    senders = sorted({request.sender for request in requests if request.kind in {NOT_INVITED, WITHDRAWN}})
    if not senders:
        return set()
    known = select(Person.email, Seat.country_code).outerjoin(Person.seat)
    rows = db.execute(known.where(Person.email.in_(senders), Person.closed_at.is_(None)))
    return {email for email, country in rows if country is None or country in places}


def _proposed(db: Db, details: SessionPage, requests: Iterable[CalendarRequest]) -> dict[int, list[Part]]:
    """The countries of the session, at the times that were proposed."""
    near = {
        request.id: request.starts_at
        for request in requests
        if request.kind == NEW_TIME and request.starts_at and abs(request.starts_at - details.now) < FARTHEST
    }
    shown = dict(list(near.items())[:MOST_LOCAL])
    if not shown or not details.parts:
        return {}
    countries = [part.country for part in details.parts]
    first, last = min(shown.values()).date() - DAY, max(shown.values()).date() + 2 * DAY
    holidays = country_queries.days_off(db, countries, first, last)
    off = {each.code: local_times.DaysOff(frozenset(each.weekend), holidays[each.code]) for each in countries}
    minutes = details.session.minutes
    return {
        request_id: [
            replace(
                part,
                times=local_times.local_times(
                    starts_at, minutes, [(time.country, time.zone) for time in part.times], off
                ),
            )
            for part in details.parts
        ]
        for request_id, starts_at in shown.items()
    }


def proposal(db: Db, viewer: Person, session_id: int, request_id: int) -> CalendarRequest:
    """A new time that somebody proposed, for those who run the session. Raises NotFound where it names no time."""
    session: Session = session_to_run(db, viewer, session_id)
    request = db.get(CalendarRequest, request_id)
    if request is None or request.session_id != session.id or request.starts_at is None:
        raise NotFound
    return request
