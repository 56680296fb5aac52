"""Rendering messages again: those of an older renderer, and those that could not be rendered in time."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import select, update

from peerhub.base.database.engine import Db
from peerhub.base.text import markdown
from peerhub.base.text.markdown import RenderedText
from peerhub.rooms.models.messages import Message
from peerhub.rooms.queries import mentions

BATCH = 200


class OldMessage(NamedTuple):
    """A message as it was rendered before, and the names to mark in it."""

    id: int
    body: str
    renderer: int
    spellings: frozenset[str]

    def rendered(self) -> RenderedText:
        """Render it now. Nobody waits, so it may take longer."""
        return markdown.render(self.body, self.spellings, markdown.PATIENT)


def outdated_messages(db: Db, after: int = 0) -> list[OldMessage]:
    """Some messages to render again, above the id `after`."""
    old = select(Message.id, Message.body, Message.renderer).where(
        Message.id > after, Message.renderer < markdown.VERSION
    )
    rows = db.execute(old.order_by(Message.id).limit(BATCH)).all()
    return [
        OldMessage(row.id, row.body, row.renderer, mentions.stored_mentions(db, row.id, row.body).spellings)
        for row in rows
    ]


def save(db: Db, rendered: Iterable[tuple[OldMessage, RenderedText]]) -> None:
    """Save the new HTML. What was edited meanwhile stays as it is: the edit has rendered it already."""
    for old, new in rendered:
        same = (Message.id == old.id) & (Message.renderer == old.renderer) & (Message.body == old.body)
        db.execute(update(Message).where(same).values(html=new.html, renderer=new.version))
