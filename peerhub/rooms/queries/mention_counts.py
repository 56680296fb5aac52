"""How many people somebody's messages have mentioned: what the limit on mentions counts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, or_, select

from peerhub.base.database.engine import Db
from peerhub.people.models import Person, Seat
from peerhub.rooms.models.messages import Mention, Message
from peerhub.rooms.queries.mentions import MentionTarget


def recent_mentions(db: Db, viewer: Person, since: datetime) -> int:
    """How many people the viewer's messages have mentioned since then, each as often as they were mentioned."""
    called = select(Mention.person_id, Mention.country_code).join(Message, Message.id == Mention.message_id)
    called = called.where(Message.author_id == viewer.id, or_(Message.created_at > since, Message.edited_at > since))
    return people_in(db, [MentionTarget(*row) for row in db.execute(called)])


def people_in(db: Db, targets: Collection[MentionTarget]) -> int:
    """How many people are meant: a team counts as its members, the facilitators as one."""
    teams = {target.country_code for target in targets if target.country_code}
    sizes = select(Seat.country_code, func.count()).join(Person, Person.seat_id == Seat.id)
    sizes = sizes.where(Seat.country_code.in_(teams), Person.closed_at.is_(None)).group_by(Seat.country_code)
    members = {row[0]: row[1] for row in db.execute(sizes)} if teams else {}
    return sum(members.get(target.country_code, 0) if target.country_code else 1 for target in targets)
