"""Endpoints of sessions."""

from peerhub.sessions.routes import calendars, pages, planning
from peerhub.sessions.routes import facilitation as desk
from peerhub.sessions.routes import public_links as mailed
from peerhub.sessions.routes.blueprint import bp

__all__ = ["bp", "calendars", "desk", "mailed", "pages", "planning"]
