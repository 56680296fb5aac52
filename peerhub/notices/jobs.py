"""Jobs that send the outbox, and delete sent emails and read notices."""

from datetime import datetime

from peerhub.base.database.current import database
from peerhub.base.jobs.scheduler import one_by_one
from peerhub.base.mail import couriers, delivery, outbox
from peerhub.notices.actions import emails, notices


def email(now: datetime) -> int:
    """Write the emails that tell of what waits in people's bells."""
    return one_by_one(emails.send_next, now)


def deliver(now: datetime) -> int:
    """Hand due emails to the mail server, or wake the couriers who do that where the site serves."""
    return 0 if couriers.wake() else delivery.deliver(database(), now)


def prune(now: datetime) -> int:
    """Delete sent emails after 90 days, and notices a year after they were read."""
    return one_by_one(outbox.delete_old, now) + one_by_one(notices.delete_old, now)
