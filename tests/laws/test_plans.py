"""No page reads through, or sorts, a table that grows; and it asks no more questions of many rows than of one.

SQLite says how it goes about a statement. A page may read from an index what it shows: that of one person, one room, one session;
what it reads from the newest on stands in a list here, with its reason.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.actions import messages, reading, totals
from peerhub.rooms.actions.messages import Draft
from tests.cast import Cast
from tests.laws.growth import GROWING, multiply
from tests.rooms.arrange import start
from tests.security.world import World, build, endpoints

Plan = list[str]
Seen = dict[str, tuple[str, Any]]
COPIES = 60  # more than a page of any list
WHO = (
    "seeker",
    "provider",
    "outsider",
    "secretariat",
    "focal_point",
)  # the seeker has read everything, the provider nothing
FURTHER = (
    "/rooms/1",
    "/rooms/1?only=unread",
    "/rooms/1?only=unanswered",
    "/rooms/1/facilitation",
    "/search?q=kept",
    "/search?q=kept&in=messages",
    "/needs?theme=discoverability_access",
    "/sessions?theme=discoverability_access",
)
STEP = re.compile(r"(SCAN|SEARCH) (\w+?)(?:_\d+)?(?: |$)")
FIRST = re.compile(r"\((\w+)[=<>]")
NEWEST_FIRST = re.compile(r"ORDER BY [^()]* DESC\s+LIMIT")
# What a page reads whole, and why that does not grow beyond it.
WHOLE = {
    ("/exchanges", "exchanges"): "the page shows all of them",
    ("/needs/1", "offers"): "each offer is weighed against the need, and shown with what fits or does not",
    ("/sessions/new", "seats"): "the form shows how many offices each country has",
    ("/sessions/1/edit", "seats"): "the form shows how many offices each country has",
}
# Where a page goes through a table from its newest row, which it orders by, until it has enough: nearly every row is one that it shows.
NEWEST = {
    ("/audit", "audit"): "the secretariat sees each line",
    ("/incoming", "incoming_mails"): "each email that came in",
    ("/outbox", "outgoing_mails"): "each email but those about private things",
    ("/people", "people"): "each account",
    ("/search?q=kept", "exchanges"): "the latest hundreds are searched, and everybody sees them",
    ("/search?q=kept", "needs"): "likewise, all but drafts and what was withdrawn",
    ("/search?q=kept", "offers"): "likewise, all but what was withdrawn",
    ("/search?q=kept", "people"): "likewise, all but closed accounts",
    ("/search?q=kept", "sessions"): "likewise; somebody who may see few of them reads past the others",
    ("/surveys", "surveys"): "the secretariat sees each",
}
# What is found by something else than an id and sorted then, and why it stays small.
SORTED = {
    ("exchange_providers", "country_code"): "the exchanges of one country",
    ("needs", "country_code"): "the needs of one country, all of them shown",
    ("offers", "country_code"): "the offers of one country, all of them shown",
    ("proposals", "state"): "those that wait for an answer; they lapse with their need or offer",
    ("rooms", "kind"): "the rooms of the themes",
    ("rooms", "private"): "the rooms of the themes, which alone are open",
    ("seats", "country_code"): "the offices of one country, or of none",
    (
        "sessions",
        "state",
    ): "those that are planned, ahead or ended in the last days; of others the statement names no state",
}


@pytest.fixture
def world(app: Flask, database: Database, cast: Cast) -> World:
    """Something of every kind."""
    with app.app_context(), database.transaction() as db:
        made = build(db, cast)
        for _thread in range(3):
            start(db, db.merge(cast.facilitator), 1)
    return made


def grow(app: Flask, database: Database, cast: Cast) -> None:
    """Make much of everything; the seeker has read all of it."""
    with app.app_context(), database.transaction() as db:
        multiply(db, COPIES)
        totals.count_all(db)
        reading.mark_all_read(db, db.get_one(Person, cast.seeker.id))


def pages(app: Flask, world: World) -> list[str]:
    """An address of each page."""
    paths = [world.path(rule) for rule in endpoints(app, "GET")]
    return [*(path for path in paths if not path.startswith("/static")), *FURTHER]


@contextmanager
def noting(database: Database, seen: Seen, page: str) -> Iterator[list[str]]:
    """The statements sent meanwhile, which are kept in `seen` with the page that sent each first."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            sent.append(statement)
            seen.setdefault(statement, (page, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def faults(page: str, statement: str, plan: Plan) -> list[str]:
    """What the database would have to read or sort of a table that grows."""
    steps = [step.groups() for line in plan if (step := STEP.match(line)) and step[2] in GROWING]
    sorts = any("USE TEMP B-TREE FOR ORDER BY" in line for line in plan)
    known = WHOLE | (NEWEST if NEWEST_FIRST.search(statement) and not sorts else {})
    whole = [table for how, table in steps if how == "SCAN" and (page, table) not in known]
    found = [f"{page} reads all of {table}: {statement}" for table in whole]
    if sorts and steps and steps[0][0] == "SEARCH":
        line = next(line for line in plan if STEP.match(line) and STEP.match(line)[2] in GROWING)  # type: ignore[index]
        by = FIRST.search(line)
        column = by[1] if by else ""
        if not (column == "rowid" or column.endswith("_id") or (steps[0][1], column) in SORTED):
            found.append(f"{page} sorts {steps[0][1]} by {line}: {statement}")
    return found


def all_faults(database: Database, seen: Seen) -> list[str]:
    """The same for all statements."""
    connection: Any = database.engine.raw_connection()
    try:
        return [
            fault
            for statement, (page, parameters) in seen.items()
            for fault in faults(page, statement, plan_of(connection, statement, parameters))
        ]
    finally:
        connection.close()


def plan_of(connection: Any, statement: str, parameters: Any) -> Plan:
    """How SQLite goes about the statement, step by step."""
    return [row[3] for row in connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall()]


@pytest.mark.one_database
@pytest.mark.slow
def test_no_page_reads_or_sorts_what_grows(
    app: Flask, database: Database, cast: Cast, browse: Any, world: World
) -> None:
    if not database.is_sqlite:
        pytest.skip("the plans are SQLite's")
    grow(app, database, cast)
    seen: Seen = {}
    for who in WHO:
        browser = browse(getattr(cast, who))
        for path in pages(app, world):
            with noting(database, seen, path):
                browser.get(path)
    with noting(database, seen, "a post"), app.app_context(), database.transaction() as db:
        messages.post(db, db.get_one(Person, cast.provider.id), world.ids["thread_id"], Draft("x @facilitators"))
    assert len(seen) > 200
    assert all_faults(database, seen) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT count(*) FROM threads WHERE last_number > 3",
        "SELECT id FROM people ORDER BY zone LIMIT 5",
        "SELECT id FROM people WHERE zone = 'UTC' LIMIT 5",
        "SELECT id FROM people WHERE zone = 'UTC' ORDER BY id LIMIT 5",
        "SELECT id FROM needs WHERE state = 'open' ORDER BY created_at LIMIT 5",
        "SELECT t.id FROM rooms r JOIN messages AS t ON t.html = r.title WHERE r.id = 1",
    ],
)
def test_what_reads_or_sorts_is_noticed(database: Database, statement: str) -> None:
    if not database.is_sqlite:
        pytest.skip("the plans are SQLite's")
    if " AS t " in statement:
        statement = statement.replace("AS t ", "").replace("t.", "messages.")
    assert len(all_faults(database, {statement: ("/page", ())})) == 1
    kept = {"SELECT id FROM people ORDER BY id DESC LIMIT 5": ("/people", ())}
    assert all_faults(database, kept) == []


@pytest.mark.one_database
@pytest.mark.slow
def test_pages_ask_no_more_of_many_rows_than_of_one(
    app: Flask, database: Database, cast: Cast, browse: Any, world: World
) -> None:
    browsers = {who: browse(getattr(cast, who)) for who in WHO}

    def asked() -> dict[str, int]:
        numbers = {}
        for who, browser in browsers.items():
            for path in pages(app, world):
                with noting(database, {}, path) as sent:
                    browser.get(path)
                numbers[f"{path} for {who}"] = len(sent)
        return numbers

    asked()  # what is asked once and kept
    few = asked()
    grow(app, database, cast)
    many = asked()
    assert {page: (few[page], many[page]) for page in few if few[page] < many[page]} == {}
