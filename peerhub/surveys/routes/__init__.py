"""Doors of surveys."""

from peerhub.surveys.routes import mailed, pages
from peerhub.surveys.routes.blueprint import bp

__all__ = ["bp", "mailed", "pages"]
