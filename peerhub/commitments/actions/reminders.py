"""Reminding people of commitments before their day, and asking about them after it."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement

from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.base.facts import announce
from peerhub.base.jobs.claims import claim
from peerhub.commitments.facts import CommitmentDue, CommitmentOverdue
from peerhub.commitments.models import OPEN, Commitment
from peerhub.commitments.rules import ASK_AFTER, REMIND_BEFORE

STALE = timedelta(days=30)


def remind_next(db: Db, now: datetime) -> bool:
    """Remind of one commitment three days before its day; False when none is due. Never of a day that is over."""
    today = day(now)
    due = [Commitment.reminded_at.is_(None), Commitment.due_on <= today + REMIND_BEFORE, Commitment.due_on >= today]
    if (commitment_id := _claim_next(db, due, {"reminded_at": now})) is None:
        return False
    announce(db, CommitmentDue(commitment_id))
    return True


def ask_next(db: Db, now: datetime) -> bool:
    """Ask about one commitment the day after its day; False when none is due. After a month nobody is asked by email any more."""
    today = day(now)
    due = [Commitment.asked_at.is_(None), Commitment.due_on <= today - ASK_AFTER, Commitment.due_on > today - STALE]
    if (commitment_id := _claim_next(db, due, {"asked_at": now})) is None:
        return False
    announce(db, CommitmentOverdue(commitment_id))
    return True


def _claim_next(db: Db, due: list[ColumnElement[bool]], mark: dict[str, datetime]) -> int | None:
    """The id of one open commitment that is due, marked, so that nobody else takes it."""
    claimed = claim(db, Commitment, [Commitment.state == OPEN, *due], mark)
    return claimed[0].id if claimed else None
