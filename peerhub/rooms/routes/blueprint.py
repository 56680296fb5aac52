"""The blueprint of all endpoints of rooms, and the limit on posting."""

from flask import Blueprint

from peerhub.base.database.current import database
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.web.extensions import limiter
from peerhub.people.login import person_limit_key

__all__ = ["bp", "person_limit_key", "posting"]

bp = Blueprint("rooms", __name__)


def _pace() -> str:
    """Nobody writes 20 messages in a minute, nor 300 in an hour; a program does in a second. An outbox that comes back with
    more gets the time at which to go on."""
    most = database().settings.messages_per_minute
    return f"{most}/minute;{most * 15}/hour"


posting = limiter.shared_limit(
    _pace,
    "messages",
    key_func=person_limit_key,
    methods=["POST"],
    error_message=lambda: str(
        _l("You have sent too many messages in a short time. Your text is saved. Send it in a minute.")
    ),
)
