"""Endpoints of sessions."""

from peerhub.sessions.routes import calendars, facilitation, pages, planning, public_links
from peerhub.sessions.routes.blueprint import bp

__all__ = ["bp", "calendars", "facilitation", "pages", "planning", "public_links"]
