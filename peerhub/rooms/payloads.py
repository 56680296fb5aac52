"""What a line of the log says to programs and scripts: ids and numbers, the same for everybody."""

from typing import Any

from peerhub.base.i18n.times import utc_iso
from peerhub.rooms.queries.events import LoggedEvent


def event_json(logged: LoggedEvent) -> dict[str, Any]:
    """A line of the log, with how its thread and its message stand now."""
    event, thread, message = logged.event, logged.thread, logged.message
    fields: dict[str, Any] = {"room": logged.room.id, "epoch": logged.room.epoch, "seq": event.seq, "kind": event.kind}
    fields |= {"thread": event.thread_id, "at": utc_iso(event.at)}
    if thread:
        fields |= {"answer": thread.answer_number, "locked": thread.locked_at is not None}
    if message:
        fields |= {"message": message.id, "number": message.number, "author_id": message.author_id}
        fields |= {"removed": message.removed_at is not None}
    return fields
