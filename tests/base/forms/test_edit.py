"""Two people never undo each other: the rule, and every form that edits something."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.base.forms.edit import merge
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.exchanges.models import Exchange
from peerhub.matching.models import Need, Offer
from peerhub.people.models import Person
from peerhub.reference.models import Country
from peerhub.rooms.actions import threads
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.actions.threads import NewThread
from tests.base.forms.arrange import Filled, filled, said_of, told
from tests.cast import NOW, Cast
from tests.exchanges.arrange import opened
from tests.matching.arrange import offer, state


@pytest.mark.parametrize(
    ("read", "now", "mine", "kept"),
    [
        ("a", "a", "b", "b"),
        ("a", "b", "a", "b"),
        ("a", "b", "c", "c"),
        ([1, 2], [1, 2, 3], [2], [2, 3]),
        ([1, 2], [1], [1, 2, 4], [1, 4]),
        ({"JM": "seeks"}, {"JM": "seeks", "CL": "provides"}, {"JM": "provides"}, {"JM": "provides", "CL": "provides"}),
        (
            {"JM": "seeks", "CL": "x"},
            {"JM": "seeks", "CL": "x", "KR": "x"},
            {"JM": "seeks"},
            {"JM": "seeks", "KR": "x"},
        ),
        ([["10", "A"]], [["10", "B"]], [["10", "C"]], [["10", "C"]]),
        (None, "b", "c", "c"),
        (None, [1], [2], [2]),
    ],
)
def test_what_you_changed_lies_over_what_is_kept(read: Any, now: Any, mine: Any, kept: Any) -> None:
    assert merge(read, now, mine) == kept


# ---- Every form: who, where, a field that both change (theirs, mine), and another that only the other changes.


def need_place(db: Db, cast: Cast) -> str:
    return f"/needs/{state(db, cast.seeker).id}/edit"


def offer_place(db: Db, cast: Cast) -> str:
    return f"/offers/{offer(db, cast.seeker).id}/edit"


def goal_place(db: Db, cast: Cast) -> str:
    exchange: Exchange = opened(db, cast)
    return f"/exchanges/{exchange.id}/goal"


def commitment_place(db: Db, cast: Cast) -> str:
    return (
        f"/commitments/{commitments.make(db, cast.seeker, NewCommitment('Write to services', '', NOW.date())).id}/edit"
    )


def message_place(db: Db, cast: Cast) -> str:
    new = NewThread("Reports", "question", Draft("Who asks for reports?"))
    return f"/messages/{threads.start(db, cast.seeker, 1, new).id}/edit"


Place = Callable[[Db, Cast], str]
EDITED: dict[str, tuple[str, str, Place, str, str, tuple[str, str]]] = {
    "need": ("seeker", "teammate", need_place, "challenge", "hour_to", ("16", "15")),
    "offer": ("seeker", "teammate", offer_place, "result", "capacity", ("2", "3")),
    "two-write-the-goal": ("seeker", "provider", goal_place, "goal", "subject", ("", "Measuring what is shown")),
    "profile": ("seeker", "seeker", lambda _db, _cast: "/profile", "name", "zone", ("", "America/Jamaica")),
    "country": (
        "secretariat",
        "secretariat",
        lambda _db, _cast: "/countries/JM/edit",
        "note",
        "source",
        ("", "A letter"),
    ),
    "room": (
        "secretariat",
        "administrator",
        lambda _db, _cast: "/rooms/1/description",
        "purpose_en",
        "ground_rules_fr",
        ("", "Soyez brefs"),
    ),
    "message": ("seeker", "seeker", message_place, "body", "body", ("", "Their version")),
    "commitment": ("seeker", "seeker", commitment_place, "text", "with_whom", ("", "The broadcaster")),
}


@pytest.mark.parametrize("name", EDITED)
def test_an_older_form_is_not_saved_over_a_newer_state(
    app: Flask, browse: Any, cast: Cast, database: Database, name: str
) -> None:
    mine_by, theirs_by, place, field, other, (_before, changed) = EDITED[name]
    with app.app_context(), database.transaction() as db:
        path = place(db, cast)
    me, they = browse(getattr(cast, mine_by)), browse(getattr(cast, theirs_by))
    my_form, their_form = filled(me.get(path), field), filled(they.get(path), field)
    assert they.post(path, data=their_form | {other: [changed], field: ["Their version"]}).status_code == 302
    with database.session() as db:
        before = told(db)
    answer = me.post(path, data=my_form | {field: ["What I wrote"]})
    assert answer.status_code == 409
    assert "Their version" in said_of(answer)
    assert "What I wrote" in said_of(answer)
    assert "Save with my changes" in answer.text
    with database.session() as db:
        assert told(db) == before
    on_top = filled(answer, field)
    assert on_top == on_top | {other: [changed], field: ["What I wrote"]}
    assert me.post(path, data=on_top).status_code == 302
    kept = filled(me.get(path), field)
    assert kept == kept | {other: [changed], field: ["What I wrote"]}


@pytest.mark.parametrize("name", ["need", "two-write-the-goal"])
def test_of_two_who_save_at_once_one_is_asked(
    app: Flask, browse: Any, cast: Cast, database: Database, name: str
) -> None:
    mine_by, theirs_by, place, field, _other, _values = EDITED[name]
    with app.app_context(), database.transaction() as db:
        path = place(db, cast)
    browsers = [browse(getattr(cast, who)) for who in (mine_by, theirs_by)]
    forms = [filled(each.get(path), field) | {field: [f"Text {number}"]} for number, each in enumerate(browsers)]
    together, answers = threading.Barrier(2), []

    def save(browser: FlaskClient, form: Filled) -> None:
        together.wait()
        answers.append(browser.post(path, data=form).status_code)

    threads = [threading.Thread(target=save, args=each) for each in zip(browsers, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [302, 409]


@pytest.mark.parametrize("name", EDITED)
def test_the_same_again_is_saved_already(app: Flask, browse: Any, cast: Cast, database: Database, name: str) -> None:
    who, _other, place, field, _field, _values = EDITED[name]
    with app.app_context(), database.transaction() as db:
        path = place(db, cast)
    me = browse(getattr(cast, who))
    form = filled(me.get(path), field) | {field: ["What I wrote"]}
    assert [me.post(path, data=form).status_code for _time in range(2)] == [302, 302]


@pytest.mark.parametrize("name", EDITED)
def test_programs_hear_of_it_too(app: Flask, browse: Any, cast: Cast, database: Database, name: str) -> None:
    who, _other, place, field, _field, _values = EDITED[name]
    with app.app_context(), database.transaction() as db:
        path = place(db, cast)
    me = browse(getattr(cast, who))
    form = filled(me.get(path), field)
    me.post(path, data=form | {field: ["First"]})
    answer = me.post(path, data=form | {field: ["Second"]}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.is_json) == (409, True)
    assert "Someone else edited this" in answer.get_json()["error"]


@pytest.mark.parametrize("read", ["{", "[]", "7", "null", "[" * 100_000, '{"challenge":1}', "e30.AAAA"])
def test_what_a_form_was_filled_with_may_be_anything(
    app: Flask, browse: Any, cast: Cast, database: Database, read: str
) -> None:
    with app.app_context(), database.transaction() as db:
        path = need_place(db, cast)
    me: FlaskClient = browse(cast.seeker)
    form = filled(me.get(path), "challenge") | {"challenge": ["What I wrote"], "as_read": [read]}
    answer = me.post(path, data=form)
    assert answer.status_code == 409
    assert me.post(path, data=filled(answer, "challenge")).status_code == 302
    with database.session() as db:
        assert db.scalars(select(Need.challenge)).one() == "What I wrote"


def test_boxes_of_both_are_kept(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    with app.app_context(), database.transaction() as db:
        path = offer_place(db, cast)
    me, they = browse(cast.seeker), browse(cast.teammate)
    mine, theirs = filled(me.get(path), "done"), filled(they.get(path), "done")
    assert mine["activities"] == ["2.1", "2.4"]
    they.post(path, data=theirs | {"activities": ["1.1", "2.1", "2.4"]})
    answer = me.post(path, data=mine | {"activities": ["2.4"]})
    assert answer.status_code == 409
    assert me.post(path, data=filled(answer, "done")).status_code == 302
    with database.session() as db:
        assert db.scalars(select(Offer.activities)).one() == ["1.1", "2.4"]


def test_another_language_of_a_profile_is_no_conflict_with_itself(browse: Any, cast: Cast, database: Database) -> None:
    me = browse(cast.seeker)
    form = filled(me.get("/profile"), "name") | {"another_language": ["pt"]}
    assert [me.post("/profile", data=form).status_code for _time in range(2)] == [302, 302]
    with database.session() as db:
        assert "pt" in db.get_one(Person, cast.seeker.id).working_languages


def test_a_country_that_two_correct_keeps_both(browse: Any, cast: Cast, database: Database) -> None:
    me, they = browse(cast.secretariat), browse(cast.secretariat)
    path = "/countries/JM/edit"
    mine, theirs = filled(me.get(path), "note"), filled(they.get(path), "note")
    they.post(path, data=theirs | {"name": ["Jamaica (corrected)"]})
    answer = me.post(path, data=mine | {"note": ["A note"]})
    assert answer.status_code == 409
    me.post(path, data=filled(answer, "note"))
    with database.session() as db:
        found = db.get_one(Country, "JM")
        assert (found.name, found.note) == ("Jamaica (corrected)", "A note")
