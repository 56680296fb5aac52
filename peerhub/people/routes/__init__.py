"""Doors of accounts, by noun."""

from peerhub.people.routes import sign_in
from peerhub.people.routes.bp import bp

__all__ = ["bp", "sign_in"]
