"""Endpoints of accounts, by noun."""

from peerhub.accounts.routes import invitations, profile, sign_in
from peerhub.accounts.routes.blueprint import bp

__all__ = ["bp", "invitations", "profile", "sign_in"]
