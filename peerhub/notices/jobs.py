"""Jobs that send the outbox, and delete sent emails and read notices."""

from datetime import datetime

from peerhub.base.database.current import database
from peerhub.base.jobs.scheduler import Job, one_by_one
from peerhub.base.mail import couriers, delivery, outbox
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
    """Delete sent emails after 90 days, and notices a year after they were read."""
    return one_by_one(outbox.delete_old, now) + one_by_one(notices.delete_old, now)
