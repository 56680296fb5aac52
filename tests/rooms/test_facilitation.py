"""The secretariat looks after the rooms of the themes: purpose and rules in each language, and who facilitates them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms.models.rooms import Membership, Room
from tests.accounts.arrange import verbs
from tests.cast import Cast
from tests.support.forms import submit

ROOM = "/rooms/1"
WORDS = {
    "purpose_en": "For offices that count.",
    "ground_rules_en": "Say how a figure was made.\nShare definitions.",
    "purpose_fr": "Pour les services qui comptent.",
    "ground_rules_ar": "قولوا كيف أُعدّ الرقم.",
}


def named(browser: FlaskClient, who: str) -> Any:
    """Name a facilitator."""
    return submit(browser, f"{ROOM}/facilitators", form_path=f"{ROOM}/description", who=who)


@pytest.mark.parametrize("who", ["seeker@cast.example", " SEEKER@cast.example ", "Statistics office, Jamaica"])
def test_no_facilitators(browse: Any, cast: Cast, database: Database, who: str) -> None:
    """By hand, from the room's own page: name somebody, write the rules, schedule a session as that person."""
    desk, seeker = browse(cast.secretariat), browse(cast.seeker)
    assert seeker.get("/sessions/new").status_code == 403
    assert f'href="{ROOM}/description"' in desk.get(ROOM).text
    assert named(desk, who).status_code == 302
    assert submit(desk, f"{ROOM}/description", **WORDS).location == ROOM
    shown = seeker.get(ROOM).text
    assert "For offices that count." in shown
    assert "Say how a figure was made." in shown
    assert seeker.get("/sessions/new").status_code == 200
    assert "You are now a facilitator of this room:" in seeker.get("/notices").text
    assert [verb for _who, verb, _subject in verbs(database)] == ["room.facilitator_added", "room.described"]


def test_facilitators_are_taken_away_and_stay_members(browse: Any, cast: Cast, database: Database) -> None:
    desk = browse(cast.secretariat)
    named(desk, cast.seeker.email)
    path = f"{ROOM}/facilitators/{cast.seeker.id}/remove"
    assert submit(desk, path, form_path=f"{ROOM}/description").status_code == 302
    assert submit(desk, path, form_path=f"{ROOM}/description").status_code == 404
    assert browse(cast.seeker).get("/sessions/new").status_code == 403
    with database.session() as db:
        assert db.get_one(Membership, (1, cast.seeker.id)).role == "member"


def test_naming_twice_is_naming_once(browse: Any, cast: Cast, database: Database) -> None:
    desk = browse(cast.secretariat)
    named(desk, cast.seeker.email)
    assert named(desk, cast.seeker.email).status_code == 302
    assert len(verbs(database)) == 1


@pytest.mark.parametrize(
    "who", ["", "nobody@cast.example", "Nobody", "closed.account@cast.example", "Former office, Jamaica"]
)
def test_who_is_not_there_cannot_be_named(browse: Any, cast: Cast, database: Database, who: str) -> None:
    desk = browse(cast.secretariat)
    answer = named(desk, who)
    assert answer.status_code == 422
    assert "mail address" in answer.text
    assert verbs(database) == []


def test_two_people_of_one_name_are_told_apart_by_address(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        db.get_one(Person, cast.teammate.id).name = cast.seeker.name
    desk = browse(cast.secretariat)
    assert "Several people have this name" in named(desk, cast.seeker.name).text
    assert named(desk, cast.teammate.email).status_code == 302


@pytest.mark.parametrize(
    ("language", "purpose", "rules"),
    [
        ("en", "For offices that count.", "Say how a figure was made."),
        ("fr", "Pour les services qui comptent.", "Say how a figure was made."),
        ("ar", "For offices that count.", "قولوا كيف أُعدّ الرقم."),
        ("es", "For offices that count.", "Say how a figure was made."),
    ],
)
def test_each_reads_their_language_else_english(
    browse: Any, cast: Cast, database: Database, language: str, purpose: str, rules: str
) -> None:
    submit(browse(cast.secretariat), f"{ROOM}/description", **WORDS)
    with database.transaction() as db:
        db.get_one(Person, cast.seeker.id).language = language
    reader = browse(cast.seeker)
    page = reader.get(ROOM).text
    assert purpose in page
    assert rules in page
    assert purpose in reader.get("/rooms").text


def test_the_form_says_what_is_there_and_who_wrote_it(browse: Any, cast: Cast) -> None:
    desk = browse(cast.secretariat)
    assert "No one has edited" in desk.get(f"{ROOM}/description").text
    submit(desk, f"{ROOM}/description", **WORDS)
    shown = browse(cast.administrator).get(f"{ROOM}/description").text
    assert f"last edited: {cast.secretariat.name}" in shown
    assert all(line in shown for text in WORDS.values() for line in text.splitlines())


def test_too_much_is_refused_and_nothing_typed_is_lost(browse: Any, cast: Cast, database: Database) -> None:
    answer = submit(browse(cast.secretariat), f"{ROOM}/description", **WORDS | {"purpose_en": "x" * 601})
    assert answer.status_code == 422
    assert "Maximum number of characters: 600." in answer.text
    assert WORDS["purpose_fr"] in answer.text
    with database.session() as db:
        assert db.get_one(Room, 1).words == {}


@pytest.mark.parametrize("role", ["seeker", "facilitator", "focal_point", "outsider"])
def test_nobody_else_does_this(browse: Any, cast: Cast, database: Database, role: str) -> None:
    browser = browse(getattr(cast, role))
    assert f"{ROOM}/description" not in browser.get(ROOM).text
    assert browser.get(f"{ROOM}/description").status_code == 403
    for path, fields in (
        (f"{ROOM}/description", WORDS),
        (f"{ROOM}/facilitators", {"who": "seeker@cast.example"}),
        (f"{ROOM}/facilitators/4/remove", {}),
    ):
        assert submit(browser, path, form_path="/profile", **fields).status_code == 403
    assert verbs(database) == []


def test_other_rooms_follow_their_session_or_exchange(browse: Any, cast: Cast, place: Any) -> None:
    assert browse(cast.secretariat).get(f"/rooms/{place.private_room}/description").status_code == 404
