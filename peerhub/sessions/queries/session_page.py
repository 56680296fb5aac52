"""One session, as its page and its invitation show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, String, bindparam, select
from sqlalchemy.orm import joinedload, lazyload
from sqlalchemy.orm.attributes import set_committed_value

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.i18n.countries import country_name, sort_key
from peerhub.people.models import Person, Seat
from peerhub.reference.models import Country, Instrument, Outcome
from peerhub.reference.queries import countries as country_queries
from peerhub.sessions.access import (
    SESSION,
    closed_reason,
    invitee_of_token,
    leads_as,
    may_answer,
    may_join,
    may_join_later,
    may_schedule,
    session_for,
)
from peerhub.sessions.models import (
    ACCEPTED,
    DECLINED,
    DRAFT,
    ENDED,
    FACILITATOR,
    NEEDS_ACTION,
    SCHEDULED,
    TENTATIVE,
    AgendaItem,
    Invitee,
    Session,
    SessionCountry,
)
from peerhub.sessions.queries import agenda, choices, reached, sending
from peerhub.sessions.queries.reached import NotReached
from peerhub.sessions.rules import local_times
from peerhub.surveys.queries import waiting
from peerhub.surveys.queries.waiting import SurveyAbout


@dataclass(frozen=True)
class AgendaLine:
    """A line of the agenda with the moment it begins."""

    at: datetime
    item: AgendaItem


@dataclass(frozen=True)
class Part:
    """A country's part in a session: who is invited for it, those who facilitate left out, how many of them come, and when
    it is there."""

    country: Country
    part: str
    people: list[Invitee]
    times: list[local_times.LocalTime]

    def count(self, response: str) -> int:
        """How many of its people gave that answer."""
        return sum(invitee.response == response for invitee in self.people)


@dataclass(frozen=True)
class SessionPage:
    """Everything on a session's page. `parts` by name; `others` are people without an invited country. `counts` are the
    answers of those invited: who facilitates comes anyhow, and is nobody's acceptance.
    `version` names what a draft says. `not_reached`: why, by the person's id.
    """

    session: Session
    now: datetime
    outcome: Outcome | None
    instrument: Instrument | None
    agenda: list[AgendaLine]
    parts: list[Part]
    facilitators: list[Invitee]
    others: list[Invitee]
    everybody: list[Invitee]
    counts: dict[str, int]
    version: str
    mine: Invitee | None
    runs: bool
    answerable: bool
    joinable: bool
    opens_later: bool
    begun: bool
    may_copy: bool
    survey: SurveyAbout | None
    sending: sending.Sending | None
    not_reached: dict[int, NotReached]


def page(db: Db, viewer: Person, session_id: int) -> SessionPage:
    """The page for those who may see the session."""
    session = session_for(db, viewer, session_id)
    now, rows = clock.now(), _rows(db, session)
    people = _people(db, session, [row.country for row in rows])
    mine = next((invitee for invitee in people if invitee.person_id == viewer.id), None)
    invited = [invitee for invitee in people if invitee.role != FACILITATOR]
    parts = _parts(db, session, rows, people)
    running = leads_as(db, viewer, session, mine)
    of_parts = {part.country.code for part in parts}
    return SessionPage(
        session=session,
        now=now,
        outcome=db.scalar(_outcome(), {"code": session.outcome_code}),
        instrument=db.get(Instrument, session.instrument_code) if session.instrument_code else None,
        agenda=_agenda(db, session),
        parts=parts,
        facilitators=[invitee for invitee in people if invitee.role == FACILITATOR],
        others=[invitee for invitee in invited if invitee.person.country_code not in of_parts],
        everybody=people,
        counts=_counts(invited),
        version=choices.version_of(db, session) if session.state == DRAFT else "",
        mine=mine,
        runs=running,
        answerable=may_answer(session, mine, now),
        joinable=bool(session.join_link) and may_join(session, mine, now),
        opens_later=bool(session.join_link) and may_join_later(session, mine, now),
        begun=session.state == SCHEDULED and session.starts_at <= now,
        may_copy=running and may_schedule(db, viewer),
        survey=waiting.survey_about(db, viewer, "session", session.id) if session.state == ENDED else None,
        sending=sending.sending_of(db, session) if running else None,
        not_reached=reached.not_reached(db, session.id) if running and session.state != DRAFT else {},
    )


def _people(db: Db, session: Session, known: Sequence[Country]) -> list[Invitee]:
    invitees = list(db.scalars(_invitees(), {"session": session.id}))
    seats = [invitee.person.seat for invitee in invitees if invitee.person.seat]
    countries: dict[str | None, Country] = {country.code: country for country in known}
    if missing := sorted({seat.country_code for seat in seats if seat.country_code} - countries.keys()):
        countries |= {country.code: country for country in db.scalars(_countries(), {"countries": missing})}
    for seat in seats:
        set_committed_value(seat, "country", countries.get(seat.country_code))
    return sorted(
        invitees, key=lambda invitee: (invitee.person.country_code or "", invitee.person.office, invitee.person_id)
    )


@prepared
def _outcome() -> Select[Outcome]:
    return select(Outcome).where(Outcome.code == bindparam("code", type_=String()))


@prepared
def _invitees() -> Select[Invitee]:
    query = select(Invitee).where(Invitee.session_id == SESSION, Invitee.withdrawn_at.is_(None))
    # Each country once, not with each of its people: a row of it is long, and most were read with the session.
    return query.options(joinedload(Invitee.person).joinedload(Person.seat).lazyload(Seat.country))


@prepared
def _countries() -> Select[Country]:
    chosen = Country.code.in_(bindparam("countries", expanding=True, type_=String()))
    return select(Country).where(chosen).options(lazyload(Country.region))


@prepared
def _session_countries() -> Select[SessionCountry]:
    without_region = joinedload(SessionCountry.country).lazyload(Country.region)
    return select(SessionCountry).where(SessionCountry.session_id == SESSION).options(without_region)


def _agenda(db: Db, session: Session) -> list[AgendaLine]:
    items = agenda.agenda_items(db, session.id)
    return [
        AgendaLine(at, item) for at, item in zip(agenda.agenda_starts(session.starts_at, items), items, strict=True)
    ]


def _rows(db: Db, session: Session) -> list[SessionCountry]:
    return list(db.scalars(_session_countries(), {"session": session.id}))


def _parts(db: Db, session: Session, rows: Sequence[SessionCountry], people: Sequence[Invitee]) -> list[Part]:
    off = _days_off(db, session, [row.country for row in rows])
    of_country: dict[str | None, list[Invitee]] = {}
    for invitee in people:
        of_country.setdefault(invitee.person.country_code, []).append(invitee)
    return [
        _part(session, row, of_country.get(row.country_code, []), off)
        for row in sorted(rows, key=lambda row: sort_key(country_name(row.country)))
    ]


def _days_off(db: Db, session: Session, countries: list[Country]) -> dict[str, local_times.DaysOff]:
    """When those countries do not work, in the days that the session touches on any clock."""
    first, last = session.starts_at.date() - timedelta(days=1), session.over_at.date() + timedelta(days=1)
    holidays = country_queries.days_off(db, countries, first, last)
    return {
        country.code: local_times.DaysOff(frozenset(country.weekend), holidays[country.code]) for country in countries
    }


def _part(session: Session, row: SessionCountry, people: list[Invitee], off: Mapping[str, local_times.DaysOff]) -> Part:
    zones = sorted({invitee.person.zone for invitee in people if invitee.person.zone in row.country.zones})
    places = [(row.country_code, zone) for zone in zones or row.country.zones[:1]]
    invited = [invitee for invitee in people if invitee.role != FACILITATOR]
    minutes = max(1, int((session.over_at - session.starts_at).total_seconds() // 60))
    return Part(row.country, row.part, invited, local_times.local_times(session.starts_at, minutes, places, off))


def _counts(people: Sequence[Invitee]) -> dict[str, int]:
    counted = Counter(invitee.response for invitee in people)
    return {answer: counted[answer] for answer in (ACCEPTED, TENTATIVE, DECLINED, NEEDS_ACTION)}


@dataclass(frozen=True)
class InvitationPage:
    """What a mailed link shows: the session, its agenda, and the invitation of its one reader."""

    session: Session
    mine: Invitee
    agenda: list[AgendaLine]
    parts: list[Part]
    answerable: bool
    joinable: bool
    opens_later: bool
    closed: str


def invitation_page(db: Db, token: str) -> InvitationPage:
    """The page behind a mailed link; after a withdrawal it says only that. Raises NotFound for addresses that are not ours."""
    invitee = invitee_of_token(db, token)
    session, is_withdrawn, now = invitee.session, invitee.withdrawn_at is not None, clock.now()
    return InvitationPage(
        session=session,
        mine=invitee,
        agenda=[] if is_withdrawn else _agenda(db, session),
        parts=[] if is_withdrawn else _parts(db, session, _rows(db, session), []),
        answerable=may_answer(session, invitee, now),
        joinable=bool(session.join_link) and may_join(session, invitee, now),
        opens_later=bool(session.join_link) and may_join_later(session, invitee, now),
        closed=closed_reason(session, invitee),
    )


def person_invited(db: Db, token: str) -> Person:
    """Whose link it is. Raises NotFound for addresses that are not ours."""
    return invitee_of_token(db, token).person
