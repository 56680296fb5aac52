"""Messages that an older renderer drew, drawn anew."""

from sqlalchemy import select, update

from peerhub.base import markdown
from peerhub.base.database import Db
from peerhub.rooms.models import Message
from peerhub.rooms.queries import mentions_kept

BATCH = 200


def render_anew(db: Db, after: int = 0) -> tuple[int, int]:
    """Draw some messages above the id `after` again; how many, and the last id: 0 when there was none.

    What is edited meanwhile stays as it is: the edit has drawn it already.
    """
    old = select(Message.id, Message.body, Message.renderer).where(
        Message.id > after, Message.renderer < markdown.VERSION
    )
    found = db.execute(old.order_by(Message.id).limit(BATCH)).all()
    for message_id, body, renderer in found:
        html = markdown.to_html(body, mentions_kept(db, message_id, body).spellings)
        same = (Message.id == message_id) & (Message.renderer == renderer) & (Message.body == body)
        db.execute(update(Message).where(same).values(html=html, renderer=markdown.VERSION))
    return len(found), found[-1].id if found else 0
