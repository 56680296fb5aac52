"""Endpoints of matching, by noun."""

from peerhub.matching.routes import needs, offers, proposals
from peerhub.matching.routes.blueprint import bp

__all__ = ["bp", "needs", "offers", "proposals"]
