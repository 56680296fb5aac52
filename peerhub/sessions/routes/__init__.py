"""Endpoints of sessions."""

from peerhub.sessions.routes import calendars, emails, facilitation, pages, planning, public_links
from peerhub.sessions.routes.blueprint import bp

__all__ = ["bp", "calendars", "emails", "facilitation", "pages", "planning", "public_links"]
