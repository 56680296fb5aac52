"""Who may what in rooms, as a table."""

import pytest

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import members, threads
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from tests.cast import Cast
from tests.rooms.arrange import build

EVERYBODY = ("seeker", "teammate", "provider", "facilitator", "outsider", "secretariat")
# What somebody may do: see, post, moderate, edit the first message (the seeker's), choose its answer.
OPEN = {
    "seeker": "see post edit choose",
    "teammate": "see post",
    "provider": "see post",
    "facilitator": "see post moderate choose",
    "outsider": "see post",
    "secretariat": "see post moderate choose",
}
PRIVATE = dict.fromkeys(EVERYBODY, "") | {"seeker": "see post edit", "provider": "see post"}


def may(db: Db, viewer: Person, thread_id: int, message_id: int) -> str:
    """The words of OPEN that hold for the viewer."""
    try:
        thread = access.thread_for(db, viewer, thread_id)
    except NotFound:
        with pytest.raises(NotFound):
            access.message_for(db, viewer, message_id)
        return ""
    message = access.message_for(db, viewer, message_id)
    facilitator = access.facilitates(db, viewer, thread.room)
    answers = {
        "see": True,
        "post": access.may_post_in(thread),
        "moderate": access.may_moderate(db, viewer, thread.room),
        "edit": access.may_edit(viewer, message),
        "choose": access.may_choose_answer(viewer, thread, facilitator=facilitator),
    }
    return " ".join(word for word, answer in answers.items() if answer)


def test_table(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    people = {name: db.merge(getattr(cast, name)) for name in EVERYBODY}
    assert {name: may(db, person, place.thread, place.message) for name, person in people.items()} == OPEN
    got = {name: may(db, person, place.private_thread, place.private_message) for name, person in people.items()}
    assert got == PRIVATE


def test_the_secretariat_looks_after_a_private_room_only_as_a_member(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    secretariat, room = db.merge(cast.secretariat), db.get_one(Room, place.private_room)
    assert not access.facilitates(db, secretariat, room)
    members.add(db, room.id, secretariat.id)
    assert access.facilitates(db, secretariat, room)


def test_strangers_find_nothing(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    for find, row in (
        (access.room_for, place.room),
        (access.thread_for, place.thread),
        (access.message_for, place.message),
    ):
        with pytest.raises(NotFound):
            find(db, None, row)
    assert not access.facilitates(db, None, db.get_one(Room, place.room))


def test_locked_threads_are_read_only(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    facilitator, seeker = db.merge(cast.facilitator), db.merge(cast.seeker)
    threads.lock(db, facilitator, place.thread, locked=True)
    thread, message = db.get_one(Thread, place.thread), db.get_one(Message, place.message)
    with pytest.raises(NotAllowed, match="locked"):
        access.must_post_in(thread)
    assert not access.may_edit(seeker, message)


def test_readers_are_the_inverse(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    room, private = db.get_one(Room, place.room), db.get_one(Room, place.private_room)
    assert db.scalars(access.readers_of(private)).all() == sorted([cast.seeker.id, cast.provider.id])
    assert cast.closed_account.id not in db.scalars(access.readers_of(room)).all()
    assert cast.outsider.id in db.scalars(access.readers_of(room)).all()
    assert [each.id for each in access.facilitators(db, room)] == [cast.facilitator.id]
