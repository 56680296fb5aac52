"""Doors of rooms, by noun."""

from peerhub.rooms.routes import export, language, messages, polls, rooms, search, threads, writing
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views import room_title

bp.add_app_template_filter(room_title)

__all__ = ["bp", "export", "language", "messages", "polls", "rooms", "search", "threads", "writing"]
