"""A notice is its receiver's alone; and whose emails a mailed link stops."""

from collections.abc import Iterable

from sqlalchemy import select

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotFound
from peerhub.base.security import tokens
from peerhub.notices.models import Notice
from peerhub.notices.rules import TOPICS
from peerhub.people.models import Person

STOP = "stop emails"


def notice_for(db: Db, viewer: Person, notice_id: int) -> Notice:
    """The notice, if it is the viewer's own. Raises NotFound."""
    notice = db.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == viewer.id))
    if notice is None:
        raise NotFound
    return notice


def stop_path(db: Db, person_id: int, topics: Iterable[str]) -> str:
    """The address from which one person stops the emails about these topics, without signing in."""
    return f"/emails/stop/{tokens.sign(settings_of(db), STOP, [person_id, sorted(topics)])}"


def emails_of_token(db: Db, token: str) -> tuple[Person, list[str]]:
    """Whose emails, about which topics, such an address stops. Raises NotFound for what is not ours, and for closed accounts."""
    signed = tokens.read(settings_of(db), STOP, token)
    if not isinstance(signed, list) or len(signed) != 2:
        raise NotFound
    person = db.get(Person, signed[0])
    if person is None or person.closed_at is not None:
        raise NotFound
    return person, [topic for topic in TOPICS if topic in signed[1]]


def person_of_token(db: Db, token: str) -> Person:
    """The same, without the topics."""
    return emails_of_token(db, token)[0]
