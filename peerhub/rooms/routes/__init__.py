"""Endpoints of rooms, by noun."""

from peerhub.rooms.routes import composer as writing
from peerhub.rooms.routes import export, language, messages, polls, rooms, search, threads
from peerhub.rooms.routes import facilitation as care
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views.places import room_purpose, room_rules, room_title

for text_filter in (room_title, room_purpose, room_rules):
    bp.add_app_template_filter(text_filter)

__all__ = ["bp", "care", "export", "language", "messages", "polls", "rooms", "search", "threads", "writing"]
