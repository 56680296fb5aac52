"""Doors of rooms, by noun."""

from peerhub.rooms.routes import export, messages, rooms, search, threads
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views import room_title

bp.add_app_template_filter(room_title)

__all__ = ["bp", "export", "messages", "rooms", "search", "threads"]
