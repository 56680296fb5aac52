"""Who follows which thread: those who have written in it, from their first message on."""

from sqlalchemy import insert, select

from peerhub.base.database.dialects import Insert, is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import ThreadFollower


def follow(db: Db, person_id: int, thread_id: int) -> None:
    """Let a person be notified of replies in the thread; harmless to repeat."""
    db.execute(_followed(postgres=is_postgres(db)), {"thread_id": thread_id, "person_id": person_id})


@prepared
def _followed(*, postgres: bool) -> Insert:
    followed: Insert = upsert(ThreadFollower, postgres=postgres).on_conflict_do_nothing()
    return followed


def follow_all(db: Db) -> None:
    """Let everybody follow the threads in which they wrote, after messages were written past the verbs into new threads."""
    wrote = select(Message.thread_id, Message.author_id).distinct()
    known = select(ThreadFollower.thread_id)
    rows = wrote.where(Message.thread_id.not_in(known))
    db.execute(insert(table_of(ThreadFollower)).from_select(["thread_id", "person_id"], rows))
