"""What follows from a reply: one line in the bell of each who wrote there, until they have looked."""

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.notices.models import Notice
from peerhub.people.actions import closing
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import members, messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.rooms import Membership, Room
from tests.cast import Cast
from tests.rooms.arrange import build


def told(db: Db) -> list[int]:
    """Whose bells have a line about a reply."""
    return sorted(db.scalars(select(Notice.person_id).where(Notice.kind == "rooms/replied")))


def test_those_who_wrote_are_told_once_and_never_the_writer(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    assert told(db) == []
    messages.post(db, provider, place.thread, Draft("One"))
    messages.post(db, provider, place.thread, Draft("Two"))
    assert told(db) == [seeker.id]
    messages.post(db, seeker, place.thread, Draft("Three"))
    assert told(db) == sorted([seeker.id, provider.id])
    db.scalars(select(Notice).where(Notice.person_id == seeker.id)).one().read_at = clock.now()
    db.flush()
    messages.post(db, provider, place.thread, Draft("Four"))
    assert told(db) == sorted([seeker.id, seeker.id, provider.id])


def test_those_who_may_no_longer_see_the_room_are_not_told(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    members.remove(db, place.private_room, cast.seeker.id)
    messages.post(db, db.merge(cast.provider), place.private_thread, Draft("Among us"))
    assert told(db) == []


def test_a_closed_account_is_in_no_room_any_more(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    members.add(db, place.private_room, cast.outsider.id)
    room = db.get_one(Room, place.private_room)
    assert cast.outsider.id in db.scalars(access.readers_of(room)).all()
    closing.close_account(db, cast.secretariat, cast.outsider.id)
    assert cast.outsider.id not in db.scalars(access.readers_of(room)).all()


def test_a_closed_account_without_a_seat_leaves_its_rooms_for_good(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    members.add(db, place.private_room, cast.outsider.id)
    outsider = db.get_one(Person, cast.outsider.id)
    outsider.seat = None
    closing.close_account(db, cast.secretariat, outsider.id)
    assert db.scalars(select(Membership).where(Membership.person_id == outsider.id)).all() == []
    outsider.closed_at = None  # as when another country invites the same person
    assert outsider.id not in db.scalars(access.readers_of(db.get_one(Room, place.private_room))).all()
