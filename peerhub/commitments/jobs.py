"""What is due: reminders before the day, questions after it."""

from collections.abc import Callable
from datetime import datetime

from peerhub.base.database import Db
from peerhub.base.web import database
from peerhub.commitments import actions


def remind(now: datetime) -> int:
    """Remind of promises whose day is near."""
    return _each(actions.remind_next, now)


def ask(now: datetime) -> int:
    """Ask about promises whose day is over."""
    return _each(actions.ask_next, now)


def _each(verb: Callable[[Db, datetime], bool], now: datetime) -> int:
    done = 0
    while True:
        with database().transaction() as db:
            if not verb(db, now):
                return done
        done += 1
