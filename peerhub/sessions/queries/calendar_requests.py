"""What waits for a decision of those who run a session, and what those invited wrote to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.people.access import is_secretariat, managed_teams
from peerhub.people.models import Person
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
NO_ACCOUNT, NO_PART = "no_account", "no_part"


@dataclass(frozen=True)
class Waiting:
    """A request, whose account has the address that wrote it, the invited person whose answer it would be, whether who wrote it can be
    invited and why not (NO_ACCOUNT, NO_PART), whether somebody has to say whose answer it is; for a proposed time, when that is in the
    countries that take part."""

    request: CalendarRequest
    sender: Person | None
    whose: Invitee | None
    is_invitable: bool
    why_not: str
    is_unknown: bool
    parts: list[Part]


@dataclass(frozen=True)
class FromEmails:
    """What waits in a session, the newest first; and the notes of those invited, by person, the oldest first.
    `may_ask`: whether the viewer may ask people to join a team that takes part."""

    waiting: list[Waiting]
    may_ask: bool
    notes: Mapping[int, list[InviteeNote]]


def from_emails(db: Db, viewer: Person, details: SessionPage) -> FromEmails:
    """What emails brought to those who run the session of this page. Raises NotAllowed for others."""
    session = details.session
    must_run(db, viewer, session)
    requests = list(db.scalars(_requests(), {"session": session.id}))
    notes: dict[int, list[InviteeNote]] = {}
    for note in db.scalars(_notes(), {"session": session.id}):
        notes.setdefault(note.person_id, []).append(note)
    waiting = _waiting(db, details, requests) if requests else []
    may_ask = any(each.why_not == NO_ACCOUNT for each in waiting) and _may_ask(db, viewer, details)
    return FromEmails(waiting, may_ask, notes)


def _may_ask(db: Db, viewer: Person, details: SessionPage) -> bool:
    try:
        return is_secretariat(db, viewer) or bool({*managed_teams(db, viewer)} & _places(details))
    except NotAllowed:
        return False


def _places(details: SessionPage) -> set[str]:
    return {part.country.code for part in details.parts}


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
    accounts = _accounts(db, requests)
    parts = _proposed(db, details, requests) if running else {}
    lines = []
    for request in requests:
        asks = request.kind in {NOT_INVITED, FOR_ANOTHER, UNSURE} and running
        answers = asks and request.response in ANSWERS and request.sequence == session.sequence
        whose = (invited.get(request.attendee) or invited.get(request.sender)) if answers else None
        sender = accounts.get(request.sender)
        is_new = running and request.kind in {NOT_INVITED, WITHDRAWN}
        why_not = _why_not(sender, _places(details)) if is_new else ""
        is_unknown, times = answers and whose is None, parts.get(request.id, [])
        lines.append(Waiting(request, sender, whose, is_new and not why_not, why_not, is_unknown, times))
    return lines


def _accounts(db: Db, requests: Iterable[CalendarRequest]) -> dict[str, Person]:
    """The open accounts with the addresses that wrote."""
    senders = sorted({request.sender for request in requests})
    found = select(Person).where(Person.email.in_(senders), Person.closed_at.is_(None))
    return {person.email: person for person in db.scalars(found)}


def _why_not(sender: Person | None, places: set[str]) -> str:
    """Why who wrote cannot be invited: they have no account, or are of a country that does not take part."""
    if sender is None:
        return NO_ACCOUNT
    return "" if sender.country_code is None or sender.country_code in places else NO_PART


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
