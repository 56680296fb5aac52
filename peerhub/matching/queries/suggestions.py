"""Which offers fit a need, and why: rows made into the plain profiles that the rules compare."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.matching.access import may_see_suggestions, need_for, offer_for
from peerhub.matching.models import ACCEPTED, DECLINED, OPEN, PROPOSED, Need, Offer, Proposal
from peerhub.matching.rules import Code, NeedProfile, OfferProfile, Suggestion, Unsuitable, match, sort_key
from peerhub.people.models import Person
from peerhub.reference.models import Country

FIRST, FEW = 5, 3
GOOD: frozenset[Code] = frozenset(
    {"activities", "theme"}
)  # without one of these in common, suggested only when nothing is better
# South–South: UNESCO's electoral groups III to V without the members of the OECD's Development Assistance Committee in them.
SOUTH_GROUPS = frozenset({"III", "IV", "V", "V(a)", "V(b)"})
DONORS = frozenset({"AU", "JP", "KR", "NZ"})


@dataclass(frozen=True)
class Suggested:
    """A suitable offer, with the points it gets and, where there is one, the open proposal to it."""

    offer: Offer
    fit: Suggestion
    offer_profile: OfferProfile
    proposal: Proposal | None = None


@dataclass(frozen=True)
class Rejected:
    """An offer that cannot be suggested, with the first cause."""

    offer: Offer
    fit: Unsuitable


@dataclass(frozen=True)
class Suggestions:
    """All offers of other countries: suitable ones, the best first, and the others."""

    suitable: list[Suggested]
    unsuitable: list[Rejected]

    @property
    def first(self) -> list[Suggested]:
        """The best ones: up to five that share an activity or the theme; where there is none, the three nearest."""
        good = [
            suggested for suggested in self.suitable if any(reason.code in GOOD for reason in suggested.fit.reasons)
        ]
        return good[:FIRST] or self.suitable[:FEW]

    @property
    def further(self) -> list[Suggested]:
        """The other suitable ones."""
        first = {suggested.offer.id for suggested in self.first}
        return [suggested for suggested in self.suitable if suggested.offer.id not in first]


def suggestions(db: Db, viewer: Person, need: Need) -> Suggestions | None:
    """What the rules say about every offer of another country; None for those who may not see it."""
    if not may_see_suggestions(db, viewer, need):
        return None
    offers = list(db.scalars(select(Offer).order_by(Offer.id)))
    fits = _fits(db, need, [offer for offer in offers if offer.country_code != need.country_code])
    suitable = [fit for fit in fits if isinstance(fit, Suggested)]
    suitable.sort(key=lambda suggested: sort_key(suggested.offer_profile, suggested.fit))
    return Suggestions(suitable, [fit for fit in fits if isinstance(fit, Rejected)])


def suggestion(db: Db, viewer: Person, need_id: int, offer_id: int) -> Suggested | Rejected:
    """What the rules say about one offer for a need. Raises NotFound. The caller checks who may act on it."""
    need, offer = need_for(db, viewer, need_id), offer_for(db, viewer, offer_id)
    return _fits(db, need, [offer])[0]


def _fits(db: Db, need: Need, offers: list[Offer]) -> list[Suggested | Rejected]:
    today = day(clock.now())
    counts = _counts(db, [offer.id for offer in offers])
    need_profile = _need_profile(db, need)
    sought_activities = _activities_by_country(db, {offer.country_code for offer in offers})
    own = _open_proposals(db, need)
    fits: list[Suggested | Rejected] = []
    for offer in offers:
        offer_profile = _offer_profile(
            offer, counts.get(offer.id, {}), sought_activities.get(offer.country_code, frozenset()), own
        )
        fit = match(need_profile, offer_profile, today)
        if isinstance(fit, Suggestion):
            fits.append(Suggested(offer, fit, offer_profile, own.get(offer.id)))
        else:
            fits.append(Rejected(offer, fit))
    return fits


def _open_proposals(db: Db, need: Need) -> dict[int, Proposal]:
    """The proposals of a need that wait for an answer or were accepted, by offer."""
    alive = select(Proposal).where(Proposal.need_id == need.id, Proposal.state.in_((PROPOSED, ACCEPTED)))
    return {proposal.offer_id: proposal for proposal in db.scalars(alive)}


def _capacity_left(offer: Offer, states: Mapping[str, int]) -> int:
    """How many exchanges more an offer can take: those that run and those it was asked for count."""
    return offer.capacity - states.get(PROPOSED, 0) - states.get(ACCEPTED, 0)


def places_left(db: Db, offer: Offer) -> int:
    """How many exchanges more the offer can take now."""
    return max(0, _capacity_left(offer, _counts(db, [offer.id]).get(offer.id, {})))


def _need_profile(db: Db, need: Need) -> NeedProfile:
    """A need as the rules see it."""
    activities = db.scalars(
        select(Offer.activities).where(Offer.country_code == need.country_code, Offer.state == OPEN)
    )
    refused = select(Proposal.offer_id).where(Proposal.need_id == need.id, Proposal.state == DECLINED)
    return NeedProfile(**_common(need), gives=_joined(activities), declined_by=frozenset(db.scalars(refused)))


def _offer_profile(
    offer: Offer, states: Mapping[str, int], seeks: frozenset[str], own: Mapping[int, Proposal]
) -> OfferProfile:
    """An offer as the rules see it; a proposal of the same need (in `own`) does not take its place away."""
    return OfferProfile(
        **_common(offer),
        is_open=offer.state == OPEN,
        capacity_left=_capacity_left(offer, states) + (offer.id in own),
        law_since=offer.year if offer.link or offer.source else None,
        asked=sum(states.values()),
        seeks=seeks,
    )


def _common(subject: Need | Offer) -> dict[str, Any]:
    """What `rules.Profile` holds of both."""
    return {
        "id": subject.id,
        "country": subject.country_code,
        "zone": subject.zone,
        "region": subject.country.region_code or "",
        "south": _is_south(subject.country),
        "theme": subject.theme_code,
        "activities": frozenset(subject.activities),
        "areas": frozenset(subject.theme.policy_areas),
        "languages": frozenset(subject.languages),
        "work_from": subject.hour_from,
        "work_until": subject.hour_to,
    }


def _is_south(country: Country) -> bool:
    """Whether an exchange of this country can be South–South."""
    return country.unesco_group in SOUTH_GROUPS and country.code not in DONORS


def _counts(db: Db, offer_ids: list[int]) -> dict[int, dict[str, int]]:
    counted = (
        select(Proposal.offer_id, Proposal.state, func.count())
        .where(Proposal.offer_id.in_(offer_ids))
        .group_by(Proposal.offer_id, Proposal.state)
    )
    counts: dict[int, dict[str, int]] = {}
    for offer_id, state, number in db.execute(counted):
        counts.setdefault(offer_id, {})[state] = number
    return counts


def _activities_by_country(db: Db, codes: set[str]) -> dict[str, frozenset[str]]:
    rows = db.execute(
        select(Need.country_code, Need.activities).where(Need.country_code.in_(codes), Need.state == OPEN)
    ).all()
    return {code: _joined(activities for country, activities in rows if country == code) for code in codes}


def _joined(lists: Iterable[list[str]]) -> frozenset[str]:
    return frozenset(code for codes in lists for code in codes)
