"""Endpoints of people and countries, by noun."""

from peerhub.people.routes import countries, members
from peerhub.people.routes.blueprint import bp

__all__ = ["bp", "countries", "members"]
