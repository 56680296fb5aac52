"""Who may state, edit, see suggestions, propose and answer, and who speaks for a country."""

from sqlalchemy import ColumnElement, CompoundSelect, or_, select, true, union

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.matching.models import OPEN, PROPOSED, Need, Offer, Proposal
from peerhub.people.access import AnyViewer, focal_points, is_focal_point, is_secretariat, sits_for, team
from peerhub.people.models import FOCAL_POINT, Person, Role, Seat


def speaks_for(db: Db, viewer: Person, country_code: str) -> bool:
    """Whether the person acts for a country here: a seat in its team, or its focal point."""
    return sits_for(viewer, country_code) or is_focal_point(db, viewer, country_code)


def spokespeople(db: Db, country_code: str) -> list[Person]:
    """Everybody who acts for a country: its team and its focal points, open accounts only."""
    people = {person.id: person for person in (*team(db, country_code), *focal_points(db, country_code))}
    return [people[key] for key in sorted(people)]


def countries_of(viewer: AnyViewer) -> CompoundSelect[str]:
    """The countries that the person speaks for, as a part of a larger query."""
    by_role = select(Role.country_code).where(
        Role.person_id == viewer.id, Role.role == FOCAL_POINT, Role.country_code.is_not(None)
    )
    sat = (
        select(Seat.country_code)
        .join(Person, Person.seat_id == Seat.id)
        .where(Person.id == viewer.id, Seat.country_code.is_not(None))
    )
    return union(by_role, sat)


def may_add_statement(viewer: Person) -> bool:
    """Whether the person can state needs and offers: somebody with a seat in a country's team."""
    return viewer.country_code is not None


def must_have_seat(actor: Person) -> str:
    """The country in whose team the person sits. Raises NotAllowed for those without one."""
    if actor.country_code is None:
        raise NotAllowed(
            _("Only members of a country’s team can add needs and offers. Ask your focal point for a seat.")
        )
    return actor.country_code


def need_for(db: Db, viewer: Person, need_id: int) -> Need:
    """The need: whoever is signed in may read it. Raises NotFound."""
    need = db.get(Need, need_id)
    if need is None:
        raise NotFound
    return need


def offer_for(db: Db, viewer: Person, offer_id: int) -> Offer:
    """The offer: whoever is signed in may read it. Raises NotFound."""
    offer = db.get(Offer, offer_id)
    if offer is None:
        raise NotFound
    return offer


def may_edit(db: Db, viewer: Person, subject: Need | Offer) -> bool:
    """Whether the need or offer is that of the person's country."""
    return speaks_for(db, viewer, subject.country_code)


def must_edit(db: Db, actor: Person, subject: Need | Offer) -> None:
    """Raise NotAllowed for other countries."""
    if not may_edit(db, actor, subject):
        raise NotAllowed(_("Only the team of this country can do this."))


def need_to_edit(db: Db, actor: Person, need_id: int) -> Need:
    """The need, for its own team. Raises NotFound, NotAllowed."""
    need = need_for(db, actor, need_id)
    must_edit(db, actor, need)
    return need


def offer_to_edit(db: Db, actor: Person, offer_id: int) -> Offer:
    """The offer, for its own team. Raises NotFound, NotAllowed."""
    offer = offer_for(db, actor, offer_id)
    must_edit(db, actor, offer)
    return offer


def may_see_suggestions(db: Db, viewer: Person, need: Need) -> bool:
    """Whether the person may read what is suggested for a need, and whom it asked: the country's team, the secretariat."""
    return may_edit(db, viewer, need) or is_secretariat(db, viewer)


def may_propose(db: Db, viewer: Person, need: Need) -> bool:
    """Whether the person may ask a provider for the need: its team, while the need is open."""
    return need.state == OPEN and may_edit(db, viewer, need)


def need_to_propose_for(db: Db, actor: Person, need_id: int) -> Need:
    """The need, for its team. Raises NotFound, or NotAllowed for other countries and for needs that are not open."""
    need = need_to_edit(db, actor, need_id)
    if need.state != OPEN:
        raise NotAllowed(_("This need is not open. Reopen it before you propose an exchange."))
    return need


def visible_to(db: Db, viewer: Person) -> ColumnElement[bool]:
    """The condition for proposals that the person may see: those of both countries, all for the secretariat."""
    if is_secretariat(db, viewer):
        return true()
    codes = countries_of(viewer)
    needs = select(Need.id).where(Need.country_code.in_(codes))
    offers = select(Offer.id).where(Offer.country_code.in_(codes))
    return or_(Proposal.need_id.in_(needs), Proposal.offer_id.in_(offers))


def proposal_for(db: Db, viewer: Person, proposal_id: int) -> Proposal:
    """The proposal, for both teams and the secretariat. Raises NotFound."""
    proposal = db.scalar(select(Proposal).where(Proposal.id == proposal_id, visible_to(db, viewer)))
    if proposal is None:
        raise NotFound
    return proposal


def may_answer(db: Db, viewer: Person, proposal: Proposal) -> bool:
    """Whether the person may accept or decline: the providing country, until somebody has."""
    return proposal.state == PROPOSED and speaks_for(db, viewer, proposal.offer.country_code)


def may_withdraw(db: Db, viewer: Person, proposal: Proposal) -> bool:
    """Whether the person may take the proposal back: the seeking country, until it is answered."""
    return proposal.state == PROPOSED and speaks_for(db, viewer, proposal.need.country_code)


def must_be_provider(db: Db, actor: Person, proposal: Proposal) -> None:
    """Raise NotAllowed for everybody but the providing country."""
    if not speaks_for(db, actor, proposal.offer.country_code):
        raise NotAllowed(_("Only the country that received this proposal can answer it."))


def must_be_seeker(db: Db, actor: Person, proposal: Proposal) -> None:
    """Raise NotAllowed for everybody but the seeking country."""
    if not speaks_for(db, actor, proposal.need.country_code):
        raise NotAllowed(_("Only the country that sent this proposal can withdraw it."))
