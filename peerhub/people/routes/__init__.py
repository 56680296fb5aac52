"""Doors of accounts, by noun."""

from peerhub.people.routes import countries, invitations, members, profile, sign_in
from peerhub.people.routes.blueprint import bp

__all__ = ["bp", "countries", "invitations", "members", "profile", "sign_in"]
