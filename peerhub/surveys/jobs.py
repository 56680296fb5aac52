"""What is due: places for answers, mails, reminders, closing, and erasing what is not needed any more."""

import time
from datetime import datetime

from peerhub.base.scheduler import one_by_one
from peerhub.base.turns import TURN
from peerhub.base.web import database
from peerhub.surveys import store
from peerhub.surveys.actions import closing, mailing, opening


def prepare(now: datetime) -> int:
    """Open surveys, each as soon as there are places for its answers. Others get their turn between any two steps."""
    with database().session() as db:
        surveys = opening.to_prepare(db)
        for survey_id in surveys:
            while opening.prepare_some(db, survey_id):
                time.sleep(TURN)
    for survey_id in surveys:
        with database().transaction() as db:
            opening.open_prepared(db, survey_id)
    return len(surveys)


def mail(now: datetime) -> int:
    """Mail those whose turn it is."""
    return one_by_one(mailing.mail_next, now)


def remind(now: datetime) -> int:
    """Begin to remind those who have not answered."""
    return one_by_one(mailing.remind_next, now)


def close(now: datetime) -> int:
    """Close the surveys whose time is over, and those that everybody has answered, and publish their results."""
    return one_by_one(closing.end_early, now) + one_by_one(closing.close_next, now)


def erase(now: datetime) -> int:
    """Erase the answers that were published, and later who has answered."""
    with database().session() as db:
        erased, forgotten = closing.to_erase(db), closing.to_forget(db, now)
        for key in erased:
            while store.erase_answers(db, key):
                time.sleep(TURN)
        for key in forgotten:
            store.erase_receipts(db, key)
    return len(erased) + len(forgotten)
