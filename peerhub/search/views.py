"""Where the frame of every page leads to search, and what the groups of a search are called."""

from typing import Any

from flask import has_request_context, url_for
from flask_login import current_user

from peerhub.base.i18n.translate import lazy_gettext as _l

GROUP_NAMES = {
    "countries": _l("Countries"),
    "sessions": _l("Sessions"),
    "people": _l("People and offices"),
    "needs": _l("Needs"),
    "offers": _l("Offers"),
    "exchanges": _l("Exchanges"),
    "rooms": _l("Rooms"),
}


def frame_links() -> dict[str, Any]:
    """The search, for those who are signed in."""
    signed_in = has_request_context() and current_user.is_authenticated
    return {"search_url": url_for("search.show")} if signed_in else {}
