"""Verbs about proposals: propose, accept, decline, withdraw. Each answer is one conditional update, so that only one counts."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.matching import access
from peerhub.matching.actions import lapsing
from peerhub.matching.facts import ProposalAccepted, ProposalDeclined, ProposalMade, ProposalWithdrawn
from peerhub.matching.models import ACCEPTED, DECLINED, ENDED, MET, PROPOSED, WITHDRAWN, Need, Proposal
from peerhub.matching.queries import suggestions
from peerhub.matching.queries.suggestions import Rejected, Suggested
from peerhub.people.models import Person
from peerhub.reference.models import Country

A_DAY = timedelta(days=1)
MOST_A_DAY = 3


def propose(db: Db, actor: Person, need_id: int, offer_id: int, message: str) -> Proposal:
    """Propose an exchange to the country of an offer, with the reasons as they stand now. Raises NotFound, NotAllowed, Invalid.

    Need and offer are locked, so that two colleagues don't ask the same country twice, nor two countries one last place.
    """
    need = access.need_to_propose_for(db, actor, need_id)
    lapsing.lock_need_and_offer(db, need.id, offer_id)
    need = access.need_to_propose_for(db, actor, need_id)
    suggested = suggestions.suggestion(db, actor, need_id, offer_id)
    if isinstance(suggested, Rejected):
        raise Invalid(
            _(
                "You can no longer propose an exchange for this offer. Go back to the suggestions and choose another one."
            )
        )
    if suggested.proposal:
        raise Invalid(_("Your country has already sent a proposal to this country."))
    _must_not_flood(db, need, offer_id)
    proposal = _proposal(actor, suggested, need, message)
    db.add(proposal)
    db.flush()
    audit.record(db, actor.id, "proposal.made", f"proposal:{proposal.id}", need=need.id, offer=offer_id)
    announce(db, ProposalMade(proposal.id))
    return proposal


def _must_not_flood(db: Db, need: Need, offer_id: int) -> None:
    """Raise Invalid after three proposals in a day: each sends an email to everybody who speaks for the other country."""
    query = select(func.count()).where(Proposal.offer_id == offer_id, Proposal.proposed_at > clock.now() - A_DAY)
    of_us = query.join(Proposal.need).where(Need.country_code == need.country_code)
    if (db.scalar(of_us) or 0) >= MOST_A_DAY:
        raise Invalid(_("Your country has sent three proposals for this offer today. Try again tomorrow."))


def accept(db: Db, actor: Person, proposal_id: int) -> Proposal:
    """Say yes for the country that was asked; the need is met. Other countries that were asked can still join the exchange until
    it is closed.

    Raises NotFound, NotAllowed, or Conflict when it was answered before, or when need or offer is no longer open.
    """
    proposal = access.proposal_for(db, actor, proposal_id)
    access.must_be_provider(db, actor, proposal)
    lapsing.lock_need_and_offer(db, proposal.need_id, proposal.offer_id)
    lapsing.must_be_open(db, proposal)
    _answer(db, actor, proposal, ACCEPTED)
    db.execute(update(Need).where(Need.id == proposal.need_id).values(state=MET))
    announce(db, ProposalAccepted(proposal.id))
    return proposal


def decline(db: Db, actor: Person, proposal_id: int, reason: str, named_code: str = "") -> Proposal:
    """Say no for the country that was asked, with a reason, or with the name of a country that could help better.

    Raises NotFound, NotAllowed, Invalid, or Conflict when it was answered before.
    """
    proposal = access.proposal_for(db, actor, proposal_id)
    access.must_be_provider(db, actor, proposal)
    if not reason and not named_code:
        raise Invalid(
            {"reason": _("Write a short reason, or suggest another country. It helps the other team to continue.")}
        )
    _must_name(db, proposal, named_code)
    _answer(db, actor, proposal, DECLINED, decline_reason=reason, named_country_code=named_code or None)
    announce(db, ProposalDeclined(proposal.id))
    return proposal


def withdraw(db: Db, actor: Person, proposal_id: int) -> Proposal:
    """Take a proposal back before it is answered. Raises NotFound, NotAllowed, or Conflict when it was answered."""
    proposal = access.proposal_for(db, actor, proposal_id)
    access.must_be_seeker(db, actor, proposal)
    _answer(db, actor, proposal, WITHDRAWN)
    announce(db, ProposalWithdrawn(proposal.id))
    return proposal


def end_accepted(db: Db, actor: Person, need_id: int) -> None:
    """The exchange of a need is closed: its providers have a place free again, and unanswered proposals end.
    The caller checks who may close it."""
    db.execute(update(Proposal).where(Proposal.need_id == need_id, Proposal.state == ACCEPTED).values(state=ENDED))
    lapsing.end_unanswered(db, Proposal.need_id == need_id, by_seeker=True)
    audit.record(db, actor.id, "proposal.ended", f"need:{need_id}")


def _proposal(actor: Person, suggested: Suggested, need: Need, message: str) -> Proposal:
    reasons = (*suggested.fit.reasons, *suggested.fit.missing)
    return Proposal(
        need_id=need.id,
        offer_id=suggested.offer.id,
        message=message,
        score=suggested.fit.score,
        reasons=[{**asdict(reason), "params": dict(reason.params)} for reason in reasons],
        weights_version=suggested.fit.weights_version,
        proposed_by_id=actor.id,
        proposed_at=clock.now(),
    )


def _must_name(db: Db, proposal: Proposal, code: str) -> None:
    if not code:
        return
    if db.get(Country, code) is None:
        raise Invalid({"named_code": _("Choose a country from the list.")})
    if code in {proposal.need.country_code, proposal.offer.country_code}:
        raise Invalid(
            {"named_code": _("Choose a third country: not your own, and not the one that sent the proposal.")}
        )


def _answer(db: Db, actor: Person, proposal: Proposal, state: str, **values: Any) -> None:
    at: datetime = clock.now()
    waiting = update(Proposal).where(Proposal.id == proposal.id, Proposal.state == PROPOSED)
    changed = waiting.values(state=state, answered_by_id=actor.id, answered_at=at, **values).returning(Proposal.id)
    if db.scalar(changed) is None:
        raise Conflict(_("This proposal has already been answered or withdrawn. Reload the page to see what happened."))
    db.refresh(proposal)
    audit.record(db, actor.id, f"proposal.{state}", f"proposal:{proposal.id}")
