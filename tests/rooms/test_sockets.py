"""What pages ask through their socket, and what the heartbeat tells them: sockets within this process."""

from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import NotFound
from peerhub.base.live import heartbeat
from peerhub.people.models import Person
from peerhub.rooms import access, sockets
from peerhub.rooms.actions import members
from peerhub.rooms.queries import presence as presence_queries
from tests.cast import Cast
from tests.rooms.arrange import Place, build
from tests.support.sockets import Connect

NOBODY = {"countries": [], "more": 0, "programme": False}


def ask(socket: Any, name: str, room: object) -> dict[str, Any]:
    """Send an event about a room, and return its answer."""
    answer: dict[str, Any] = socket.emit(name, {"room": room}, callback=True)
    return answer


@pytest.fixture(autouse=True)
def _nobody_before(app: Flask) -> None:
    """Forget who was here in the test before."""
    app.extensions.pop(sockets.BEAT, None)


def beats(app: Flask, socket: Any) -> list[dict[str, Any]]:
    """What the next heartbeat tells the page."""
    socket.get_received()
    heartbeat.send_presence(app)
    return [event["args"][0] for event in socket.get_received() if event["name"] == "room:beat"]


def test_opening_a_room_says_where_it_stands_and_who_is_here(
    connect: Connect, database: Database, cast: Cast, place: Place
) -> None:
    with database.session() as db:
        room = access.room_for(db, cast.seeker, place.room)
        stands = {"ok": True, "epoch": room.epoch, "last_seq": room.last_seq}
    jamaica = [{"code": "JM", "name": "Jamaica"}]
    first = ask(connect(cast.seeker), "room:open", place.room)
    assert first == stands | {"here": NOBODY | {"countries": jamaica}}
    second = ask(connect(cast.facilitator), "room:open", place.room)
    assert second["here"] == {"countries": jamaica, "more": 0, "programme": True}


@pytest.mark.parametrize("room", [0, -1, 2**31, 999, "1", None, True, [1]])
def test_a_room_that_is_none_is_not_opened(connect: Connect, cast: Cast, place: Place, room: object) -> None:
    assert ask(connect(cast.seeker), "room:open", room)["ok"] is False


def test_a_private_room_opens_for_its_members(app: Flask, connect: Connect, cast: Cast, place: Place) -> None:
    outside, inside = connect(cast.outsider), connect(cast.provider)
    assert ask(outside, "room:open", place.private_room)["ok"] is False
    assert ask(inside, "room:open", place.private_room)["ok"] is True
    assert beats(app, outside) == []
    assert [beat["room"] for beat in beats(app, inside)] == [place.private_room]


def test_who_is_removed_while_the_room_opens_hears_nothing(
    app: Flask, connect: Connect, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, room_for = connect(cast.provider), access.room_for
    asked: list[int] = []

    def removed_meanwhile(db: Db, viewer: Person | None, room_id: int) -> Any:
        asked.append(room_id)
        if len(asked) > 1:
            raise NotFound
        return room_for(db, viewer, room_id)

    monkeypatch.setattr(access, "room_for", removed_meanwhile)
    assert ask(page, "room:open", place.private_room)["ok"] is False
    assert len(asked) == 2
    assert beats(app, page) == []


def test_the_heartbeat_tells_who_came_and_went(app: Flask, connect: Connect, cast: Cast, place: Place) -> None:
    first, second = connect(cast.seeker), connect(cast.provider)
    ask(first, "room:open", place.room)
    ask(second, "room:open", place.room)
    assert [event["name"] for event in first.get_received()] == []  # nobody is told of one person
    told = beats(app, first)
    assert [country["code"] for country in told[0]["here"]["countries"]] == ["CL", "JM"]
    assert set(told[0]) == {"room", "epoch", "last_seq", "here"}
    assert set(beats(app, first)[0]) == {"room", "epoch", "last_seq"}  # nobody has come or gone
    assert ask(second, "room:close", place.room) == {"ok": True}
    assert [country["code"] for country in beats(app, first)[0]["here"]["countries"]] == ["JM"]
    assert beats(app, second) == []


def test_a_heartbeat_without_rooms_asks_nothing(app: Flask, count_queries: Any) -> None:
    with app.app_context(), count_queries() as seen:
        sockets.push_positions(["person:1", "something else"])
    assert seen == []


def test_one_room_and_three_cost_the_same(
    app: Flask, connect: Connect, database: Database, cast: Cast, place: Place, count_queries: Any
) -> None:
    page = connect(cast.seeker)
    counts = []
    for rooms in ([place.room], [place.private_room, 1]):
        for room in rooms:
            assert ask(page, "room:open", room)["ok"]
        with count_queries() as seen:
            told = beats(app, page)
        counts.append((len(told), len(seen)))
    assert counts == [(1, 2), (3, 2)]


def test_many_countries_become_a_few_and_a_number(db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    place = build(db, cast)
    people = [cast.seeker.id, cast.teammate.id, cast.provider.id, cast.outsider.id, cast.arabic_reader.id]
    monkeypatch.setattr("peerhub.rooms.queries.presence.SHOWN", 3)
    here = presence_queries.present(db, {place.room: people, place.private_room: []})
    assert [country["code"] for country in here[place.room]["countries"]] == ["CL", "JM", "JO"]
    assert (here[place.room]["more"], here[place.room]["programme"]) == (1, False)
    assert here[place.private_room] == NOBODY


def test_who_may_no_longer_see_the_room_is_not_here(
    app: Flask, connect: Connect, database: Database, cast: Cast, place: Place
) -> None:
    stays, goes = connect(cast.seeker), connect(cast.provider)
    for page in (stays, goes):
        ask(page, "room:open", place.private_room)
    with app.app_context(), database.transaction() as db:
        members.remove(db, place.private_room, cast.provider.id)
    assert [country["code"] for country in beats(app, stays)[0]["here"]["countries"]] == ["JM"]
