"""Due jobs: APScheduler is only the clock; the truth is rows that each job claims one by one."""

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Protocol, TypeVar

from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.gevent import GeventScheduler
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.base.pauses import give_way

log = logging.getLogger(__name__)
AT_ONCE = 100
Item = TypeVar("Item")


class Job(Protocol):
    """Does what is due at `now` and returns how many rows it worked on. Safe to run twice and in several processes."""

    def __call__(self, now: datetime) -> int: ...


Jobs = Mapping[str, Job]


def tick(app: Flask, jobs: Jobs) -> dict[str, int]:
    """Run every job once and return how many rows each worked on; a job that fails is logged and does not stop the others."""
    done: dict[str, int] = {}
    for name, job in jobs.items():
        with app.app_context():
            try:
                done[name] = job(clock.now())
            except Exception:
                log.exception("The job %s failed; its rows stay due.", name)
                done[name] = -1
        give_way()
    return done


def one_by_one(verb: Callable[[Db, datetime], bool], now: datetime) -> int:
    """Do `verb` in one transaction after another until nothing is left (False), or enough for one tick; returns how often.
    Others get their turn between any two."""
    for done in range(AT_ONCE):
        with database().transaction() as db:
            if not verb(db, now):
                return done
        give_way()
    return AT_ONCE


def run_separately(what: str, items: Iterable[Item], work: Callable[[Item], object]) -> int:
    """Do `work` for each of these; one that fails is logged, stays due, and does not stop the others. Returns how many are
    done. Raises RuntimeError in the end where some failed, so that the job counts as failed."""
    done = failed = 0
    for item in items:
        try:
            work(item)
            done += 1
        except Exception:
            log.exception("%s failed for %s.", what.capitalize(), item)
            failed += 1
        give_way()
    if failed:
        raise RuntimeError(f"{what} failed for {failed} of {failed + done}")
    return done


def daily(*jobs: Job) -> Job:
    """Those jobs as one: at every tick until nothing is left to do, then not before the next day (UTC) of this process."""
    finished: set[date] = set()

    def run(now: datetime) -> int:
        if now.date() in finished:
            return 0
        done = sum(job(now) for job in jobs)
        if not done:
            finished.clear()
            finished.add(now.date())
        return done

    return run


def start(app: Flask, jobs: Jobs, seconds: int) -> BaseScheduler:
    """Tick every `seconds` on gevent's loop until `shutdown()`. Missed ticks are folded into one."""
    scheduler = GeventScheduler(timezone="UTC")
    # The true time: a moved clock must not delay the ticks themselves.
    first = datetime.now(UTC)  # noqa: TID251
    rules = {"max_instances": 1, "coalesce": True, "misfire_grace_time": None}
    scheduler.add_job(tick, "interval", args=(app, jobs), seconds=seconds, next_run_time=first, **rules)
    scheduler.start()
    return scheduler
