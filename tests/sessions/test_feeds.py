"""What a calendar fetches at its address, and how it learns that nothing has changed."""

import dataclasses
import random
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.settings import Settings
from peerhub.people.actions import closing
from peerhub.people.facts import PersonReturned
from peerhub.people.models import Person
from peerhub.sessions import access
from peerhub.sessions.actions import changes, ending, feeds, rsvp
from peerhub.sessions.actions.plans import AgendaLine
from peerhub.sessions.models import Session
from peerhub.sessions.queries import feeds as feed_queries
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, WALL, Browse, plan, scheduled
from tests.support.forms import submit, token_of


def test_a_feed_is_made_read_and_revoked(
    browse: Browse, client: FlaskClient, settings: Settings, cast: Cast, session_id: int
) -> None:
    browser = browse(cast.seeker)
    assert "There is none yet" in browser.get("/sessions/calendar").text
    submit(browser, "/sessions/calendar")
    page = browser.get("/sessions/calendar").text
    found = re.search(r"/feeds/[^\"]+\.ics", page)
    assert found
    read = client.get(found[0])
    assert read.content_type == "text/calendar; charset=utf-8"
    assert read.headers["Cache-Control"] == "private, max-age=900"
    assert "SUMMARY:Metadata that makes local music findable" in read.text
    assert "ATTENDEE" not in read.text
    again = client.get(found[0], headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert not read.headers["ETag"].startswith("W/")
    assert "Last-Modified" not in read.headers
    number = re.search(r"/sessions/calendar/(\d+)/revoke", page)
    assert number
    assert submit(browse(cast.teammate), number[0], form_path="/sessions/calendar").status_code == 404
    submit(browser, number[0], form_path="/sessions/calendar")
    assert client.get(found[0]).status_code == 404
    assert token_of(browser, "/sessions/calendar")


def test_a_feed_changes_with_its_sessions_only(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        path = access.feed_path(db, feeds.create(db, cast.seeker))
    first = client.get(path).headers["ETag"]
    with clock.fixed_at(STARTS - timedelta(days=3)):
        assert client.get(path).headers["ETag"] == first
    with app.app_context(), database.transaction() as db:
        changes.change(db, db.get_one(Person, cast.facilitator.id), session_id, plan(cast, title="New words"))
    assert client.get(path).headers["ETag"] != first
    with app.app_context(), database.transaction() as db:
        changes.cancel(db, db.get_one(Person, cast.facilitator.id), session_id, "No quorum.")
    assert "STATUS:CANCELLED" in client.get(path).text
    with clock.fixed_at(STARTS + timedelta(days=40)):
        assert "VEVENT" not in client.get(path).text


def test_a_feed_keeps_ninety_days_and_leaves_out_what_was_declined(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        path = access.feed_path(db, feeds.create(db, cast.seeker))
    with clock.fixed_at(STARTS + timedelta(days=89)):
        assert "VEVENT" in client.get(path).text
    with clock.fixed_at(STARTS + timedelta(days=91)):
        assert "VEVENT" not in client.get(path).text
    with app.app_context(), database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), session_id, "declined")
    assert "VEVENT" not in client.get(path).text


# ---- Nothing has changed


@pytest.fixture
def address(app: Any, database: Database, cast: Cast) -> str:
    with app.app_context(), database.transaction() as db:
        return access.feed_path(db, feeds.create(db, cast.seeker))


def test_nothing_is_built_to_be_compared(
    client: FlaskClient, session_id: int, address: str, count_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = client.get(address).headers["ETag"]
    monkeypatch.setattr(feed_queries, "body_of", None)
    for asked in (version, f"W/{version}", f'"other", {version}', "*"):
        for method in (client.get, client.head):
            with count_queries() as seen:
                answer = method(address, headers={"If-None-Match": asked})
            assert (answer.status_code, answer.data) == (304, b""), asked
            assert answer.headers["ETag"] == version
            assert len(seen) == 2


def test_the_head_tells_what_would_come(client: FlaskClient, session_id: int, address: str) -> None:
    whole, head = client.get(address), client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.data))
    assert head.headers["ETag"] == whole.headers["ETag"]


def test_a_date_alone_is_no_proof(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int, address: str
) -> None:
    assert "VEVENT" in client.get(address).text
    with app.app_context(), database.transaction() as db:
        rsvp.respond(db, db.get_one(Person, cast.seeker.id), session_id, "declined")
    later = client.get(address, headers={"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"})
    assert (later.status_code, "VEVENT" in later.text) == (200, False)


# ---- Other bytes, another version


class Feed:
    """The feed of the cast's seeker; what was seen of it so far, at every moment."""

    def __init__(self, db: Db, cast: Cast) -> None:
        self.db, self.cast = db, cast
        self.at: datetime = NOW
        self.bodies: dict[str, bytes] = {}
        self.sessions = [scheduled(db, cast).id, scheduled(db, cast, wall_start=WALL + timedelta(days=2)).id]
        self.token = access.feed_path(db, feeds.create(db, cast.seeker)).removeprefix("/feeds/").removesuffix(".ics")
        self.words = plan(cast)

    def look(self) -> None:
        """One version, one body. Versions may differ where bodies do not."""
        found = feed_queries.feed_at(self.db, self.token)
        body = feed_queries.body_of(self.db, found)
        assert self.bodies.setdefault(found.version, body) == body


def _change(feed: Feed, chance: random.Random) -> None:
    some: dict[str, list[Any]] = {
        "title": ["One", "Two", "Metadata that makes local music findable"],
        "purpose": ["", "Why"],
        "minutes": [60, 90],
        "join_link": ["", "https://meet.example/room", "https://meet.example/other"],
        "agenda": [(), (AgendaLine(30, "What Chile did"),), (AgendaLine(30, "What Cuba did"),)],
        "wall_start": [WALL, WALL + timedelta(days=1), WALL + timedelta(days=9)],
        "people": [{feed.cast.seeker.id, feed.cast.provider.id}, {feed.cast.provider.id}],
    }
    name = chance.choice(list(some))
    value = chance.choice(some[name])
    new = plan(feed.cast, **{name: frozenset(value) if name == "people" else value})
    changes.change(feed.db, feed.cast.facilitator, chance.choice(feed.sessions), new)


def _answer(feed: Feed, chance: random.Random) -> None:
    answer = chance.choice(("accepted", "tentative", "declined"))
    rsvp.respond(feed.db, feed.cast.seeker, chance.choice(feed.sessions), answer)


def _withdraw(feed: Feed, chance: random.Random) -> None:
    changes.withdraw(feed.db, feed.cast.facilitator, chance.choice(feed.sessions), feed.cast.seeker.id)


def _cancel(feed: Feed, chance: random.Random) -> None:
    changes.cancel(feed.db, feed.cast.facilitator, chance.choice(feed.sessions), "No quorum.")


def _end(feed: Feed, chance: random.Random) -> None:
    ending.end(feed.db, feed.cast.facilitator, chance.choice(feed.sessions))


def _add(feed: Feed, chance: random.Random) -> None:
    if len(feed.sessions) < 6 and feed.at < STARTS:
        feed.sessions.append(scheduled(feed.db, feed.cast, title=chance.choice(["One", "Two"])).id)


def _speak(feed: Feed, chance: random.Random) -> None:
    feed.cast.seeker.language = chance.choice(["en", "fr", "ar"])
    feed.db.flush()


def _leave(feed: Feed, _chance: random.Random) -> None:
    closing.close_account(feed.db, feed.cast.secretariat, feed.cast.seeker.id)
    seeker = feed.cast.seeker
    closed_at, seeker.closed_at = seeker.closed_at, None
    assert closed_at
    announce(feed.db, PersonReturned(seeker.id, closed_at, elsewhere=False))


def _wait(feed: Feed, chance: random.Random) -> None:
    feed.at += timedelta(hours=chance.choice([0.0001, 0.0001, 1, 30, 960]))


STEPS: tuple[Callable[[Feed, random.Random], None], ...] = (
    _change, _change, _change, _answer, _answer, _withdraw, _cancel, _end, _add, _add, _speak, _leave, _wait,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_other_bytes_have_another_version(db: Db, cast: Cast, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  (no secret)
    feed = Feed(db, Cast.find(db))
    feed.look()
    done = set()
    for _ in range(40):
        step = chance.choice(STEPS)
        with clock.fixed_at(feed.at):
            try:
                step(feed, chance)
                done.add(step)
            except (Conflict, Invalid, NotFound):
                continue
            finally:
                feed.look()
    assert len(feed.bodies) > 5
    assert len(done) > 4


def test_a_setting_that_the_feed_names_changes_its_version(db: Db, cast: Cast, settings: Settings) -> None:
    feed = Feed(db, Cast.find(db))
    db.execute(
        update(Session).values(organizer=None)
    )  # as of a session that calendars knew before their organizer was kept
    feed.look()
    elsewhere = dataclasses.replace(settings, public_url="https://elsewhere.example")
    for other in (elsewhere, dataclasses.replace(settings, mail_from="other@peerhub.example")):
        db.info["settings"] = other
        feed.look()
    assert len(set(feed.bodies)) == len(set(feed.bodies.values())) == 3


def test_every_update_of_a_session_counts(db: Db, cast: Cast) -> None:
    session = scheduled(db, cast)
    versions = [session.version]
    session.title = "Other words"
    db.flush()
    versions.append(session.version)
    db.execute(update(Session).where(Session.id == session.id).values(minutes=30))
    versions.append(db.scalar(select(Session.version).where(Session.id == session.id)) or 0)
    assert versions == sorted(set(versions))
