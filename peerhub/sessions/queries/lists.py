"""Lists of sessions: the sessions page, and the next ones on the first page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Select, bindparam, func, select, union_all
from sqlalchemy.orm import contains_eager, joinedload

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import NOW, ago
from peerhub.base.database.prepared import prepared
from peerhub.base.i18n.countries import by_name
from peerhub.people.access import VIEWER, AnyViewer, viewer_params
from peerhub.people.models import Person
from peerhub.reference.models import Country
from peerhub.sessions.access import may_answer, may_schedule, visible_to
from peerhub.sessions.models import (
    CANCELLED,
    DRAFT,
    ENDED,
    FACILITATOR,
    NEEDS_ACTION,
    PROVIDES,
    SCHEDULED,
    Invitee,
    Session,
    SessionCountry,
)

PAST = 50
LONGEST_SESSION = timedelta(hours=8)
SESSIONS = bindparam("sessions", expanding=True, type_=Integer())


@dataclass(frozen=True)
class Line:
    """A session in a list: the viewer's own invitation, the countries by part, how many persons are asked and have answered;
    who facilitates is not asked."""

    session: Session
    mine: Invitee | None
    answerable: bool
    providers: list[Country]
    others: list[Country]
    asked: int
    answered: int


@dataclass(frozen=True)
class Lists:
    """The sessions page: what waits for an answer, what is next, drafts, what is past; and whether one may schedule."""

    waiting: list[Line]
    coming: list[Line]
    drafts: list[Line]
    past: list[Line]
    may_schedule: bool


def list_page(db: Db, viewer: Person, theme_code: str | None = None) -> Lists:
    """All that the viewer may see, the 50 latest past ones; `theme_code` narrows it to one theme."""
    now = clock.now()
    conditions: list[ColumnElement[bool]] = [visible_to(db, viewer)]
    if theme_code:
        conditions.append(Session.theme_code == theme_code)
    ahead = _sessions(db, [*conditions, Session.state.in_((SCHEDULED, DRAFT)) | _cancelled_ahead(now)], limit=None)
    past = _past(db, conditions, now)
    lines = _lines(db, viewer, [*ahead, *past], now)
    coming = [line for line in lines if line.session.state == SCHEDULED or _is_cancelled_ahead(line.session, now)]
    waiting = [line for line in coming if line.answerable and line.mine and line.mine.response == NEEDS_ACTION]
    return Lists(
        waiting=waiting,
        coming=[line for line in coming if line not in waiting],
        drafts=[line for line in lines if line.session.state == DRAFT],
        past=[line for line in lines if line.session.state in {ENDED, CANCELLED} and line not in coming],
        may_schedule=may_schedule(db, viewer),
    )


def _past(db: Db, conditions: Sequence[ColumnElement[bool]], now: datetime) -> list[Session]:
    """The latest of those that have ended and of those that were cancelled, each found by the index."""
    ended, cancelled = Session.state == ENDED, (Session.state == CANCELLED) & (Session.starts_at <= now)
    newest = (
        select(Session.id).where(*conditions, is_past).order_by(Session.starts_at.desc()).limit(PAST).subquery()
        for is_past in (ended, cancelled)
    )
    ids = union_all(*(select(each.c.id) for each in newest))
    return list(db.scalars(select(Session).where(Session.id.in_(ids)).order_by(Session.starts_at.desc()).limit(PAST)))


def next_sessions(db: Db, viewer: Person, limit: int = 3) -> list[Line]:
    """The viewer's next sessions, soonest first, running ones included; declined ones are left out."""
    now = clock.now()
    ahead = [session for session in db.scalars(_next(limit + 5), viewer_params(viewer)) if session.ends_at > now]
    return _lines(db, viewer, ahead[:limit], now)


def unanswered(db: Db, viewer: Person, limit: int) -> list[Invitee]:
    """The viewer's invitations to sessions ahead that wait for an answer, the soonest first."""
    query = select(Invitee).join(Invitee.session).options(contains_eager(Invitee.session))
    query = query.where(Invitee.person_id == viewer.id, *_waiting()).order_by(Session.starts_at, Session.id)
    return list(db.scalars(query.limit(limit)))


def _waiting() -> list[ColumnElement[bool]]:
    ahead = Session.state == SCHEDULED, Session.starts_at > NOW
    return [Invitee.withdrawn_at.is_(None), Invitee.response == NEEDS_ACTION, *ahead]


@prepared
def _next(limit: int) -> Select[Session]:
    accepted = select(Invitee.session_id).where(
        Invitee.person_id == VIEWER.id, Invitee.withdrawn_at.is_(None), Invitee.response != "declined"
    )
    running = (Session.state == SCHEDULED) & (Session.starts_at > ago(LONGEST_SESSION))
    ahead = select(Session).where(Session.id.in_(accepted), running | _cancelled_ahead(NOW))
    return ahead.order_by(Session.starts_at, Session.id).limit(limit)


def _cancelled_ahead(now: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    """A cancelled session stays where it stood until it would have begun, so that nobody looks for it in vain."""
    return (Session.state == CANCELLED) & (Session.starts_at > now)


def _is_cancelled_ahead(session: Session, now: datetime) -> bool:
    return session.state == CANCELLED and session.starts_at > now


def ahead_on_theme(db: Db, viewer: Person, theme_code: str, limit: int = 5) -> list[Line]:
    """The next sessions on a theme that the viewer may see, soonest first, running ones included."""
    now = clock.now()
    recent = Session.starts_at > now - LONGEST_SESSION
    conditions = [visible_to(db, viewer), Session.theme_code == theme_code, Session.state == SCHEDULED, recent]
    ahead = [session for session in _sessions(db, conditions, limit + 5) if session.ends_at > now]
    return _lines(db, viewer, ahead[:limit], now)


def waiting_count(viewer: AnyViewer) -> ScalarSelect[int]:
    """How many sessions ahead wait for the viewer's answer, as a part of a larger query."""
    waiting = (
        select(func.count())
        .select_from(Invitee)
        .join(Session, Session.id == Invitee.session_id)
        .where(Invitee.person_id == viewer.id, *_waiting())
    )
    return waiting.correlate(None).scalar_subquery()


def _sessions(db: Db, conditions: Sequence[ColumnElement[bool]], limit: int | None) -> list[Session]:
    return list(db.scalars(select(Session).where(*conditions).order_by(Session.starts_at, Session.id).limit(limit)))


def _lines(db: Db, viewer: Person, sessions: Sequence[Session], now: datetime) -> list[Line]:
    if not sessions:
        return []
    params = {"sessions": [session.id for session in sessions], **viewer_params(viewer)}
    invitees = {invitee.session_id: invitee for invitee in db.scalars(_own(), params)}
    parts = list(db.scalars(_parts(), params))
    counts = {number: (all_, some) for number, all_, some in db.execute(_counted(), params)}
    return [
        Line(
            session=session,
            mine=invitees.get(session.id),
            answerable=may_answer(session, invitees.get(session.id), now),
            providers=_countries(parts, session.id, provides=True),
            others=_countries(parts, session.id, provides=False),
            asked=counts.get(session.id, (0, 0))[0],
            answered=counts.get(session.id, (0, 0))[1],
        )
        for session in sessions
    ]


@prepared
def _own() -> Select[Invitee]:
    own = Invitee.person_id == VIEWER.id, Invitee.withdrawn_at.is_(None)
    return select(Invitee).where(*own, Invitee.session_id.in_(SESSIONS))


@prepared
def _parts() -> Select[SessionCountry]:
    without_region = joinedload(SessionCountry.country).lazyload(Country.region)
    return select(SessionCountry).where(SessionCountry.session_id.in_(SESSIONS)).options(without_region)


@prepared
def _counted() -> Select[int, int, int]:
    """How many are asked and how many have answered, by session."""
    answered = func.count().filter(Invitee.response != NEEDS_ACTION)
    query = select(Invitee.session_id, func.count(), answered).where(
        Invitee.session_id.in_(SESSIONS), Invitee.withdrawn_at.is_(None), Invitee.role != FACILITATOR
    )
    return query.group_by(Invitee.session_id)


def _countries(parts: Sequence[SessionCountry], session_id: int, *, provides: bool) -> list[Country]:
    shown = [part for part in parts if part.session_id == session_id and (part.part == PROVIDES) is provides]
    return by_name(part.country for part in shown)
