"""What is due: reminders, and sessions whose time is over. One row a transaction, safe in any number of processes."""

from collections.abc import Callable
from datetime import datetime

from peerhub.base.database import Db
from peerhub.base.web import database
from peerhub.sessions import actions

AT_ONCE = 100


def remind(now: datetime) -> int:
    """Write the mails of due reminders."""
    return _each(actions.remind_next, now)


def end(now: datetime) -> int:
    """End the sessions whose time is over."""
    return _each(actions.end_due, now)


def _each(verb: Callable[[Db, datetime], bool], now: datetime) -> int:
    """Do `verb` in one transaction after another until nothing is left, or enough for one tick."""
    for done in range(AT_ONCE):
        with database().transaction() as db:
            if not verb(db, now):
                return done
    return AT_ONCE
