"""The log names people, offices with their country, and links to what it is about: no ids, and nothing of private rooms."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import peerhub
from peerhub.base.database.engine import Database
from peerhub.base.security import audit
from peerhub.dashboards.queries.audit_log import KINDS, LINKED
from peerhub.dashboards.views.audit_log import DETAIL_WORDS, KIND_WORDS
from peerhub.exchanges.actions import teams, work
from peerhub.exchanges.models import Exchange
from peerhub.people.actions import roles, seats
from peerhub.people.models import Person
from peerhub.rooms.actions import threads
from peerhub.rooms.models.rooms import Room
from peerhub.sessions.actions import changes
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.security.world import SECRET, World, build
from tests.sessions.arrange import scheduled

BARE = re.compile(
    r"\b(exchange|person|session|seat|room|thread|message|need|offer|proposal|survey|invitation|mail):\d|\w+=\S"
)


def calls() -> list[ast.Call]:
    """All calls of `audit.record`."""
    found = []
    for path in Path(peerhub.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
                found.append(node)
    return found


def test_every_kind_of_subject_and_every_word_of_the_log_is_known() -> None:
    subjects = {
        str(part.value).rstrip(":")
        for call in calls()
        for part in ast.walk(call.args[3])
        if isinstance(part, ast.Constant) and str(part.value).endswith(":")
    }
    words = {keyword.arg for call in calls() for keyword in call.keywords if keyword.arg}
    assert len(subjects) > 8
    assert subjects - {"person"} <= set(KINDS)
    assert set(KINDS) | {"person"} == set(KIND_WORDS)
    assert words | set(LINKED) <= set(DETAIL_WORDS)


def lines(browser: Any) -> str:
    """The table of the log."""
    page: str = browser.get("/audit").text
    return page[page.index("<tbody>") : page.index("</tbody>")]


def test_log_in_words(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    with app.app_context(), database.transaction() as db:
        here = Cast.find(db)
        exchange = opened(db, here)
        teams.add_person(db, here.seeker, exchange.id, here.teammate.id)
        session = scheduled(db, here)
        changes.withdraw(db, here.facilitator, session.id, here.seeker.id)
        roles.give(db, here.secretariat, here.provider.id, "focal_point", "CL")
        seats.hand_over(db, here.focal_point, here.seeker.seat_id or 0, here.teammate.id)
        work.move(db, here.teammate, exchange.id, "exchange")
    shown = lines(browse(cast.secretariat))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert not BARE.search(text), BARE.search(text)
    for words in (
        "Statistics office, Jamaica",
        "Copyright office, Jamaica",
        "side: the seeking team",
        "role: Focal point",
        "country: CL",
    ):
        assert words in text, words
    for path in (
        f"/exchanges/{exchange.id}",
        f"/sessions/{session.id}",
        f"/people/{cast.teammate.id}",
        "/countries/JM",
    ):
        assert f'href="{path}"' in shown, path


def test_offices_stand_with_their_country(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        db.get_one(Person, cast.seeker.id).name = "Statistics office"
        audit.record(db, cast.seeker.id, "password.changed", f"person:{cast.provider.id}")
    text = re.sub(r"<[^>]+>", " ", lines(browse(cast.secretariat)))
    assert re.search(r"Statistics office\s+Jamaica", text)


def test_private_rooms_are_not_named(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    with app.app_context(), database.transaction() as db:
        world: World = build(db, Cast.find(db))
        room = db.get_one(Room, db.get_one(Exchange, world.ids["exchange_id"]).room_id)
        threads.lock(db, db.merge(cast.seeker), world.ids["thread_id"], locked=True)
    shown = lines(browse(cast.secretariat))
    assert "a thread in a room you are not in" in shown
    assert f"{SECRET}: thread" not in shown
    assert f"/rooms/{room.id}" not in shown


@pytest.mark.parametrize("subject", ["exchange:999", "person:999", "room:x", "moon:7", "nothing", "country:ZZ"])
def test_what_is_gone_or_unknown_breaks_nothing(browse: Any, cast: Cast, database: Database, subject: str) -> None:
    with database.transaction() as db:
        audit.record(db, 999, "moon.landed", subject, person=999, of=[998], moon="full")
    assert browse(cast.secretariat).get("/audit").status_code == 200


def test_the_log_asks_as_often_for_three_lines_as_for_one(
    app: Flask, browse: Any, cast: Cast, database: Database, count_queries: Any
) -> None:
    browser = browse(cast.secretariat)

    def asked() -> int:
        with count_queries() as seen:
            browser.get("/audit")
        return len(seen)

    def note(person: Person) -> None:
        with database.transaction() as db:
            audit.record(
                db, person.id, "seat.handed_over", f"seat:{person.seat_id}", to=person.id, of=[cast.outsider.id]
            )

    note(cast.seeker)
    one = asked()
    note(cast.teammate)
    note(cast.provider)
    assert asked() == one
