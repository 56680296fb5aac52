"""Mentions in messages: found when a message is written, stored, and notified once."""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.errors import Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.text import markdown
from peerhub.base.text.markdown import RenderedText
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.facts import PeopleMentioned
from peerhub.rooms.models.messages import Mention
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import mention_counts
from peerhub.rooms.queries import mentions as mention_queries
from peerhub.rooms.queries.mentions import Mentions, MentionTarget


class Rendered(NamedTuple):
    """A text as it is stored: its HTML, and whom it mentions."""

    body: str
    rendered: RenderedText
    mentions: Mentions

    @property
    def columns(self) -> dict[str, str | int]:
        """The columns of a message."""
        return {"body": self.body, "html": self.rendered.html, "renderer": self.rendered.version}


def rendered(db: Db, actor: Person, room: Room, body: str) -> Rendered:
    """Render a checked text. Raises Invalid when it mentions too many, or has too many links."""
    mentions = mention_queries.mentions_in(db, room, body)
    if len(mentions.spoken) > rules.MOST_MENTIONS:
        sentence = _(
            "This mentions too many people and teams: %(count)s. Maximum: %(most)s. Remove some mentions.",
            count=len(mentions.spoken),
            most=rules.MOST_MENTIONS,
        )
        raise Invalid({"body": sentence})
    rendered_body = markdown.render(body, mentions.spellings)
    links = rendered_body.html.count('<a href="http')
    if links > rules.MOST_LINKS:
        sentence = _(
            "This message has too many links: %(count)s. Maximum: %(most)s. Send it in parts, or remove some.",
            count=links,
            most=rules.MOST_LINKS,
        )
        raise Invalid({"body": sentence})
    return Rendered(body, rendered_body, mentions)


def _check_pace(db: Db, actor: Person, room: Room, new: frozenset[MentionTarget]) -> None:
    """Raise Invalid when the actor's messages of the last hour mention more people than anybody needs to."""
    recent = mention_counts.recent_mentions(db, actor, clock.now() - timedelta(hours=1))
    total = recent + mention_counts.people_in(db, new) if recent else 0
    if total <= rules.MOST_NOTIFIED:
        return
    most = rules.MOST_NOTIFIED_BY_FACILITATORS if access.facilitates(db, actor, room) else rules.MOST_NOTIFIED
    if total > most:
        sentence = _(
            "You have mentioned too many people in an hour: %(count)s. Maximum: %(most)s. Remove the mentions, "
            "or wait.",
            count=total,
            most=most,
        )
        raise Invalid({"body": sentence})


def save(db: Db, actor: Person, thread: Thread, message_id: int, mentions: Mentions) -> None:
    """Store the mentions of a new message, and notify the people."""
    if mentions.spoken:
        _check_pace(db, actor, thread.room, mentions.spoken)
        _announce(db, actor, thread, message_id, _written(db, message_id, mentions.spoken))


def update(db: Db, actor: Person, thread: Thread, message_id: int, mentions: Mentions) -> None:
    """Store the mentions of an edited message, and notify those that are new."""
    before = {
        MentionTarget(mention.person_id, mention.country_code): mention.id
        for mention in db.scalars(select(Mention).where(Mention.message_id == message_id))
    }
    removed = [number for target, number in before.items() if target not in mentions.spoken]
    if removed:
        db.execute(delete(Mention).where(Mention.id.in_(removed)))
    new = mentions.spoken - before.keys()
    if new:
        _check_pace(db, actor, thread.room, new)
        _announce(db, actor, thread, message_id, _written(db, message_id, new))


def _written(db: Db, message_id: int, targets: frozenset[MentionTarget]) -> tuple[int, ...]:
    ordered = sorted(targets, key=lambda target: (target.person_id or 0, target.country_code or ""))
    rows = [
        {"message_id": message_id, "person_id": target.person_id, "country_code": target.country_code}
        for target in ordered
    ]
    adding = insert(table_of(Mention)).returning(table_of(Mention).c.id)
    return tuple(db.execute(adding, row).scalar_one() for row in rows)


def _announce(db: Db, actor: Person, thread: Thread, message_id: int, mention_ids: tuple[int, ...]) -> None:
    announce(db, PeopleMentioned(thread.room_id, thread.id, message_id, actor.id, mention_ids))
