"""Endpoints of surveys."""

from peerhub.surveys.routes import pages
from peerhub.surveys.routes import public_links as mailed
from peerhub.surveys.routes.blueprint import bp

__all__ = ["bp", "mailed", "pages"]
