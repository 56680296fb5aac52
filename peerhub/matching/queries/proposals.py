"""Reads about proposals between countries."""

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.matching import access
from peerhub.matching.models import PROPOSED, Need, Offer, Proposal
from peerhub.people.access import VIEWER, AnyViewer, viewer_params
from peerhub.people.models import Person

_WHOLE = joinedload(Proposal.need), joinedload(Proposal.offer), joinedload(Proposal.proposed_by)


def waiting_for_me(db: Db, viewer: Person) -> list[Proposal]:
    """Proposals that the viewer's country has not answered yet, the oldest first."""
    return list(db.scalars(waiting_ones(), viewer_params(viewer)))


@prepared
def waiting_ones() -> Select[Proposal]:
    """Those of VIEWER, as a statement."""
    return _waiting(VIEWER).options(*_WHOLE).order_by(Proposal.proposed_at, Proposal.id)


def waiting_count(viewer: AnyViewer) -> ScalarSelect[int]:
    """How many those are, as a part of a larger query: the frame counts everything in one."""
    waiting = _waiting(viewer).with_only_columns(func.count(Proposal.id))
    return waiting.correlate(None).scalar_subquery()


def of_need(db: Db, viewer: Person, need: Need) -> list[Proposal]:
    """The proposals that a need sent, newest first; none for those who may not see them."""
    if not access.may_see_suggestions(db, viewer, need):
        return []
    sent = select(Proposal).where(Proposal.need_id == need.id).options(*_WHOLE, joinedload(Proposal.named_country))
    return list(db.scalars(sent.order_by(Proposal.proposed_at.desc(), Proposal.id.desc())))


def of_offer(db: Db, viewer: Person, offer: Offer) -> list[Proposal]:
    """The proposals that an offer got, newest first; none for other countries."""
    if not access.may_edit(db, viewer, offer):
        return []
    got = select(Proposal).where(Proposal.offer_id == offer.id).options(*_WHOLE)
    return list(db.scalars(got.order_by(Proposal.proposed_at.desc(), Proposal.id.desc())))


def _waiting(viewer: AnyViewer) -> Select[Proposal]:
    provided = Offer.country_code.in_(access.countries_of(viewer))
    return select(Proposal).join(Proposal.offer).where(Proposal.state == PROPOSED, provided)
