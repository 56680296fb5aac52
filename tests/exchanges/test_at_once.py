"""Two people answer at the same moment: one exchange, one answer."""

import threading
from typing import Any

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.errors import Conflict
from peerhub.exchanges.models import Exchange
from peerhub.matching.actions import proposals
from peerhub.matching.models import ACCEPTED, Proposal
from peerhub.people.models import Person
from tests.cast import Cast
from tests.matching.arrange import invited, offer


def test_two_acceptances_at_once_open_one_exchange(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    together, outcomes = threading.Barrier(2), []

    def answer(person: Person) -> None:
        together.wait()
        with app.app_context():
            try:
                with database.transaction() as db:
                    proposals.accept(db, db.get_one(Person, person.id), proposal.id)
                outcomes.append("accepted")
            except Conflict:
                outcomes.append("too late")

    run(answer, cast.provider, cast.provider_focal_point)
    assert sorted(outcomes) == ["accepted", "too late"]
    with database.session() as db:
        assert len(db.scalars(select(Exchange)).all()) == 1


def test_two_providers_at_once_share_one_exchange(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        first = invited(db, cast.seeker, cast.provider)
        other = offer(db, cast.outsider, zone="America/Bogota")
        second = proposals.propose(db, cast.seeker, first.need_id, other.id, "You too?")
    together = threading.Barrier(2)
    asked = {cast.provider.id: first.id, cast.outsider.id: second.id}

    def answer(person: Person) -> None:
        together.wait()
        with app.app_context(), database.transaction() as db:
            proposals.accept(db, db.get_one(Person, person.id), asked[person.id])

    run(answer, cast.provider, cast.outsider)
    with database.session() as db:
        exchange = db.scalars(select(Exchange)).one()
        assert [each.country_code for each in exchange.providers] == ["CL", "MN"]


def test_answer_and_withdrawal_at_once_count_once(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    together, outcomes = threading.Barrier(2), []

    def answer(person: Person) -> None:
        together.wait()
        verb = proposals.accept if person.id == cast.provider.id else proposals.withdraw
        with app.app_context():
            try:
                with database.transaction() as db:
                    verb(db, db.get_one(Person, person.id), proposal.id)
                outcomes.append("counts")
            except Conflict:
                outcomes.append("too late")

    run(answer, cast.provider, cast.seeker)
    assert sorted(outcomes) == ["counts", "too late"]
    with database.session() as db:
        accepted = db.get_one(Proposal, proposal.id).state == ACCEPTED
        assert bool(db.scalars(select(Exchange)).all()) == accepted


def run(answer: Any, *people: Person) -> None:
    """Let each person answer in a thread of their own."""
    threads = [threading.Thread(target=answer, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
