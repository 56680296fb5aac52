"""Doors of accounts, by noun."""

from peerhub.accounts.routes import invitations, profile, sign_in
from peerhub.people.routes import countries, members
from peerhub.people.routes.blueprint import bp

__all__ = ["bp", "countries", "invitations", "members", "profile", "sign_in"]
