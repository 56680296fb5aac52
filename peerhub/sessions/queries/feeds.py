"""Calendar feeds: what a subscribed calendar gets."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.i18n.reader import in_language
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.sessions.access import feed_of_token, feed_path
from peerhub.sessions.engines import calendar
from peerhub.sessions.models import CANCELLED, DECLINED, ENDED, SCHEDULED, AgendaItem, FeedToken, Invitee, Session
from peerhub.sessions.queries import calendar_entries

KEPT = timedelta(days=90)
CANCELLED_KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Feed:
    """The bytes of a feed and when they last changed."""

    body: bytes
    changed_at: datetime


def feed_content(db: Db, token: str) -> Feed:
    """The feed behind an address: its owner's sessions of the past 90 days and all ahead; cancelled ones for 30 days.

    Raises NotFound for what is not an address of ours, or no longer one.
    """
    feed = feed_of_token(db, token)
    sessions = _sessions(db, feed.person_id)
    agendas = _agendas(db, [session.id for session in sessions])
    with in_language(feed.person.language, feed.person.zone):
        entries = [
            calendar_entries.calendar_entry(db, session, feed.person_id, agendas.get(session.id, []))
            for session in sessions
        ]
        body = calendar.feed(_("My PeerHub sessions"), entries)
    return Feed(body, max((session.changed_at for session in sessions), default=feed.created_at))


def _sessions(db: Db, person_id: int) -> list[Session]:
    now = clock.now()
    accepted = select(Invitee.session_id).where(
        Invitee.person_id == person_id, Invitee.withdrawn_at.is_(None), Invitee.response != DECLINED
    )
    shown = or_(
        Session.state.in_((SCHEDULED, ENDED)) & (Session.starts_at > now - KEPT),
        (Session.state == CANCELLED) & (Session.state_changed_at > now - CANCELLED_KEPT),
    )
    return list(
        db.scalars(select(Session).where(Session.id.in_(accepted), shown).order_by(Session.starts_at, Session.id))
    )


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
