"""Filters of a search, by name and value as people type them: author:me, country:JM, from:2026-01. What a value can mean is asked
of what the reader sees: a room that they may not see is one that does not exist."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.fulltext.text import fold
from peerhub.base.i18n import countries as country_names
from peerhub.base.i18n import languages, reader
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person, Seat
from peerhub.reference.queries import countries, lists
from peerhub.rooms import access, rules
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread

MOST_NAMES = 100
OLDEST = timedelta(days=365 * 19)  # nothing is older


@dataclass
class Filtered:
    """What filters come to: groups of facets, conditions on Message, Thread and Room, and sentences about what cannot be."""

    facets: list[list[str]] = field(default_factory=list)
    where: list[ColumnElement[bool]] = field(default_factory=list)
    problems: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


Add = Callable[[Filtered, Db, Person, str], str]


def apply(db: Db, viewer: Person, filters: Sequence[tuple[str, str]]) -> Filtered:
    """Take filters together; each must hold."""
    narrowed = Filtered()
    problems = [_FILTERS[name](narrowed, db, viewer, value) for name, value in filters if name in _FILTERS]
    narrowed.problems = tuple(dict.fromkeys(problem for problem in problems if problem))
    if months := _months(narrowed):
        narrowed.facets.append(months)
    return narrowed


def _months(narrowed: Filtered) -> list[str]:
    """The months to look in, so that a span long ago is not read through from today."""
    until = narrowed.until or clock.now().date()
    if narrowed.until is None and narrowed.since is None:
        return []
    return rules.months(narrowed.since or until - OLDEST, until)


def _author(narrowed: Filtered, db: Db, viewer: Person, value: str) -> str:
    """Me, or whoever is called so: all members know each other's names."""
    if fold(value) in {"me", fold(_("me"))}:
        ids = [viewer.id]
    else:
        rows = db.execute(select(Person.id, Person.name).order_by(Person.id))
        ids = [person_id for person_id, name in rows if _is_called(value, name)]
    narrowed.facets.append([f"author{person_id}" for person_id in ids[:MOST_NAMES]])
    return (
        ""
        if ids
        else _("No one here is called “%(name)s”. Check the spelling, or write a part of the name.", name=value)
    )


def _country(narrowed: Filtered, db: Db, _viewer: Person, value: str) -> str:
    """A country by its letters or its name: those who sit for it now."""
    every = countries.all_countries(db)
    codes = [country.code for country in every if value.upper() == country.code]
    codes = codes or [
        country.code
        for country in every
        if any(_is_called(value, name) for name in (country_names.country_name(country), country.name))
    ]
    if not codes:
        return _("There is no country “%(name)s”. Write its name or its two letters, for example JM.", name=value)
    seated = select(Person.id).join(Seat, Seat.id == Person.seat_id).where(Seat.country_code.in_(codes))
    ids = db.scalars(seated.order_by(Person.id)).all()
    if len(ids) <= MOST_NAMES:
        narrowed.facets.append([f"author{person_id}" for person_id in ids] or ["nobody"])
    else:
        narrowed.where.append(Message.author_id.in_(seated))
    return ""


def _room(narrowed: Filtered, db: Db, viewer: Person, value: str) -> str:
    """A room by its number or its title."""
    rooms = db.execute(select(Room.id, Room.kind, Room.title).where(access.visible_to(viewer)).order_by(Room.id)).all()
    ids = [row.id for row in rooms if value == str(row.id)]
    ids = ids or [row.id for row in rooms if _is_called(value, _(row.title) if row.kind == "theme" else row.title)]
    narrowed.facets.append([f"room{room_id}" for room_id in ids[:MOST_NAMES]])
    return "" if ids else _("There is no room “%(name)s” you can read. Choose one from the list.", name=value)


def _kind(narrowed: Filtered, _db: Db, _viewer: Person, value: str) -> str:
    if value.casefold() not in rules.THREAD_KINDS:
        return _("There is no kind of thread “%(name)s”. Choose one from the list.", name=value)
    narrowed.facets.append([f"kind{value.casefold()}"])
    narrowed.where.append(Thread.kind == value.casefold())
    return ""


def _activity(narrowed: Filtered, db: Db, _viewer: Person, value: str) -> str:
    known = [activity.code for activity in lists.activities(db) if activity.code.casefold() == value.casefold()]
    narrowed.facets.append([rules.activity_facet(code) for code in known])
    narrowed.where.append(Thread.activity_code.in_(known))
    return "" if known else _("There is no roadmap activity “%(name)s”. Choose one from the list.", name=value)


def _since(narrowed: Filtered, _db: Db, viewer: Person, value: str) -> str:
    day = rules.first_day(value)
    if day is None:
        return _no_day()
    narrowed.since = max(day, narrowed.since or day)
    narrowed.where.append(Message.created_at >= _midnight(day, viewer))
    return ""


def _until(narrowed: Filtered, _db: Db, viewer: Person, value: str) -> str:
    day = rules.last_day(value)
    if day is None:
        return _no_day()
    narrowed.until = min(day, narrowed.until or day)
    narrowed.where.append(Message.created_at < _midnight(day + timedelta(days=1), viewer))
    return ""


def _no_day() -> str:
    return _("Write a day as year, month and day, for example 2027-03-31.")


def _midnight(day: date, viewer: Person) -> datetime:
    """When a day begins where the viewer is."""
    return datetime(day.year, day.month, day.day, tzinfo=reader.zone_info(viewer.zone))


def _language(narrowed: Filtered, _db: Db, _viewer: Person, value: str) -> str:
    """A language by its code, its own name or its name in the reader's language."""
    code = languages.language_code(value) or (value.lower() if rules.is_language(value.lower()) else "")
    if not code:
        return _("There is no language “%(name)s”. Write its name or its code, for example fr.", name=value)
    narrowed.facets.append([rules.language_facet(code)])
    return ""


def _has(narrowed: Filtered, _db: Db, _viewer: Person, value: str) -> str:
    if value.casefold() != "answer":
        return _("Only “has:answer” is known: questions with an accepted answer.")
    narrowed.facets.append(["kindquestion"])
    narrowed.where += [Thread.kind == "question", Thread.answer_number.is_not(None)]
    return ""


def _is_called(typed: str, name: str) -> bool:
    """Whether the words asked for, the last one perhaps not to its end, stand in a name in this order."""
    words = fold(typed)
    return bool(words) and f" {words}" in f" {fold(name)}"


_FILTERS: dict[str, Add] = {
    "author": _author,
    "country": _country,
    "room": _room,
    "kind": _kind,
    "activity": _activity,
    "from": _since,
    "to": _until,
    "language": _language,
    "has": _has,
}
OPERATORS: Collection[str] = frozenset(_FILTERS)
