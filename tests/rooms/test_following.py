"""Following and muting rooms and threads, and what was read on the site meanwhile."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Invalid, NotFound
from peerhub.notices.models import Notice
from peerhub.people.models import Person
from peerhub.rooms.actions import following, members, messages, reading
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.queries import threads
from peerhub.rooms.rules import FOLLOWED, MUTED, NEITHER
from tests.cast import Cast
from tests.rooms.arrange import Place, build, start
from tests.support.forms import submit


def told(db: Db, person: Person, *, unread: bool = False) -> list[tuple[str, str]]:
    """The lines in somebody's bell: kind and path."""
    lines = select(Notice.kind, Notice.path).where(Notice.person_id == person.id).order_by(Notice.id)
    lines = lines.where(Notice.read_at.is_(None)) if unread else lines
    return [(row.kind, row.path) for row in db.execute(lines)]


def test_who_follows_a_thread_hears_of_replies_without_writing(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    reader = db.merge(cast.outsider)
    for _twice in range(2):
        following.follow_thread(db, reader, place.thread, FOLLOWED)
    messages.post(db, db.merge(cast.provider), place.thread, Draft("One"))
    assert told(db, reader) == [("rooms/replied", f"/threads/{place.thread}")]
    following.follow_thread(db, reader, place.thread, NEITHER)
    assert threads.page(db, reader, place.thread).following == NEITHER


def test_who_follows_a_room_hears_of_new_threads(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    reader, author = db.merge(cast.outsider), db.merge(cast.provider)
    for person in (reader, author):
        following.follow_room(db, person, place.room, FOLLOWED)
    thread = start(db, author, place.room).thread_id
    assert told(db, reader) == [("rooms/thread", f"/threads/{thread}")]
    assert told(db, author) == []
    messages.post(db, author, thread, Draft("One more"))
    assert len(told(db, reader)) == 1


@pytest.mark.parametrize("mute", [following.follow_thread, following.follow_room])
def test_what_is_muted_is_silent_even_to_who_is_mentioned_or_writes(db: Db, cast: Cast, mute: Any) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    place_id = place.thread if mute is following.follow_thread else place.room
    mute(db, seeker, place_id, MUTED)
    mute(db, provider, place_id, NEITHER)
    messages.post(db, seeker, place.thread, Draft("I write, and stay undisturbed"))
    messages.post(db, provider, place.thread, Draft(f"@{seeker.name} what do you think?"))
    assert told(db, seeker) == []
    mute(db, seeker, place_id, FOLLOWED)
    messages.post(db, provider, place.thread, Draft(f"@{seeker.name} again"))
    assert told(db, seeker) != []


@pytest.mark.parametrize("mute", [following.follow_thread, following.follow_room])
def test_muting_stops_the_emails_that_wait(db: Db, cast: Cast, mute: Any) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    elsewhere = start(db, seeker, 1).thread_id
    for thread in (place.thread, elsewhere):
        messages.post(db, provider, thread, Draft("One"))
        messages.post(db, provider, thread, Draft(f"@{seeker.name} two"))

    def due() -> list[str]:
        lines = select(Notice.path).where(Notice.person_id == seeker.id, Notice.email_at.is_not(None))
        return sorted(db.scalars(lines))

    assert len(due()) == 4
    mute(db, seeker, place.thread if mute is following.follow_thread else place.room, MUTED)
    assert f"/threads/{place.thread}" not in due()
    assert f"/threads/{elsewhere}" in due()
    assert len(due()) == 2
    assert len(told(db, seeker, unread=True)) == 4


def test_nobody_follows_what_they_may_not_see(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    outsider = db.merge(cast.outsider)
    with pytest.raises(NotFound):
        following.follow_thread(db, outsider, place.private_thread, FOLLOWED)
    with pytest.raises(NotFound):
        following.follow_room(db, outsider, place.private_room, FOLLOWED)
    with pytest.raises(Invalid):
        following.follow_room(db, outsider, place.room, "loudly")


def test_who_left_a_private_room_hears_no_more_of_it(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    seeker = db.merge(cast.seeker)
    following.follow_room(db, seeker, place.private_room, FOLLOWED)
    members.remove(db, place.private_room, seeker.id)
    start(db, db.merge(cast.provider), place.private_room)
    assert told(db, seeker) == []


def test_what_is_read_in_the_thread_is_read_in_the_bell(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    mention = messages.post(db, provider, place.thread, Draft(f"@{seeker.name} one"))
    messages.post(db, provider, place.thread, Draft("two"))
    assert told(db, seeker, unread=True) == [
        ("rooms/mentioned", f"/messages/{mention.id}"), ("rooms/replied", f"/threads/{place.thread}")
    ]  # fmt: skip
    reading.mark_read(db, seeker, place.thread, mention.number)
    assert told(db, seeker, unread=True) == [("rooms/replied", f"/threads/{place.thread}")]
    reading.mark_read(db, seeker, place.thread, mention.number + 1)
    assert told(db, seeker, unread=True) == []
    assert len(told(db, seeker)) == 2


def test_reading_everything_reads_the_bell_but_nothing_else_in_it(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    seeker, provider = db.merge(cast.seeker), db.merge(cast.provider)
    messages.post(db, provider, place.thread, Draft("one"))
    messages.post(db, provider, place.private_thread, Draft("two"))
    reading.mark_all_read(db, seeker, place.private_room)
    assert told(db, seeker, unread=True) == [("rooms/replied", f"/threads/{place.thread}")]


def test_the_pages_follow_and_mute(app: Flask, browse: Any, cast: Cast, database: Database, place: Place) -> None:
    browser = browse(cast.outsider)
    for path in (f"/threads/{place.thread}", f"/rooms/{place.room}"):
        page = browser.get(path).text
        assert "You are notified only when someone mentions you." in page
        answer = submit(browser, f"{path}/follow", form_path=path, state=MUTED)
        assert (answer.status_code, answer.location) == (302, path)
        assert "Muted: you are notified of nothing here." in browser.get(path).text
        submit(browser, f"{path}/follow", form_path=path, state=FOLLOWED)
        assert "Stop following" in browser.get(path).text
        submit(browser, f"{path}/follow", form_path=path, state=NEITHER)
    assert browser.get(f"/threads/{place.private_thread}").status_code == 404
