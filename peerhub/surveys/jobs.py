"""What is due: reminders, and closing."""

from collections.abc import Callable
from datetime import datetime

from peerhub.base.database import Db
from peerhub.base.web import database
from peerhub.surveys import actions


def close(now: datetime) -> int:
    """Close the surveys whose time is over."""
    return _each(actions.close_next, now)


def remind(now: datetime) -> int:
    """Remind those who have not answered."""
    return _each(actions.remind_next, now)


def _each(verb: Callable[[Db, datetime], bool], now: datetime) -> int:
    done = 0
    while True:
        with database().transaction() as db:
            if not verb(db, now):
                return done
        done += 1
