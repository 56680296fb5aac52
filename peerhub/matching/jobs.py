"""What is due: invitations that nobody has answered for a week."""

from datetime import datetime, timedelta

from peerhub.base.claims import claim
from peerhub.base.database import Db
from peerhub.base.web import database
from peerhub.matching.actions.telling import remind
from peerhub.matching.models import INVITED, Proposal

PATIENCE = timedelta(days=7)


def remind_providers(now: datetime) -> int:
    """Remind each invited country once, a week after it was asked; the invitation stays open."""
    done = 0
    while _remind_one(now):
        done += 1
    return done


def _remind_one(now: datetime) -> bool:
    with database().transaction() as db:
        claimed = _due(db, now)
        for proposal in claimed:
            remind(db, proposal)
    return bool(claimed)


def _due(db: Db, now: datetime) -> list[Proposal]:
    due = (Proposal.state == INVITED, Proposal.reminded_at.is_(None), Proposal.invited_at <= now - PATIENCE)
    return claim(db, Proposal, due, {"reminded_at": now})
