"""Endpoints of accounts, by noun."""

from peerhub.accounts.routes import address, invitations, profile, sign_in
from peerhub.accounts.routes.blueprint import bp

__all__ = ["address", "bp", "invitations", "profile", "sign_in"]
