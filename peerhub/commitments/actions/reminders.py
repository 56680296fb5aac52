"""Reminding people of commitments before their day, and asking about them after it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.outbox import Mail
from peerhub.commitments.models import OPEN, Commitment
from peerhub.commitments.rules import ASK_AFTER, REMIND_BEFORE
from peerhub.notices.actions import notices

STALE = timedelta(days=30)


def remind_next(db: Db, now: datetime) -> bool:
    """Remind of one promise three days before its day; False when none is due. Never of a day that is over."""
    today = day(now)
    due = [Commitment.reminded_at.is_(None), Commitment.due_on <= today + REMIND_BEFORE, Commitment.due_on >= today]
    return _notify_next(db, due, {"reminded_at": now}, "reminder")


def ask_next(db: Db, now: datetime) -> bool:
    """Ask about one promise the day after its day; False when none is due. After a month nobody is asked by mail any more."""
    today = day(now)
    due = [Commitment.asked_at.is_(None), Commitment.due_on <= today - ASK_AFTER, Commitment.due_on > today - STALE]
    return _notify_next(db, due, {"asked_at": now}, "question")


def _notify_next(db: Db, due: list[ColumnElement[bool]], mark: dict[str, datetime], kind: str) -> bool:
    claimed = claim(db, Commitment, [Commitment.state == OPEN, *due], mark)
    for each in claimed:
        person, path = each.person, f"/commitments/{each.id}"
        if person.closed_at is not None:
            continue
        data = {"text": each.text, "with_whom": each.with_whom, "due_on": each.due_on.isoformat(), "path": path}
        notices.notify(db, [person.id], f"commitments/{kind}", data, path)
        key = f"commitment:{each.id}:{kind}:{each.due_on.isoformat()}"
        outbox.queue(
            db,
            person.receiver,
            Mail(kind=f"commitments/{kind}", dedupe_key=key, data=data, stream=f"commitment:{each.id}"),
        )
    return bool(claimed)
