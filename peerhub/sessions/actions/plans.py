"""What a facilitator writes down for a session: checked, turned into an instant, and laid on the row."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import Literal

from sqlalchemy import delete

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n import zones
from peerhub.base.i18n.translate import _
from peerhub.base.text.address_checks import is_https
from peerhub.people.access import open_people_countries
from peerhub.sessions.models import (
    FACILITATOR,
    KINDS,
    PARTICIPANT,
    PROVIDES,
    SEEKS,
    SPEAKER,
    TAKES_PART,
    AgendaItem,
    Session,
    SessionCountry,
)
from peerhub.sessions.queries import agenda
from peerhub.sessions.rules import wall_time

SHORTEST_SESSION, LONGEST_SESSION = 5, 8 * 60
LONGEST_LINK = 500


@dataclass(frozen=True)
class AgendaLine:
    """One line of the agenda: minutes, what, and who leads it (free text, may be empty)."""

    minutes: int
    title: str
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A session as its form holds it. `wall_start` is what clocks in `zone` show (naive); `which` settles a time that comes twice.

    `countries` maps a code to its part; `people` are the chosen persons, those of other countries are left out.
    """

    title: str
    purpose: str
    outcome_code: str
    wall_start: datetime
    zone: str
    minutes: int
    kind: str = "thematic"
    instrument_code: str | None = None
    theme_code: str | None = None
    which: Literal["first", "second"] | None = None
    join_link: str = ""
    agenda: tuple[AgendaLine, ...] = ()
    facilitators: frozenset[int] = frozenset()
    countries: Mapping[str, str] = field(default_factory=dict)
    people: frozenset[int] = frozenset()


def instant_of(plan: Plan) -> datetime:
    """When the plan begins, in UTC. Raises Invalid at the field that asks for another time."""
    try:
        return wall_time.instant(plan.wall_start, plan.zone, plan.which)
    except wall_time.UnknownZone as problem:
        raise Invalid({"zone": _(problem.words, **problem.params)}) from None
    except wall_time.RepeatedTime as problem:
        raise Invalid({"which": _(problem.words, **_told(problem.params))}) from None
    except wall_time.ClockProblem as problem:
        raise Invalid({"date": _(problem.words, **_told(problem.params))}) from None


def _told(params: Mapping[str, object]) -> dict[str, object]:
    return {name: value.strftime("%H:%M") if isinstance(value, datetime) else value for name, value in params.items()}


def check(plan: Plan) -> None:
    """Raise Invalid with a sentence for each thing that cannot be taken."""
    bad_line = any(not 0 < line.minutes <= LONGEST_SESSION or not line.title for line in plan.agenda)
    sentences = {
        "kind": (plan.kind not in KINDS, _("Choose one of the three kinds.")),
        "title": (not plan.title, _("Write a title that says what the session is about.")),
        "minutes": (
            not SHORTEST_SESSION <= plan.minutes <= LONGEST_SESSION,
            _("A session takes from 5 to %(most)s minutes.", most=LONGEST_SESSION),
        ),
        "zone": (
            not zones.is_zone(plan.zone),
            _("There is no time zone “%(zone)s”. Choose one from the list.", zone=plan.zone),
        ),
        "join_link": (
            bool(plan.join_link) and not (is_https(plan.join_link) and len(plan.join_link) <= LONGEST_LINK),
            _("The link must begin with https://. Copy the full link from the meeting’s page."),
        ),
        "facilitators": (not plan.facilitators, _("Choose at least one facilitator.")),
        "countries": (
            bool(set(plan.countries.values()) - {SEEKS, PROVIDES, TAKES_PART}),
            _("Choose what each country does."),
        ),
        "agenda": (bad_line, _("Each line of the agenda needs minutes and a title. Empty lines are ignored.")),
    }
    if problems := {name: sentence for name, (wrong, sentence) in sentences.items() if wrong}:
        raise Invalid(problems)


def write_plan(db: Db, session: Session, plan: Plan, starts_at: datetime) -> None:
    """Write the plan on the session's row, its agenda and its countries; people are another matter."""
    session.kind, session.title, session.purpose = plan.kind, plan.title, plan.purpose
    session.instrument_code, session.theme_code = plan.instrument_code, plan.theme_code
    session.outcome_code, session.join_link = plan.outcome_code, plan.join_link
    session.starts_at, session.minutes = starts_at, plan.minutes
    session.wall_start, session.zone = plan.wall_start.strftime("%Y-%m-%dT%H:%M"), plan.zone
    session.tzdata = version("tzdata")
    db.add(session)
    db.flush()
    session.version = Session.version + 1  # the agenda has rows of its own, and belongs to what calendars show
    db.execute(delete(AgendaItem).where(AgendaItem.session_id == session.id))
    db.execute(delete(SessionCountry).where(SessionCountry.session_id == session.id))
    db.expire(session, ["theme"])
    db.add_all(
        AgendaItem(session_id=session.id, position=at, minutes=line.minutes, title=line.title, owner=line.owner)
        for at, line in enumerate(plan.agenda)
    )
    db.add_all(
        SessionCountry(session_id=session.id, country_code=code, part=part) for code, part in plan.countries.items()
    )
    db.flush()


def agenda_of(db: Db, session_id: int) -> tuple[AgendaLine, ...]:
    """The agenda as the plan holds it."""
    return tuple(AgendaLine(item.minutes, item.title, item.owner) for item in agenda.agenda_items(db, session_id))


def roles_in(db: Db, plan: Plan, may_lead: Collection[int]) -> dict[int, str]:
    """Who the plan invites, and as what: facilitators, people of providing countries as speakers, the others.

    Raises Invalid for a facilitator who is not among those who `may_lead`.
    """
    if plan.facilitators - set(may_lead):
        raise Invalid({"facilitators": _("Choose facilitators from the list.")})
    countries = open_people_countries(db, plan.people)
    roles = {each: _role(plan, code) for each, code in countries.items() if code is None or code in plan.countries}
    return roles | dict.fromkeys(sorted(plan.facilitators), FACILITATOR)


def _role(plan: Plan, country_code: str | None) -> str:
    return SPEAKER if plan.countries.get(country_code or "") == PROVIDES else PARTICIPANT
