"""Doors of rooms, by noun."""

from peerhub.rooms.routes import messages, rooms, threads
from peerhub.rooms.routes.blueprint import bp

__all__ = ["bp", "messages", "rooms", "threads"]
