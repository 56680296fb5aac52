"""Ending proposals whose need or offer is no longer open."""

from sqlalchemy import ColumnElement, exists, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.matching.facts import ProposalLapsed
from peerhub.matching.models import ACCEPTED, LAPSED, MET, OPEN, PROPOSED, Need, Offer, Proposal


def lock_need_and_offer(db: Db, need_id: int, offer_id: int) -> None:
    """Lock need and offer, always in this order and before any proposal, so that nobody else changes them meanwhile."""
    for row in (db.get(Need, need_id), db.get(Offer, offer_id)):
        if row:
            lock_row(db, row)


def end_unanswered(db: Db, where: ColumnElement[bool], *, by_seeker: bool) -> None:
    """End the unanswered proposals for which `where` holds, and announce each, so that the other country is notified."""
    waiting = update(Proposal).where(where, Proposal.state == PROPOSED)
    ended = waiting.values(state=LAPSED, answered_at=clock.now()).returning(Proposal.id)
    for proposal_id in db.scalars(ended.execution_options(synchronize_session=False)).all():
        db.refresh(db.get_one(Proposal, proposal_id))
        announce(db, ProposalLapsed(proposal_id, by_seeker))


def must_be_open(db: Db, proposal: Proposal) -> None:
    """Raise Conflict when the need or the offer, which are locked, is no longer open. A need that is met counts as open while its
    exchange runs, because a further country joins that exchange."""
    db.refresh(proposal)
    if proposal.state not in {PROPOSED, LAPSED}:
        return
    if proposal.state == LAPSED or proposal.offer.state != OPEN or not _takes_proposals(db, proposal.need):
        raise Conflict(
            _("This proposal has ended, because the need or the offer is no longer open. No exchange was opened.")
        )


def _takes_proposals(db: Db, need: Need) -> bool:
    runs = exists().where(Proposal.need_id == need.id, Proposal.state == ACCEPTED)
    return need.state == OPEN or (need.state == MET and bool(db.scalar(select(runs))))
