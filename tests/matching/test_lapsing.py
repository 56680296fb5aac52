"""What ends takes its open invitations along, and no exchange comes of them."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict
from peerhub.exchanges.actions import work
from peerhub.exchanges.models import CLOSED, Exchange
from peerhub.matching.actions import lapsing, statements
from peerhub.matching.actions import proposals as proposal_actions
from peerhub.matching.models import ACCEPTED, LAPSED, MET, OPEN, PAUSED, PROPOSED, WITHDRAWN, Need, Offer, Proposal
from peerhub.matching.queries import proposals
from tests.cast import Cast
from tests.matching.arrange import invited, notified, offer
from tests.stories.waiting import until
from tests.support.forms import submit, token_of


@pytest.mark.parametrize("state", [WITHDRAWN, PAUSED, MET])
def test_withdrawn_need_accepted(browse: Any, cast: Cast, database: Database, state: str) -> None:
    with database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    path, need_path = f"/proposals/{proposal.id}", f"/needs/{proposal.need_id}"
    provider = browse(cast.provider)
    token = token_of(provider, path)  # the page is open when the need ends
    assert submit(browse(cast.seeker), f"{need_path}/state", form_path=need_path, state=state).status_code == 302
    answer = provider.post(f"{path}/accept", data={"csrf_token": token})
    assert answer.status_code == 409
    assert "This proposal has ended" in answer.text
    assert "The proposal has ended" in provider.get(path).text
    with database.session() as db:
        assert db.scalars(select(Exchange)).all() == []
        assert db.get_one(Need, proposal.need_id).state == state
        assert db.get_one(Proposal, proposal.id).state == LAPSED
        assert proposals.waiting_for_me(db, cast.provider) == []
        assert notified(db, "matching/need_over") == {cast.provider.id, cast.provider_focal_point.id}


def test_withdrawn_need_accepted_as_a_second_invitation_after_the_exchange_closed(db: Db, cast: Cast) -> None:
    first = invited(db, cast.seeker, cast.provider)
    other = offer(db, cast.outsider, zone="America/Bogota")
    second = proposal_actions.propose(db, cast.seeker, first.need_id, other.id, "You too?")
    proposal_actions.accept(db, cast.provider, first.id)
    exchange = db.scalars(select(Exchange)).one()
    for to in ("exchange", "follow_up", CLOSED):
        work.move(db, cast.seeker, exchange.id, to, "We learned to measure." if to == CLOSED else "")
    assert second.state == LAPSED
    with pytest.raises(Conflict, match="This proposal has ended"):
        proposal_actions.accept(db, cast.outsider, second.id)
    assert len(db.scalars(select(Exchange)).all()) == 1


def test_invitations_end_with_a_paused_offer_and_the_seekers_hear_of_it(db: Db, cast: Cast) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    statements.set_offer_state(db, cast.provider_focal_point, proposal.offer_id, PAUSED)
    assert proposal.state == LAPSED
    assert notified(db, "matching/offer_over") == {cast.seeker.id, cast.focal_point.id}
    with pytest.raises(Conflict, match="This proposal has ended"):
        proposal_actions.accept(db, cast.provider, proposal.id)
    statements.set_offer_state(db, cast.provider, proposal.offer_id, OPEN)
    again = proposal_actions.propose(db, cast.seeker, proposal.need_id, proposal.offer_id, "Once more?")
    assert (proposal.state, again.state) == (LAPSED, PROPOSED)


@pytest.mark.parametrize(("model", "state"), [(Need, WITHDRAWN), (Need, MET), (Offer, PAUSED)])
def test_an_invitation_that_was_left_open_opens_nothing(db: Db, cast: Cast, model: Any, state: str) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    db.get_one(
        model, proposal.need_id if model is Need else proposal.offer_id
    ).state = state  # as older versions left it
    db.flush()
    with pytest.raises(Conflict, match="This proposal has ended"):
        proposal_actions.accept(db, cast.provider, proposal.id)
    assert db.scalars(select(Exchange)).all() == []


def test_whoever_ends_a_need_and_whoever_accepts_wait_for_each_other_in_one_order(
    app: Flask, cast: Cast, database: Database
) -> None:
    """Where rows are locked: need and offer first, the invitation after them, on both sides."""
    if database.is_sqlite:
        return  # it has one writer
    with app.app_context(), database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)

    def end() -> None:
        with app.app_context(), database.transaction() as db:
            statements.set_need_state(db, db.merge(cast.seeker), proposal.need_id, WITHDRAWN)

    ending = threading.Thread(target=end)
    with app.app_context(), database.transaction() as db:
        lapsing.lock_need_and_offer(db, proposal.need_id, proposal.offer_id)
        ending.start()
        until(lambda: waits(database) or None, "the other one to wait")
        proposal_actions.accept(db, db.merge(cast.provider), proposal.id)
    ending.join()
    with database.session() as db:
        assert db.get_one(Proposal, proposal.id).state == ACCEPTED


def waits(database: Database) -> bool:
    """Whether somebody waits for a lock."""
    with database.session() as db:
        return bool(db.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))
