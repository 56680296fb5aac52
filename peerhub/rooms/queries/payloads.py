"""What a line of the log says to programs and scripts: ids, numbers, rendered text; no language, since each page has its own."""

import json
from typing import Any

from peerhub.base.i18n import utc_iso
from peerhub.rooms import rules
from peerhub.rooms.models import Message
from peerhub.rooms.queries.events import Caught, LoggedEvent


def event_json(logged: LoggedEvent) -> dict[str, Any]:
    """A line of the log: ids, numbers and rendered text, the same for every reader."""
    event = logged.event
    fields: dict[str, Any] = {"room": logged.room.id, "epoch": logged.room.epoch, "seq": event.seq, "kind": event.kind}
    fields |= {"thread": event.thread_id, "at": utc_iso(event.at)}
    if logged.thread:
        fields |= {"answer": logged.thread.answer_number, "locked": logged.thread.locked_at is not None}
        if event.kind == "thread":
            fields |= {"title": logged.thread.title, "thread_kind": logged.thread.kind}
    if logged.message:
        fields |= message_json(logged.message) | {"reactions": logged.reactions.counts.get(logged.message.id, {})}
    return fields


def message_json(message: Message) -> dict[str, Any]:
    """A message for programs; nothing of its text once it is removed."""
    author = message.author
    fields: dict[str, Any] = {
        "message": message.id,
        "number": message.number,
        "removed": message.removed_at is not None,
    }
    if message.removed_at is not None:
        return fields
    return fields | {
        "html": message.html,
        "language": message.language,
        "author_id": author.id,
        "author": author.name,
        "office": author.office,
        "country": author.country_code,
        "country_name": author.country.name if author.country else None,
        "created_at": utc_iso(message.created_at),
        "edited_at": utc_iso(message.edited_at) if message.edited_at else None,
    }


def push_json(logged: LoggedEvent) -> dict[str, Any]:
    """The same, small enough for a push: a long text stays out, and `cut` says that it must be fetched."""
    fields = event_json(logged)
    if "html" in fields and len(json.dumps(fields, ensure_ascii=False).encode()) > rules.LARGEST_PUSH - 64:
        del fields["html"]
        fields["cut"] = True
    return fields


def events_json(caught: Caught) -> dict[str, Any]:
    """The answer to a page that catches up."""
    if caught.reset:
        return {"reset": True, "epoch": caught.room.epoch, "last_seq": caught.room.last_seq}
    events = [event_json(logged) for logged in caught.events]
    return {"epoch": caught.room.epoch, "events": events, "last_seq": caught.room.last_seq, "more": caught.more}
