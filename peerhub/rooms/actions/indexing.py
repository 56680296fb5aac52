"""Keeps the search in step with the messages, in the same transaction: what nobody reads any more is not found any more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, table
from sqlalchemy import column as sql_column

from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.fulltext.index import Entry, index_of
from peerhub.rooms import access, rules
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.parameters import MESSAGES
from peerhub.rooms.models.threads import Thread

BATCH = 500
LARGEST = 2**31 - 1
_PROGRESS = table("search_progress", sql_column("reached"))
# Lines of the log after which the same words stand where they stood. After any other, what it is about is read anew.
UNCHANGED = frozenset({"message", "thread", "reaction", "answer", "locked", "unlocked", "vote"})


def index_new(db: Db, thread: Thread, message: dict[str, Any], message_id: int) -> None:
    """Take up a message that was just written, from its row as it was inserted."""
    title = thread.title if message["number"] == 1 else ""
    facets = _facets(thread, message["author_id"], message["language"], message["created_at"])
    index_of(db).add(db, [Entry(message_id, title, rules.plain_text(message["html"]), facets, message["language"])])


def index_change(db: Db, kind: str, thread_id: int | None, message_id: int | None) -> None:
    """After a line of the log: bring what it is about to its present state."""
    if kind in UNCHANGED or thread_id is None:
        return
    messages = table_of(Message).c
    if message_id is not None:
        _renew(db, [message_id])
        return
    ids = db.scalars(select(messages.id).where(messages.thread_id == thread_id).order_by(messages.id)).all()
    for start in range(0, len(ids), BATCH):
        _renew(db, ids[start : start + BATCH])


def _renew(db: Db, ids: Sequence[int]) -> None:
    index = index_of(db)
    index.drop(db, ids)
    index.add(db, _entries(db, ids))


def _entries(db: Db, ids: Sequence[int]) -> list[Entry]:
    """What is to be found of those messages: nothing of one that was removed."""
    return [_entry(row) for row in db.execute(_rows(), {"messages": ids})]


@prepared
def _rows() -> Select[*tuple[Any, ...]]:
    """The messages `ids` that can be read, with what stands around them."""
    rows = select(Message.id, Message.number, Message.author_id, Message.language, Message.created_at, Message.html)
    rows = rows.add_columns(Thread.title, Thread.room_id, Thread.kind, Thread.activity_code)
    rows = rows.join(Thread, Thread.id == Message.thread_id)
    return rows.where(Message.id.in_(MESSAGES), access.not_removed())


def _entry(row: Any) -> Entry:
    title = row.title if row.number == 1 else ""
    facets = _facets(row, row.author_id, row.language, row.created_at)
    return Entry(row.id, title, rules.plain_text(row.html), facets, row.language)


def _facets(thread: Any, author_id: int, language: str, at: datetime) -> list[str]:
    return rules.search_facets(thread.room_id, thread.kind, thread.activity_code, author_id, language, at)


def rebuild_some(db: Db) -> tuple[int, int]:
    """Take the next messages of a rebuild, which goes on where it stopped: how far it is, and how far it must go.

    Both are the same at the end; the next call begins anew.
    """
    reached = db.scalar(select(_PROGRESS.c.reached)) or 0
    last = db.scalar(select(func.max(Message.id))) or 0
    ids = db.scalars(select(Message.id).where(Message.id > reached).order_by(Message.id).limit(BATCH)).all()
    until = ids[-1] if len(ids) == BATCH else last
    index = index_of(db)
    index.drop_between(db, reached, until if until < last else LARGEST)
    index.add(db, _entries(db, ids))
    index.settle(db)
    db.execute(delete(_PROGRESS))
    if until < last:
        db.execute(insert(_PROGRESS).values(reached=until))
    return until, last
