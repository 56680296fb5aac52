"""Reminding countries of proposals that wait for them."""

from datetime import datetime, timedelta

from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.base.jobs.claims import claim
from peerhub.matching.facts import ProposalUnanswered
from peerhub.matching.models import PROPOSED, Proposal

PATIENCE = timedelta(days=7)


def remind_next(db: Db, now: datetime) -> bool:
    """Remind of one proposal that nobody has answered for a week; False when none is due. Each is reminded of once."""
    due = (Proposal.state == PROPOSED, Proposal.reminded_at.is_(None), Proposal.proposed_at <= now - PATIENCE)
    claimed = claim(db, Proposal, due, {"reminded_at": now})
    for proposal in claimed:
        announce(db, ProposalUnanswered(proposal.id))
    return bool(claimed)
