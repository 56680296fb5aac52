"""Many at once: one number each, no gap, and one message for each key however often it arrives."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft, PostResult
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message
from tests.cast import Cast
from tests.rooms.arrange import Place
from tests.support.at_once import at_once


def posting(database: Database, person_id: int, thread: int, draft: Draft) -> Callable[[], PostResult]:
    """A post in a transaction of its own."""

    def post() -> PostResult:
        with database.transaction() as db:
            return messages.post(db, db.get_one(Person, person_id), thread, draft)

    return post


def test_numbers_have_no_gaps(database: Database, cast: Cast, place: Place) -> None:
    people = [cast.seeker, cast.provider, cast.outsider, cast.teammate]
    works = [posting(database, people[n % 4].id, place.thread, Draft(f"Text {n}", key=f"k{n}")) for n in range(12)]
    outcomes = at_once(works)
    assert sorted(posted.number for posted in outcomes if isinstance(posted, PostResult)) == list(range(2, 14))
    with database.session() as db:
        seqs = list(db.scalars(select(RoomEvent.seq).where(RoomEvent.room_id == place.room).order_by(RoomEvent.seq)))
        assert seqs == list(range(1, 14))


def test_the_same_key_at_once_writes_once(database: Database, cast: Cast, place: Place) -> None:
    outcomes = at_once([posting(database, cast.provider.id, place.thread, Draft("Hello", key="k"))] * 6)
    assert len({(posted.id, posted.number, posted.seq) for posted in outcomes if isinstance(posted, PostResult)}) == 1
    assert len(outcomes) == 6
    with database.session() as db:
        assert len(db.scalars(select(Message).where(Message.thread_id == place.thread)).all()) == 2


@pytest.mark.parametrize("_round", range(3))
def test_one_key_for_two_rooms_at_once_is_refused_once(
    database: Database, cast: Cast, place: Place, _round: int
) -> None:
    works = [
        posting(database, cast.provider.id, thread, Draft("Hello", key="k"))
        for thread in (place.thread, place.private_thread)
    ]
    outcomes = at_once(works)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Conflict", "PostResult"]
