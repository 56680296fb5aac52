"""The log with names: whom and what its lines are about, each kind read at once, and where to find it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerhub.accounts.models import AccountInvitation
from peerhub.base.database.engine import Db
from peerhub.base.i18n.countries import country_name
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.security import audit
from peerhub.base.security.audit import AuditEntry
from peerhub.base.web.paging import paginate
from peerhub.exchanges.models import Exchange
from peerhub.incoming.models import IncomingMail
from peerhub.matching.models import Need, Offer, Proposal
from peerhub.people import access
from peerhub.people.models import Person, Seat
from peerhub.people.queries.people import PAGE
from peerhub.reference.models import Country
from peerhub.rooms.access import visible_to
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import Session
from peerhub.surveys.models import Survey


@dataclass(frozen=True)
class AuditSubject:
    """What a line is about: its name as its page calls it, where that is, and a country that goes with it."""

    name: str
    path: str
    country: Country | None = None


Things = dict[str, AuditSubject]
Named = Iterable[tuple[int | str, AuditSubject]]

# What stands in the data of a line under a name, by the kind of thing that its ids are.
LINKED = {
    "country": "country",
    "person": "person",
    "to": "person",
    "of": "person",
    "room": "room",
    "session": "session",
    "thread": "thread",
    "need": "need",
    "offer": "offer",
    "proposal": "proposal",
}


@dataclass(frozen=True)
class AuditPage:
    """Some lines of the log, newest first; `older` is the position to ask for next."""

    entries: list[audit.AuditEntry]
    older: int | None


@dataclass(frozen=True)
class LogPage:
    """Some lines of the log, the people in them by id, and all other things by kind and id ("exchange:8")."""

    page: AuditPage
    people: Mapping[int, Person]
    things: Things


def page(db: Db, viewer: Person, before: int | None = None) -> LogPage:
    """The log, for the secretariat. What is in a private room is not named to those who are not in it. Raises NotAllowed."""
    page = _page(db, viewer, before)
    keys_of: dict[str, set[str]] = {}
    for entry in page.entries:
        for kind, key in (reference.split(":", 1) for reference in referenced_things(entry)):
            keys_of.setdefault(kind, set()).add(key)
    actors = {str(entry.actor_id) for entry in page.entries if entry.actor_id}
    ids = _numbers(keys_of.get("person", set()) | actors)
    people = {person.id: person for person in db.scalars(select(Person).where(Person.id.in_(ids)))}
    things = {
        f"{kind}:{key}": thing
        for kind in keys_of
        if kind in KINDS
        for key, thing in KINDS[kind](db, viewer, keys_of[kind])
    }
    return LogPage(page, people, things)


def referenced_things(entry: AuditEntry) -> list[str]:
    """What a line is about, and what its data name, as kind and id."""
    subjects = [entry.subject]
    for name, value in entry.data.items():
        if name in LINKED and value:
            subjects += [f"{LINKED[name]}:{subject}" for subject in (value if isinstance(value, list) else [value])]
    return [subject for subject in subjects if ":" in subject]


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys if key.isdecimal()]


def _simple(model: Any, name: Callable[[Any], str], path: str, country: str = "") -> "Reader":
    """Read rows of one table by their ids."""

    def read(db: Db, _viewer: Person, keys: Iterable[str]) -> Named:
        for row in db.scalars(select(model).where(model.id.in_(_numbers(keys)))):
            yield row.id, AuditSubject(name(row), path.format(row), getattr(row, country) if country else None)

    return read


def _countries(db: Db, _viewer: Person, keys: Iterable[str]) -> Named:
    for country in db.scalars(select(Country).where(Country.code.in_(list(keys)))):
        yield country.code, AuditSubject(country_name(country), f"/countries/{country.code}", country)


def _seats(db: Db, _viewer: Person, keys: Iterable[str]) -> Named:
    for seat in db.scalars(select(Seat).where(Seat.id.in_(_numbers(keys)))):
        yield (
            seat.id,
            AuditSubject(
                seat.office, f"/countries/{seat.country_code}" if seat.country_code else "/people", seat.country
            ),
        )


def _invitations(db: Db, _viewer: Person, keys: Iterable[str]) -> Named:
    for row in db.scalars(select(AccountInvitation).where(AccountInvitation.id.in_(_numbers(keys)))):
        yield row.id, AuditSubject(f"{row.email} ({row.seat.office})", "/invitations-to-join", row.seat.country)


def _proposals(db: Db, _viewer: Person, keys: Iterable[str]) -> Named:
    query = select(Proposal).where(Proposal.id.in_(_numbers(keys)))
    for row in db.scalars(query.options(joinedload(Proposal.need), joinedload(Proposal.offer))):
        yield row.id, AuditSubject(row.need.challenge, f"/proposals/{row.id}", row.offer.country)


def _in_rooms(model: Any, path: str) -> "Reader":
    """Rooms, threads and messages, called by what the viewer may read of them."""

    def read(db: Db, viewer: Person, keys: Iterable[str]) -> Named:
        query = select(model.id, Room.title if model is Room else Thread.title)
        if model is Message:
            query = query.join(Thread, Thread.id == Message.thread_id)
        if model is not Room:
            query = query.join(Room, Room.id == Thread.room_id)
        for number, title in db.execute(query.where(model.id.in_(_numbers(keys)), visible_to(viewer))):
            yield number, AuditSubject(title, f"{path}/{number}")

    return read


Reader = Callable[[Db, Person, Iterable[str]], Named]
KINDS: Mapping[str, Reader] = {
    "country": _countries,
    "exchange": _simple(Exchange, lambda row: row.subject, "/exchanges/{0.id}", "seeker"),
    "account_invitation": _invitations,
    "incoming": _simple(IncomingMail, lambda row: row.subject or row.written_by, "/incoming/{0.id}"),
    "mail": _simple(OutgoingMail, lambda row: row.kind if row.private else row.recipient, "/outbox"),
    "message": _in_rooms(Message, "/messages"),
    "need": _simple(Need, lambda row: row.challenge, "/needs/{0.id}", "country"),
    "offer": _simple(Offer, lambda row: row.done, "/offers/{0.id}", "country"),
    "proposal": _proposals,
    "room": _in_rooms(Room, "/rooms"),
    "seat": _seats,
    "session": _simple(Session, lambda row: row.title, "/sessions/{0.id}"),
    "survey": _simple(Survey, lambda row: row.subject_title, "/surveys/{0.id}/results"),
    "thread": _in_rooms(Thread, "/threads"),
}


def _page(db: Db, viewer: Person, before: int | None = None) -> AuditPage:
    """What was done to people and rights, for the secretariat."""
    access.must_be_secretariat(db, viewer)
    entries = audit.latest(db, PAGE + 1, before=before)
    return AuditPage(*paginate(entries, PAGE))
