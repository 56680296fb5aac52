"""Doors of sessions."""

from peerhub.sessions.routes import calendars, desk, mailed, pages, planning
from peerhub.sessions.routes.blueprint import bp

__all__ = ["bp", "calendars", "desk", "mailed", "pages", "planning"]
