"""What runs by the clock, and what fills a new database."""

from collections.abc import Callable

from peerhub.accounts import jobs as accounts
from peerhub.base.database.engine import Db
from peerhub.base.jobs.scheduler import Jobs, daily
from peerhub.commitments import jobs as commitments
from peerhub.dashboards.queries import digest
from peerhub.incoming import jobs as incoming
from peerhub.matching import jobs as matching
from peerhub.notices import jobs as notices
from peerhub.reference.seed import load_reference
from peerhub.rooms import jobs as rooms
from peerhub.rooms.seed import load_theme_rooms
from peerhub.sessions import jobs as sessions
from peerhub.surveys import jobs as surveys
from peerhub.wiring.inbound import HANDLERS

JOBS: Jobs = {
    "incoming.fetch": incoming.fetch,
    "incoming.handle": incoming.handle_with(HANDLERS),
    "commitments.ask": commitments.ask,
    "commitments.remind": commitments.remind,
    "rooms.close_polls": rooms.close_polls,
    "sessions.end": sessions.end,
    "surveys.prepare": surveys.prepare,
    "surveys.remind": surveys.remind,
    "surveys.mail": surveys.mail,
    "surveys.close": surveys.close,
    "surveys.erase": surveys.erase,
    "sessions.remind": sessions.remind,
    "sessions.mail": sessions.mail,
    "matching.remind": matching.remind,
    "prune": daily(accounts.prune, incoming.prune, notices.prune, rooms.prune),
    "notices.email": notices.email_with(digest.CONTENT),
    "mail": notices.deliver,  # last, so that what the others wrote leaves at once
}

SEEDS: tuple[Callable[[Db], int], ...] = (load_reference, load_theme_rooms)
