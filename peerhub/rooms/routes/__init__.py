"""Doors of rooms, by noun."""

from peerhub.rooms.routes import language, messages, polls, rooms, threads, writing
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views import room_title

bp.add_app_template_filter(room_title)

__all__ = ["bp", "language", "messages", "polls", "rooms", "threads", "writing"]
