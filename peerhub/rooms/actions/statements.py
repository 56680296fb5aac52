"""What a post says to the database, written once: putting the statements together cost more than carrying them out.

They are about tables, not objects, so what waits in the session must be flushed before.
"""

from functools import cache
from typing import Any

from sqlalchemy import Insert, Select, bindparam, insert, select, update
from sqlalchemy.sql.dml import ReturningInsert, ReturningUpdate

from peerhub.base.database.model import table_of
from peerhub.rooms.models.log import PostKey, ReadMark
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread


@cache
def sent_under() -> Select[*tuple[Any, ...]]:
    """What was sent under `key` of `person`: digest, message_id, thread_id, number, seq."""
    keys, messages = table_of(PostKey).c, table_of(Message).c
    query = select(keys.digest, keys.message_id, messages.thread_id, messages.number, keys.seq)
    query = query.join_from(table_of(PostKey), table_of(Message), messages.id == keys.message_id)
    return query.where(keys.person_id == bindparam("person"), keys.key == bindparam("key"))


@cache
def count() -> ReturningUpdate[int]:
    """`author` writes in `thread` at `now`: the next number."""
    threads = table_of(Thread)
    counted = update(threads).where(threads.c.id == bindparam("thread"))
    values: dict[str, Any] = {"last_message_at": bindparam("now"), "last_author_id": bindparam("author")}
    return counted.values(last_number=threads.c.last_number + 1, **values).returning(threads.c.last_number)


@cache
def write_message() -> ReturningInsert[int]:
    """A message; its id."""
    return insert(table_of(Message)).returning(table_of(Message).c.id)


@cache
def keep() -> Insert:
    """The key of a post."""
    return insert(table_of(PostKey))


@cache
def mark() -> Select[int]:
    """How far `person` has read `thread`."""
    marks = table_of(ReadMark).c
    return select(marks.number).where(marks.person_id == bindparam("person"), marks.thread_id == bindparam("thread"))
