"""Jobs that fetch emails from a mailbox, handle what has arrived, and delete what is old."""

import logging
import time
from datetime import datetime

from imapclient.exceptions import IMAPClientError

from peerhub.base.database.current import database
from peerhub.base.jobs.scheduler import Job, one_by_one
from peerhub.incoming.actions import handling, mailbox
from peerhub.incoming.rules import Handlers

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks into the mailbox
_looked: dict[str, float] = {}


def fetch(now: datetime) -> int:
    """Keep what has come into the mailbox, where there is one. One that does not answer is asked again a minute later."""
    site = database()
    name = mailbox.name_of(site.settings)
    if not site.settings.imap_host or time.monotonic() - _looked.get(name, -EVERY) < EVERY:
        return 0
    _looked[name] = time.monotonic()
    try:
        return mailbox.fetch(site)
    except (OSError, IMAPClientError) as problem:
        log.warning("The mailbox %s cannot be read: %s", name, problem)
        return 0


def handle_with(handlers: Handlers) -> Job:
    """The job that handles what has arrived, where no `peerhub mail receive` has done so yet."""

    def handle(now: datetime) -> int:
        return handling.handle_due(database(), handlers)

    return handle


def prune(now: datetime) -> int:
    """Delete the bytes of what was handled two weeks ago."""
    return one_by_one(handling.delete_old, now)
