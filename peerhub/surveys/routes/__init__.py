"""Endpoints of surveys."""

from peerhub.surveys.routes import pages, public_links
from peerhub.surveys.routes.blueprint import bp

__all__ = ["bp", "pages", "public_links"]
