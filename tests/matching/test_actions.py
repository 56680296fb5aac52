"""Stating, inviting and answering."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.security.audit import AuditEntry
from peerhub.exchanges.models import Exchange
from peerhub.matching import jobs
from peerhub.matching.actions import proposals, statements
from peerhub.matching.models import DECLINED, MET, OPEN, PAUSED, PROPOSED, WITHDRAWN, Need, Proposal
from peerhub.matching.queries import suggestions
from peerhub.matching.queries.suggestions import Rejected
from peerhub.matching.rules import MOST_NEEDS, MOST_OFFERS
from tests.cast import NOW, Cast
from tests.matching.arrange import NEED, invited, notified, offer, state


def mailed(db: Db, kind: str) -> set[str]:
    return set(db.scalars(select(OutgoingMail.recipient).where(OutgoingMail.kind == kind)))


def test_a_need_belongs_to_the_country_of_the_seat(db: Db, cast: Cast) -> None:
    need = state(db, cast.seeker)
    assert (need.country_code, need.state, need.created_by_id) == ("JM", OPEN, cast.seeker.id)
    assert db.scalars(select(AuditEntry.verb).where(AuditEntry.subject == f"need:{need.id}")).all() == ["need.stated"]


def test_without_a_seat_nothing_is_stated(db: Db, cast: Cast) -> None:
    for person in (cast.facilitator, cast.secretariat):
        with pytest.raises(NotAllowed):
            state(db, person)
        with pytest.raises(NotAllowed):
            offer(db, person)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"theme_code": "none"}, "theme_code"),
        ({"outcome_code": "none"}, "outcome_code"),
        ({"activities": []}, "activities"),
        ({"activities": ["2.1", "9.9"]}, "activities"),
        ({"languages": ["en", "none"]}, "languages"),
        ({"hour_from": 16, "hour_to": 16}, "hour_to"),
        ({"hour_to": 25}, "hour_to"),
    ],
)
def test_what_does_not_exist_is_refused_with_a_sentence(
    db: Db, cast: Cast, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        state(db, cast.seeker, **changes)
    assert list(refusal.value.problems) == [field]


def test_colleagues_edit_and_others_do_not(db: Db, cast: Cast) -> None:
    need, made = state(db, cast.seeker), offer(db, cast.provider)
    text = statements.NeedText(**(NEED | {"challenge": "Shorter."}))
    assert statements.edit_need(db, cast.teammate, need.id, text).challenge == "Shorter."
    assert statements.set_need_state(db, cast.focal_point, need.id, PAUSED).state == PAUSED
    assert statements.set_offer_state(db, cast.provider_focal_point, made.id, PAUSED).state == PAUSED
    for person in (cast.provider, cast.outsider, cast.secretariat):
        with pytest.raises(NotAllowed):
            statements.edit_need(db, person, need.id, text)
        with pytest.raises(NotAllowed):
            statements.set_need_state(db, person, need.id, OPEN)
    with pytest.raises(NotAllowed):
        statements.set_offer_state(db, cast.seeker, made.id, OPEN)
    with pytest.raises(Invalid):
        statements.set_need_state(db, cast.seeker, need.id, "none")
    with pytest.raises(Invalid):
        statements.set_offer_state(db, cast.provider, made.id, MET)
    with pytest.raises(NotFound):
        statements.set_need_state(db, cast.seeker, 999, OPEN)


def test_an_invitation_tells_the_providing_country(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    asked = {cast.provider.id, cast.provider_focal_point.id}
    assert notified(db, "matching/proposed") == asked
    assert mailed(db, "matching/proposed") == {cast.provider.email, cast.provider_focal_point.email}
    assert proposal.score == sum(reason["points"] for reason in proposal.reasons)
    assert {reason["code"] for reason in proposal.reasons} >= {"activities", "theme", "language", "hours"}


def test_a_country_is_invited_once(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    with pytest.raises(Invalid):
        proposals.propose(db, cast.teammate, proposal.need_id, proposal.offer_id, "Again")


def test_only_the_seeking_country_invites_and_only_while_the_need_is_open(db: Db, cast: Cast) -> None:
    need, made = state(db, cast.seeker), offer(db, cast.provider)
    for person in (cast.provider, cast.outsider, cast.secretariat):
        with pytest.raises(NotAllowed):
            proposals.propose(db, person, need.id, made.id, "Hello")
    statements.set_need_state(db, cast.seeker, need.id, PAUSED)
    with pytest.raises(NotAllowed):
        proposals.propose(db, cast.seeker, need.id, made.id, "Hello")


def test_an_unsuitable_offer_is_not_invited(db: Db, cast: Cast) -> None:
    need, made = state(db, cast.seeker), offer(db, cast.provider)
    statements.set_offer_state(db, cast.provider, made.id, PAUSED)
    with pytest.raises(Invalid):
        proposals.propose(db, cast.seeker, need.id, made.id, "Hello")


def test_the_last_place_is_given_once(db: Db, cast: Cast) -> None:
    invited(db, cast.seeker, cast.provider, capacity=1)
    taken = db.scalars(select(Proposal)).one()
    other = state(db, cast.outsider, zone="America/Jamaica")
    found = suggestions.suggestion(db, cast.outsider, other.id, taken.offer_id)
    assert isinstance(found, Rejected)
    assert found.fit.cause == "capacity"
    proposals.withdraw(db, cast.seeker, taken.id)
    assert not isinstance(suggestions.suggestion(db, cast.outsider, other.id, taken.offer_id), Rejected)


def test_acceptance_meets_the_need_and_counts_once(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    for person in (cast.seeker, cast.secretariat):
        with pytest.raises(NotAllowed):
            proposals.accept(db, person, proposal.id)
    with pytest.raises(NotFound):
        proposals.accept(db, cast.outsider, proposal.id)
    proposals.accept(db, cast.provider_focal_point, proposal.id)
    db.expire_all()
    assert db.get_one(Need, proposal.need_id).state == MET
    for answer in (proposals.accept, proposals.withdraw):
        with pytest.raises((Conflict, NotAllowed)):
            answer(db, cast.provider, proposal.id)
    with pytest.raises(Conflict):
        proposals.decline(db, cast.provider, proposal.id, "Too late")
    assert len(db.scalars(select(Exchange)).all()) == 1


def test_a_refusal_needs_a_reason_or_a_name_and_is_remembered(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    with pytest.raises(Invalid) as refusal:
        proposals.decline(db, cast.provider, proposal.id, "")
    assert list(refusal.value.problems) == ["reason"]
    for code in ("JM", "CL", "??"):
        with pytest.raises(Invalid) as refusal:
            proposals.decline(db, cast.provider, proposal.id, "", code)
        assert list(refusal.value.problems) == ["named_code"]
    proposals.decline(db, cast.provider, proposal.id, "", "KR")
    assert (proposal.state, proposal.named_country_code) == (DECLINED, "KR")
    assert notified(db, "matching/declined") == {cast.seeker.id, cast.focal_point.id}
    assert mailed(db, "matching/declined") == {cast.seeker.email, cast.focal_point.email}
    found = suggestions.suggestion(db, cast.seeker, proposal.need_id, proposal.offer_id)
    assert isinstance(found, Rejected)
    assert found.fit.cause == "declined"


def test_withdrawing_tells_those_who_were_asked(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    with pytest.raises(NotAllowed):
        proposals.withdraw(db, cast.provider, proposal.id)
    proposals.withdraw(db, cast.teammate, proposal.id)
    assert proposal.state == WITHDRAWN
    assert notified(db, "matching/withdrawn") == {cast.provider.id, cast.provider_focal_point.id}
    with pytest.raises(Conflict):
        proposals.accept(db, cast.provider, proposal.id)


def test_a_silent_country_is_reminded_once_after_a_week(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    later = NOW + timedelta(days=7)
    with app.app_context():
        assert jobs.remind(later - timedelta(seconds=1)) == 0
        assert [jobs.remind(later), jobs.remind(later)] == [1, 0]
    with database.session() as db:
        assert mailed(db, "matching/reminder") == {cast.provider.email, cast.provider_focal_point.email}
        assert notified(db, "matching/no_answer_yet") == {cast.seeker.id, cast.focal_point.id}
        assert db.get_one(Proposal, proposal.id).state == PROPOSED


def test_answered_invitations_are_not_reminded(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        proposals.decline(db, cast.provider, invited(db, cast.seeker, cast.provider).id, "No time this year.")
    with app.app_context():
        assert jobs.remind(clock.now() + timedelta(days=30)) == 0


def test_a_country_has_no_more_needs_than_its_team_can_follow(db: Db, cast: Cast) -> None:
    made = [state(db, cast.seeker) for _number in range(MOST_NEEDS)]
    with pytest.raises(Invalid, match=r"number of needs \(60\)"):
        state(db, cast.teammate)
    state(db, cast.provider)
    statements.set_need_state(db, cast.seeker, made[0].id, MET)
    state(db, cast.teammate)
    with pytest.raises(Invalid):
        statements.set_need_state(db, cast.seeker, made[0].id, OPEN)
    statements.set_need_state(db, cast.seeker, made[1].id, PAUSED)
    statements.set_need_state(db, cast.seeker, made[1].id, OPEN)


def test_a_country_has_no_more_offers_than_others_can_read(db: Db, cast: Cast) -> None:
    for _number in range(MOST_OFFERS):
        offer(db, cast.provider)
    with pytest.raises(Invalid, match=r"number of offers \(60\)"):
        offer(db, cast.provider_focal_point)
    offer(db, cast.seeker)
