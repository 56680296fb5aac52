"""Unread is one figure everywhere; lists ask the same however long they are."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.people.actions import people
from peerhub.people.actions.people import NewPerson
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions import messages, reading
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import rooms, threads, unread
from tests.cast import Cast
from tests.rooms.arrange import Place, build, start


def everywhere(db: Db, viewer: Person, place: Place) -> set[int]:
    """What each place says about the test room's one thread."""
    db.flush()
    thread = db.get_one(Thread, place.thread, populate_existing=True)
    mark = db.get(ReadMark, (viewer.id, thread.id), populate_existing=True)
    room = next(line for line in rooms.list_page(db, viewer) if line.room.id == place.room)
    news = [each.unread for each in unread.news_for(db, viewer) if each.thread.id == thread.id]
    return {
        rules.unread(thread.last_number, mark.number if mark else None, thread.last_message_at, viewer.news_since),
        threads.page(db, viewer, thread.id).unread,
        rooms.page(db, viewer, place.room).threads[0].unread,
        room.unread,
        sum(news),
        next(row.unread for row in db.execute(unread.unread_by_room(viewer)) if row.id == place.room),
    }


def test_unread_is_the_same_everywhere(db: Db, cast: Cast) -> None:
    place, viewer, writer = build(db, cast), db.merge(cast.provider), db.merge(cast.seeker)
    assert everywhere(db, viewer, place) == {1}
    for _twice in range(2):
        messages.post(db, writer, place.thread, Draft("x"))
    assert everywhere(db, viewer, place) == {3}
    reading.mark_read(db, viewer, place.thread, 2)
    assert everywhere(db, viewer, place) == {1}
    reading.mark_all_read(db, viewer)
    assert everywhere(db, viewer, place) == {0}


def test_newcomers_are_not_met_by_old_talk(db: Db, cast: Cast) -> None:
    place = build(db, cast)
    with clock.fixed_at(clock.now() + timedelta(days=14, hours=1)):
        viewer = people.create(db, NewPerson("new@cast.example", "New office", None, "New office"))
        assert everywhere(db, viewer, place) == {0}
        assert not unread.has_read_all(db, viewer)
        messages.post(db, db.merge(cast.seeker), place.thread, Draft("x"))
        assert everywhere(db, viewer, place) == {2}


def test_counters_by_theme_and_in_all(db: Db, cast: Cast) -> None:
    viewer = db.merge(cast.provider)
    room = db.scalars(select(Room).where(Room.kind == "theme", Room.theme_code.is_not(None)).order_by(Room.id)).first()
    assert room is not None
    start(db, db.merge(cast.seeker), room.id)
    assert db.execute(unread.unread_by_theme(viewer)).all() == [(room.theme_code, 1)]
    build(db, cast)
    assert [sum(line.unread for line in rooms.list_page(db, db.merge(each))) for each in (viewer, cast.outsider)] == [
        3,
        2,
    ]
    assert {news.thread.room_id for news in unread.news_for(db, viewer, 2)} != set()


def test_each_theme_has_its_room_once(db: Db) -> None:
    rooms = db.scalars(select(Room).where(Room.kind == "theme")).all()
    assert len(rooms) == len({room.theme_code for room in rooms}) == 4


def test_the_list_of_rooms_asks_once(db: Db, cast: Cast, count_queries: Any) -> None:
    viewer = db.merge(cast.provider)
    build(db, cast)
    db.expunge_all()
    viewer = db.merge(cast.provider)
    db.flush()
    with count_queries() as few:
        one = rooms.list_page(db, viewer)
    build(db, cast)
    with count_queries() as many:
        more = rooms.list_page(db, viewer)
    assert (len(few), len(more) - len(one)) == (len(many), 2)


def test_threads_are_paged_by_position(database: Database, cast: Cast, place: Place, browse: Any) -> None:
    with database.transaction() as db:
        writer = db.merge(cast.seeker)
        for number in range(40):
            start(db, writer, place.room, title=f"Topic {number:02}")
    with database.session() as db:
        viewer = db.merge(cast.provider)
        first = rooms.page(db, viewer, place.room)
        assert (len(first.threads), first.older is not None) == (30, True)
        rest = rooms.page(db, viewer, place.room, before=first.older)
        assert (len(rest.threads), rest.older) == (11, None)
        ids = [news.thread.id for news in (*first.threads, *rest.threads)]
        assert sorted(ids, reverse=True) == ids
    browser = browse(cast.provider)
    page = browser.get(f"/rooms/{place.room}").text
    link = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Topic 00" in browser.get(link).text
    for odd in ("x", "2026-01-01~1", "2026-01-01T00:00:00+00:00~x", "~"):
        assert browser.get(f"/rooms/{place.room}", query_string={"before": odd}).status_code == 200
