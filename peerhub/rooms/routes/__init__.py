"""Endpoints of rooms, by noun."""

from peerhub.rooms.routes import (
    composer,
    emails,
    export,
    facilitation,
    language,
    mailed,
    messages,
    polls,
    preview,
    rooms,
    threads,
)
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views.room_texts import room_purpose, room_rules, room_title

for name in (room_title, room_purpose, room_rules):
    bp.add_app_template_filter(name)

__all__ = [
    "bp",
    "composer",
    "emails",
    "export",
    "facilitation",
    "language",
    "mailed",
    "messages",
    "polls",
    "preview",
    "rooms",
    "threads",
]
