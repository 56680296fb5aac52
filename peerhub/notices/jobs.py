"""Jobs that send the outbox, and delete sent emails and read notices."""

from datetime import datetime

from peerhub.base.database.current import database
from peerhub.base.jobs.scheduler import Job, one_by_one
from peerhub.base.mail import couriers, delivery, outbox, troubles
from peerhub.notices.actions import emails, notices
from peerhub.notices.actions.emails import Content


def email_with(content: Content) -> Job:
    """The job that writes the emails which tell of what waits in people's bells."""

    def email(now: datetime) -> int:
        return one_by_one(lambda db, now: emails.send_next(db, now, content), now)

    return email


def deliver(now: datetime) -> int:
    """Hand due emails to the mail server, or wake the couriers who do that where the site serves."""
    return 0 if couriers.wake() else delivery.deliver(database(), now)


def prune(now: datetime) -> int:
    """Delete sent emails and troubles of addresses after 90 days, and notices a year after they were read."""
    return sum(one_by_one(delete, now) for delete in (outbox.delete_old, troubles.delete_old, notices.delete_old))
