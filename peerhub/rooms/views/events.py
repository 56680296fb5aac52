"""What a line of the log says to the pages: numbers, and HTML rendered for everybody who listens in one language."""

import json
from typing import Any

from peerhub.base.i18n import reader
from peerhub.base.live.compression import size_on_wire
from peerhub.rooms import rules
from peerhub.rooms.payloads import event_json
from peerhub.rooms.queries.events import CatchUp, LoggedEvent
from peerhub.rooms.views.messages import neutral_view
from peerhub.rooms.views.rendering import message_renderer

WHOLE = (
    "thread",
    "message",
    "edited",
    "removed",
    "restored",
    "language",
)  # lines after which a message looks otherwise
NEEDLESS = ("at", "removed")  # shown by what is rendered
FOOT = ("reaction",)  # only below its text


def push_json(logged: LoggedEvent, language: str) -> dict[str, Any]:
    """The line for the pages in one language, small enough for a push: what stays long when it is compressed is left out, and
    `cut` says that it must be fetched. `language`: one of the site's."""
    fields = {name: value for name, value in event_json(logged).items() if name not in NEEDLESS}
    with reader.in_language(language):
        fields |= _rendered(logged)
    if _is_large(json.dumps(fields, ensure_ascii=False)):
        for part in ("html", "foot"):
            fields.pop(part, None)
        fields["cut"] = True
    return fields


def events_json(caught: CatchUp, thread_id: int | None = None) -> dict[str, Any]:
    """The answer to a page of the reader that catches up. Each message comes as it is now, rendered once; with `thread_id`
    those of other threads stay unrendered. `mine`: what the reader has reacted to it."""
    if caught.reset:
        return {"reset": True, "epoch": caught.room.epoch, "last_seq": caught.room.last_seq}
    events, sent_parts = [], set[tuple[int, str]]()
    for logged in caught.events:
        fields = event_json(logged)
        if logged.message and thread_id in (None, logged.event.thread_id):
            parts = {
                name: html for name, html in _rendered(logged).items() if (logged.message.id, name) not in sent_parts
            }
            sent_parts |= {(logged.message.id, name) for name in parts}
            fields |= parts | {"mine": logged.reactions.kinds_of(logged.message.id)}
        events.append(fields)
    return {"epoch": caught.room.epoch, "events": events, "last_seq": caught.room.last_seq, "more": caught.more}


def _is_large(text: str) -> bool:
    """Whether a push of this text, with its name around it, passes LARGEST_PUSH, or LONGEST_PUSH before it is compressed."""
    most = rules.LARGEST_PUSH - 64
    return len(text.encode()) > most and (len(text) > rules.LONGEST_PUSH or size_on_wire(text) > most)


def _rendered(logged: LoggedEvent) -> dict[str, str]:
    """The message of the line as HTML, or only its foot, where the line is about that."""
    kind = logged.event.kind
    view = neutral_view(logged) if kind in WHOLE + FOOT else None
    if view is None:
        return {}
    return {"html": str(message_renderer()(view))} if kind in WHOLE else {"foot": str(message_renderer("foot")(view))}
