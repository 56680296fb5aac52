"""Where the frame of every page leads to."""

from typing import Any

from flask import has_request_context, url_for
from flask_login import current_user


def frame_links() -> dict[str, Any]:
    """Language for everybody; profile and sign-out for those who are signed in."""
    if not has_request_context():  # emails have no frame
        return {}
    urls = {"language_url": url_for("accounts.choose_language")}
    if current_user and current_user.is_authenticated:
        urls |= {"profile_url": url_for("accounts.profile"), "sign_out_url": url_for("accounts.sign_out")}
    return urls
