"""Calendar feeds: what a subscribed calendar gets."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, String, or_, select, type_coerce

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.i18n.reader import in_language
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.sessions.access import feed_of_token, feed_path
from peerhub.sessions.engines import calendar
from peerhub.sessions.models import CANCELLED, DECLINED, ENDED, SCHEDULED, AgendaItem, FeedToken, Invitee, Session
from peerhub.sessions.queries import calendar_entries
from peerhub.sessions.rules.agenda import USUAL_AGENDA

KEPT = timedelta(days=90)
CANCELLED_KEPT = timedelta(days=30)
LONG_AGO = datetime(2005, 10, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Feed:
    """A feed: `version` is another one whenever the bytes of `body_of` are."""

    address: FeedToken
    version: str


def feed_at(db: Db, token: str) -> Feed:
    """The feed behind an address. Raises NotFound for what is not an address of ours, or no longer one.

    Its bytes follow from which sessions are shown now, what each of them says, and how this program writes them in the owner's
    language. The first is read. The second is a count that each session keeps; its moment tells it from the same count before a backup
    was restored. A sample stands for the third.
    """
    address = feed_of_token(db, token)
    changed_at = type_coerce(Session.changed_at, String)  # as it is stored: nobody reads it
    shown = select(Session.id, Session.version, changed_at).where(*_shown(address.person_id))
    versions = [tuple(row) for row in db.execute(shown.order_by(Session.id))]
    return Feed(address, sha256(repr((_sample(db, address.person), versions)).encode()).hexdigest())


def body_of(db: Db, feed: Feed) -> bytes:
    """The feed in its owner's language: their sessions of the past 90 days and all ahead; cancelled ones for 30 days."""
    person = feed.address.person
    mine = select(Session).where(*_shown(person.id)).order_by(Session.starts_at, Session.id)
    sessions = list(db.scalars(mine))
    agendas = _agendas(db, [session.id for session in sessions])
    return _written(db, person, [(session, agendas.get(session.id, [])) for session in sessions])


def _written(db: Db, person: Person, sessions: Iterable[tuple[Session, Sequence[AgendaItem]]]) -> bytes:
    with in_language(person.language):
        entries = [calendar_entries.calendar_entry(db, session, person.id, agenda) for session, agenda in sessions]
        return calendar.feed(_("My PeerHub sessions"), entries)


def _sample(db: Db, person: Person) -> bytes:
    """A feed of made-up sessions: other bytes mean that the program, its translations, the site's address or the owner's language are
    others."""
    agenda = [AgendaItem(minutes=minutes, title=title) for minutes, title in USUAL_AGENDA]
    sessions = [
        Session(
            id=0, uid=state, sequence=0, title="Title, “title”", purpose="One\nTwo", starts_at=LONG_AGO, changed_at=LONG_AGO,
            minutes=90, join_link=link, state=state,
        )
        for state, link in ((SCHEDULED, "https://"), (CANCELLED, ""))
    ]  # fmt: skip
    return _written(db, person, [(session, agenda) for session in sessions])


def _shown(person_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    now = clock.now()
    invited = select(Invitee.session_id).where(
        Invitee.person_id == person_id, Invitee.withdrawn_at.is_(None), Invitee.response != DECLINED
    )
    shown = or_(
        Session.state.in_((SCHEDULED, ENDED)) & (Session.starts_at > now - KEPT),
        (Session.state == CANCELLED) & (Session.state_changed_at > now - CANCELLED_KEPT),
    )
    return Session.id.in_(invited), shown


def _agendas(db: Db, ids: list[int]) -> dict[int, list[AgendaItem]]:
    agendas: dict[int, list[AgendaItem]] = {}
    items = select(AgendaItem).where(AgendaItem.session_id.in_(ids))
    for item in db.scalars(items.order_by(AgendaItem.session_id, AgendaItem.position)):
        agendas.setdefault(item.session_id, []).append(item)
    return agendas


def my_feeds(db: Db, viewer: Person) -> list[tuple[FeedToken, str]]:
    """The viewer's own addresses that are open, newest first, with their paths."""
    query = select(FeedToken).where(FeedToken.person_id == viewer.id, FeedToken.revoked_at.is_(None))
    return [(feed, feed_path(db, feed)) for feed in db.scalars(query.order_by(FeedToken.id.desc()))]
