"""Signed, single-purpose tokens for links in mails. A token of one purpose is worth nothing for another."""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from peerhub.base.settings import Settings


def sign(settings: Settings, purpose: str, payload: Any) -> str:
    """A token that `read` gives back; equal input gives an equal token, so a link can be made again."""
    return URLSafeSerializer(settings.secret_key, salt=purpose).dumps(payload)


def read(settings: Settings, purpose: str, token: str) -> Any | None:
    """What was signed for `purpose`, or None when the token is not ours."""
    try:
        return URLSafeSerializer(settings.secret_key, salt=purpose).loads(token)
    except BadData:
        return None


def hashed(secret: str) -> str:
    """What is kept of a random token: who reads the database, or a copy of it, cannot sign in with what is there."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
