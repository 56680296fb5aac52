"""Jobs that fetch emails from a mailbox, handle what has arrived, and delete what is old."""

import logging
import time
from datetime import datetime

from imapclient.exceptions import IMAPClientError

from peerhub.base.database.current import database
from peerhub.base.database.engine import Database
from peerhub.base.jobs import background
from peerhub.base.jobs.scheduler import Job, one_by_one
from peerhub.base.mail.mailbox_faults import in_words
from peerhub.incoming.actions import counts, handling, mailbox
from peerhub.incoming.rules import Handlers

log = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks into the mailbox
_looked: dict[str, float] = {}
_looking: set[str] = set()


def fetch(now: datetime) -> int:
    """Keep what has come into the mailbox, where there is one. One that does not answer is asked again a minute later. Other jobs do
    not wait for its server."""
    site = database()
    name = mailbox.name_of(site.settings)
    if not site.settings.imap_host or name in _looking or time.monotonic() - _looked.get(name, -EVERY) < EVERY:
        return 0
    _looked[name] = time.monotonic()
    return 0 if background.start(_fetch, site, name) else _fetch(site, name)


def _fetch(site: Database, name: str) -> int:
    _looking.add(name)
    try:
        return mailbox.fetch(site)
    except (OSError, IMAPClientError) as problem:
        log.warning("The mailbox %s cannot be read; tried again in a minute. %s", name, in_words(problem))
        return 0
    finally:
        _looking.discard(name)


def handle_with(handlers: Handlers) -> Job:
    """The job that handles what has arrived, where no `peerhub mail receive` has done so yet."""

    def handle(now: datetime) -> int:
        return handling.handle_due(database(), handlers)

    return handle


def prune(now: datetime) -> int:
    """Delete the bytes of what was handled two weeks ago, and counts of what came in hours and days that are over."""
    return one_by_one(handling.delete_old, now) + one_by_one(counts.delete_old, now)
