"""Rooms of the demonstration: what was written in them, what others said to it, and how far everybody has read."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from peerhub.base import clock
from peerhub.demo import accounts
from peerhub.demo.play import MINUTE, Row, Scenario, read
from peerhub.exchanges.models import Exchange
from peerhub.rooms.access import visible_to
from peerhub.rooms.actions import answers, members, messages, reading
from peerhub.rooms.actions import threads as thread_actions
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.threads import NewThread
from peerhub.rooms.models.rooms import FACILITATOR, MEMBER, Room
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import Session

OPENED = timedelta(days=99)
UNREAD = timedelta(hours=12)
REACTS_AFTER = timedelta(minutes=7)


def open_theme_rooms(play: Scenario) -> None:
    """Say what the rooms of the themes are for; let in those who look after them and those who write there."""
    with clock.fixed_at(play.now - OPENED):
        for row in read("rooms")["rooms"]:
            room = _theme_room(play, row)
            play.ids["theme", row["theme"]] = room.id
            for name in sorted(_names_in(row["threads"])):
                members.add(play.db, room.id, play.people[name].id, MEMBER)
            for account in accounts.rows():
                if row["theme"] in account["facilitates"]:
                    members.add(play.db, room.id, play.people[accounts.name_of(account)].id, FACILITATOR)


def _theme_room(play: Scenario, row: Row) -> Room:
    query = select(Room).where(Room.kind == "theme", Room.theme_code == row["theme"])
    room = play.db.scalars(query).one()
    room.purpose, room.ground_rules = row["purpose"], "\n".join(row["ground_rules"])
    room.words = {
        code: {"purpose": texts["purpose"], "ground_rules": "\n".join(texts["ground_rules"])}
        for code, texts in row["words"].items()
    }
    return room


def _names_in(threads: list[Row]) -> set[str]:
    names = set()
    for thread in threads:
        names.update(thread.get("read", {}))
        for message in thread["messages"]:
            names.update([message["by"]], *message.get("reactions", {}).values())
    return names


def plan(play: Scenario) -> None:
    """Put everything that was written on the play's bill, and the reading after it."""
    for kind, key, threads in _places():
        for thread in threads:
            _plan_thread(play, kind, key, thread)
    play.at(play.now - UNREAD, _read_all)
    play.at(play.now, _read_partly)


def _places() -> Iterator[tuple[str, str, list[Row]]]:
    for room in read("rooms")["rooms"]:
        yield "theme", room["theme"], room["threads"]
    for kind, name in (("session", "sessions"), ("exchange", "exchanges")):
        for row in read(name)[name]:
            yield kind, row["key"], row.get("threads", [])


def _room_id(play: Scenario, kind: str, key: str) -> int:
    number = play.id(kind, key)
    if kind == "theme":
        return number
    owner = Session if kind == "session" else Exchange
    return play.db.scalars(select(owner.room_id).where(owner.id == number, owner.room_id.is_not(None))).one() or 0


def _plan_thread(play: Scenario, kind: str, key: str, thread: Row) -> None:
    for number, message in enumerate(thread["messages"], start=1):
        at = play.moment(message)
        if number == 1:
            play.at(at, _start, kind, key, thread)
        else:
            play.at(at, _post, thread, message, number)
        _plan_replies(play, thread, message, number, at)


def _start(play: Scenario, kind: str, key: str, thread: Row) -> None:
    first = thread["messages"][0]
    new = NewThread(thread["title"], thread["kind"], _draft(thread, first, 0), thread.get("activity", ""))
    posted = thread_actions.start(play.db, play.people[first["by"]], _room_id(play, kind, key), new)
    play.ids["thread", thread["key"]] = posted.thread_id
    play.ids["message", f"{thread['key']} 1"] = posted.id


def _post(play: Scenario, thread: Row, message: Row, number: int) -> None:
    draft = _draft(thread, message, number - 1)
    posted = messages.post(play.db, play.people[message["by"]], play.id("thread", thread["key"]), draft)
    play.ids["message", f"{thread['key']} {number}"] = posted.id


def _draft(thread: Row, message: Row, seen: int) -> Draft:
    return Draft(message["body"], language=message.get("language") or thread["language"], seen=seen)


def _plan_replies(play: Scenario, thread: Row, message: Row, number: int, at: datetime) -> None:
    """The small answers to a message, and that it answers the question."""
    for kind, names in message.get("reactions", {}).items():
        for place, name in enumerate(names):
            play.at(at + REACTS_AFTER + place * MINUTE, _react, name, f"{thread['key']} {number}", kind)
    if message.get("accepted"):
        play.at(at + REACTS_AFTER, _choose, thread, number)


def _react(play: Scenario, name: str, message: str, kind: str) -> None:
    messages.react(play.db, play.people[name], play.id("message", message), kind)


def _choose(play: Scenario, thread: Row, number: int) -> None:
    asker = play.people[thread["messages"][0]["by"]]
    answers.choose(play.db, asker, play.id("thread", thread["key"]), number)


def _read_all(play: Scenario) -> None:
    """Almost everybody has read what there is by now."""
    for name, person in play.people.items():
        if name not in _read_to():
            reading.mark_all_read(play.db, person)


def _read_partly(play: Scenario) -> None:
    """Some have read certain threads only so far, and everything else."""
    for name, numbers in _read_to().items():
        person = play.people[name]
        up_to = {play.id("thread", key): number for key, number in numbers.items()}
        for thread in play.db.scalars(select(Thread).join(Thread.room).where(visible_to(person))).all():
            reading.mark_read(play.db, person, thread.id, up_to.get(thread.id, thread.last_number))


def _read_to() -> dict[str, dict[str, int]]:
    """How many messages of which thread somebody has read, by account, where that is not all."""
    read_to: dict[str, dict[str, int]] = {}
    for _kind, _key, threads in _places():
        for thread in threads:
            for name, number in thread.get("read", {}).items():
                read_to.setdefault(name, {})[thread["key"]] = number
    return read_to
