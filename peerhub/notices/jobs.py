"""What is due: the outbox."""

from datetime import datetime

from peerhub.base.mail import delivery
from peerhub.base.web import database


def deliver(now: datetime) -> int:
    """Hand due mails to the mail server."""
    return delivery.deliver(database(), now)
