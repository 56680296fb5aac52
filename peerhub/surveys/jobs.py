"""What is due: places for answers, emails, reminders, closing, and erasing what is not needed any more.

Each survey by itself: one that fails does not hold up the others.
"""

import time
from datetime import datetime

from peerhub.base.database.current import database
from peerhub.base.jobs.scheduler import one_by_one, run_separately
from peerhub.base.pauses import PAUSE
from peerhub.surveys import store
from peerhub.surveys.actions import closing, mailing, opening


def prepare(now: datetime) -> int:
    """Open surveys, each as soon as there are places for its answers. Others get their turn between any two steps."""

    def open_one(survey_id: int) -> None:
        while _is_unprepared(survey_id):
            time.sleep(PAUSE)
        with database().transaction() as db:
            opening.open_prepared(db, survey_id, now)

    def go_on(survey_id: int) -> None:
        with database().transaction() as db:
            opening.recover_survey(db, survey_id, now)

    with database().session() as db:
        forgetful = opening.surveys_without_receipts(db)
    gone_on = run_separately("going on after a restart", forgetful, go_on)
    with database().session() as db:
        new = opening.to_prepare(db)
    return gone_on + run_separately("opening", new, open_one)


def _is_unprepared(survey_id: int) -> bool:
    with database().session() as db:
        return opening.prepare_some(db, survey_id)


def mail(now: datetime) -> int:
    """Send emails to those whose turn it is."""

    def mail_some(survey_id: int) -> bool:
        with database().transaction() as db:
            return mailing.send_next(db, survey_id, now)

    def mail_all(survey_id: int) -> None:
        while mail_some(survey_id):
            time.sleep(PAUSE)

    with database().session() as db:
        mailed = mailing.waiting_for_mail(db, now)
    return run_separately("mailing", mailed, mail_all)


def remind(now: datetime) -> int:
    """Begin to remind people."""
    return one_by_one(mailing.remind_next, now)


def close(now: datetime) -> int:
    """Close the surveys whose time is over, and those that everybody has answered, and publish their results."""

    def end_early(survey: tuple[int, datetime]) -> None:
        with database().transaction() as db:
            closing.end_early(db, *survey, now)

    def close_one(survey_id: int) -> None:
        with database().transaction() as db:
            closing.end(db, survey_id, now)
        with database().session() as db:
            ended = closing.answers_of(db, survey_id)
        results = closing.results_of(ended)
        with database().transaction() as db:
            closing.close(db, survey_id, now, results)

    with database().session() as db:
        complete = closing.fully_answered(db, now)
    ended = run_separately("ending", complete, end_early)
    with database().session() as db:
        over = closing.to_close(db, now)
    return ended + run_separately("closing", over, close_one)


def erase(now: datetime) -> int:
    """Erase what is kept of surveys that are published: the answers, and who has answered."""

    def erase_one(store_key: str) -> None:
        with database().session() as db:
            while store.erase(db, store_key):
                time.sleep(PAUSE)

    with database().session() as db:
        published = closing.to_erase(db)
    return run_separately("erasing", published, erase_one)
