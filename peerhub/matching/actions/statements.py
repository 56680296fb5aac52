"""Verbs about needs and offers."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n import zones
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.matching import access
from peerhub.matching.actions import lapsing
from peerhub.matching.models import MET, OPEN, PAUSED, WITHDRAWN, Need, Offer, Proposal
from peerhub.matching.rules import MOST_NEEDS, MOST_OFFERS
from peerhub.people.models import Person
from peerhub.reference.models import Language, Outcome, RoadmapActivity, Theme

T = TypeVar("T", Need, Offer)
NEED_STATES = (OPEN, PAUSED, MET, WITHDRAWN)
OFFER_STATES = (OPEN, PAUSED)
LIVE = (OPEN, PAUSED)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What needs and offers have in common. Codes; hours are local in `zone`, `hour_to` up to 24."""

    theme_code: str
    activities: list[str]
    languages: list[str]
    zone: str
    hour_from: int
    hour_to: int


@dataclass(frozen=True, kw_only=True)
class NeedText(Statement):
    """What a country seeks."""

    challenge: str
    outcome_code: str
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class OfferText(Statement):
    """What a country can show others."""

    done: str
    result: str
    year: int | None
    link: str
    lesson: str
    capacity: int


def add_need(db: Db, actor: Person, text: NeedText) -> Need:
    """State what the actor's country seeks. Raises NotAllowed without a seat, Invalid with sentences."""
    country_code = access.must_have_seat(actor)
    _must_fit(db, text)
    _must_be_below_limit(db, Need, country_code)
    need = Need(country_code=country_code, created_by_id=actor.id, created_at=clock.now(), **asdict(text))
    return _added(db, actor, "need.stated", need)


def edit_need(db: Db, actor: Person, need_id: int, text: NeedText) -> Need:
    """Change what a need says. Raises NotFound, NotAllowed, Invalid."""
    need = access.need_to_edit(db, actor, need_id)
    _must_fit(db, text)
    return _changed(db, actor, "need.edited", need, asdict(text))


def set_need_state(db: Db, actor: Person, need_id: int, state: str, seen: str | None = None) -> Need:
    """Open, pause, meet or withdraw a need; unanswered proposals end unless it stays open.

    `seen` is the state that the page showed. Raises NotFound, NotAllowed, Invalid, and Conflict when it is another one by now.
    """
    need = access.need_to_edit(db, actor, need_id)
    lock_row(db, need)
    _must_be_as_seen(need, state, seen)
    if state not in NEED_STATES:
        raise Invalid(_("Choose one of the states shown."))
    if need.state not in LIVE and state in LIVE:
        _must_be_below_limit(db, Need, need.country_code)
    if state != OPEN:
        lapsing.end_unanswered(db, Proposal.need_id == need.id, by_seeker=True)
    return _changed(db, actor, f"need.{verb_of(state)}", need, {"state": state})


def add_offer(db: Db, actor: Person, text: OfferText) -> Offer:
    """State what the actor's country can show. Raises NotAllowed without a seat, Invalid with sentences."""
    country_code = access.must_have_seat(actor)
    _must_fit(db, text)
    _must_be_below_limit(db, Offer, country_code)
    offer = Offer(country_code=country_code, created_by_id=actor.id, created_at=clock.now(), **asdict(text))
    return _added(db, actor, "offer.made", offer)


def edit_offer(db: Db, actor: Person, offer_id: int, text: OfferText) -> Offer:
    """Change what an offer says. Raises NotFound, NotAllowed, Invalid."""
    offer = access.offer_to_edit(db, actor, offer_id)
    _must_fit(db, text)
    return _changed(db, actor, "offer.edited", offer, asdict(text))


def set_offer_state(db: Db, actor: Person, offer_id: int, state: str, seen: str | None = None) -> Offer:
    """Open or pause an offer; unanswered proposals end with a paused one. `seen` and errors as for needs."""
    offer = access.offer_to_edit(db, actor, offer_id)
    lock_row(db, offer)
    _must_be_as_seen(offer, state, seen)
    if state not in OFFER_STATES:
        raise Invalid(_("Choose one of the states shown."))
    if state != OPEN:
        lapsing.end_unanswered(db, Proposal.offer_id == offer.id, by_seeker=False)
    return _changed(db, actor, f"offer.{verb_of(state)}", offer, {"state": state})


def verb_of(state: str) -> str:
    """What was done to a need or an offer that is now in this state, as the audit log says it."""
    return "reopened" if state == OPEN else state


def _must_be_as_seen(subject: Need | Offer, state: str, seen: str | None) -> None:
    if seen is not None and subject.state not in {seen, state}:
        raise Conflict(_("Someone else has changed this. Check it again, then decide."))


def _added(db: Db, actor: Person, verb: str, subject: T) -> T:
    db.add(subject)
    db.flush()
    audit.record(db, actor.id, verb, _name(subject))
    return subject


def _changed(db: Db, actor: Person, verb: str, subject: T, values: dict[str, Any]) -> T:
    for name, value in values.items():
        setattr(subject, name, value)
    db.flush()
    audit.record(db, actor.id, verb, _name(subject))
    return subject


def _name(subject: Need | Offer) -> str:
    return f"need:{subject.id}" if isinstance(subject, Need) else f"offer:{subject.id}"


def _must_be_below_limit(db: Db, model: type[Need | Offer], country_code: str) -> None:
    live = select(func.count()).where(model.country_code == country_code, model.state.in_(LIVE))
    count = db.execute(live).scalar_one()
    if model is Need and count >= MOST_NEEDS:
        raise Invalid(
            _(
                "Your country has the maximum number of needs (%(most)s). First withdraw one or mark it as met.",
                most=MOST_NEEDS,
            )
        )
    if model is Offer and count >= MOST_OFFERS:
        raise Invalid(
            _(
                "Your country has the maximum number of offers (%(most)s). Edit one of them instead.",
                most=MOST_OFFERS,
            )
        )


def _must_fit(db: Db, text: Statement) -> None:
    problems: dict[str, str] = {}
    if db.get(Theme, text.theme_code) is None:
        problems["theme_code"] = _("Choose a theme.")
    if isinstance(text, NeedText) and db.get(Outcome, text.outcome_code) is None:
        problems["outcome_code"] = _("Choose the outcome you want.")
    if not _all_known(db, RoadmapActivity, text.activities):
        problems["activities"] = _("Choose at least one roadmap activity.")
    if not _all_known(db, Language, text.languages):
        problems["languages"] = _("Choose at least one language you can work in.")
    if not zones.is_zone(text.zone):
        problems["zone"] = _("There is no such time zone. Choose one from the list, for example Africa/Kampala.")
    if not 0 <= text.hour_from < text.hour_to <= 24:
        problems["hour_to"] = _("The end must be later than the start.")
    if problems:
        raise Invalid(problems)


def _all_known(db: Db, model: type[RoadmapActivity | Language], codes: list[str]) -> bool:
    known = set(db.scalars(select(model.code).where(model.code.in_(codes))))
    return bool(codes) and known == set(codes)


def hand_over(db: Db, from_id: int, to_id: int, country_code: str | None) -> None:
    """Give the needs and offers that were added from a seat to its new holder."""
    for model in (Need, Offer):
        statement = update(model).where(model.created_by_id == from_id, model.country_code == country_code)
        db.execute(statement.values(created_by_id=to_id))
