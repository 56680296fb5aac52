"""Every form that makes something makes it once, however often it is sent."""

import re
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from peerhub.accounts.models import AccountInvitation
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import Model
from peerhub.base.forms.create import KEYS_FOR, SubmissionKey, delete_old_keys
from peerhub.commitments.models import Commitment
from peerhub.matching.models import Need, Offer, Proposal
from peerhub.reference.models import Country
from peerhub.rooms.models.threads import Thread
from peerhub.sessions.models import FeedToken, Session
from tests.base.forms.arrange import Filled, filled
from tests.base.web.arrange import NEED, OFFER, values_in
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.matching.arrange import offer, state
from tests.sessions.arrange import FIELDS, make_facilitator

Arrange = Callable[[Db, Cast], tuple[str, str]]


def nothing(path: str) -> Arrange:
    return lambda _db, _cast: (path, path)


def invitation(db: Db, cast: Cast) -> tuple[str, str]:
    path = f"/needs/{state(db, cast.seeker).id}/propose/{offer(db, cast.provider).id}"
    return path, path


def session(db: Db, cast: Cast) -> tuple[str, str]:
    make_facilitator(db, cast.facilitator)
    return "/sessions/new", "/sessions/new"


def prepared(db: Db, cast: Cast) -> tuple[str, str]:
    exchange = opened(db, cast)
    return f"/exchanges/{exchange.id}", f"/exchanges/{exchange.id}/sessions/new"


JOIN = {
    "email": "new@ministry.example",
    "country": "JM",
    "office": "Film office",
    "name": "",
    "language": "en",
    "role": "",
}
PLACE = {
    "code": "XK", "name": "An example", "region": "africa", "languages": "fr", "zones": "Africa/Dakar", "party_since": "",
    "source": "A letter", "note": "",
}  # fmt: skip
# Who, what is made, where its form is and goes to, what is filled in, what is changed for another sending.
MADE: dict[str, tuple[str, type[Model], Arrange, dict[str, Any], dict[str, Any]]] = {
    "need": ("seeker", Need, nothing("/needs/new"), NEED, {"challenge": "Another need."}),
    "offer": ("provider", Offer, nothing("/offers/new"), OFFER, {"done": "Something else."}),
    "invitation": ("seeker", Proposal, invitation, {"message": "May we talk?"}, {"message": "Please."}),
    "session": ("facilitator", Session, session, FIELDS | {"facilitators": ["4"]}, {"title": "Another session"}),
    "prepared": ("seeker", Session, prepared, {}, {"unknown": "another"}),
    "commitment": ("seeker", Commitment, nothing("/commitments/new"), {"text": "Write", "with_whom": ""}, {"text": "Ask"}),
    "account": ("focal_point", AccountInvitation, nothing("/invitations-to-join/new"), JOIN, {"email": "x@y.example"}),
    "feed": ("seeker", FeedToken, nothing("/sessions/calendar"), {}, {"unknown": "another"}),
    "country": ("secretariat", Country, nothing("/countries/new"), PLACE, {"name": "Another example"}),
    "thread": (
        "seeker", Thread, nothing("/rooms/1/threads/new"), {"title": "A title", "kind": "question", "body": "Who knows?"},
        {"body": "Who knows more?"},
    ),
}  # fmt: skip


@pytest.fixture(params=list(MADE))
def making(request: Any, app: Flask, browse: Any, cast: Cast, database: Database) -> tuple[Any, ...]:
    """A browser, what is made, where to, the form as it is sent, and the change that makes it another one."""
    who, model, arrange, fields, other = MADE[request.param]
    with app.app_context(), database.transaction() as db:
        shown, path = arrange(db, cast)
    if request.param == "session":
        fields = fields | {"facilitators": [str(cast.facilitator.id)]}
    browser = browse(getattr(cast, who))
    form = form_with_key(browser, shown) | fields
    return browser, model, path, form, other


def form_with_key(browser: FlaskClient, shown: str) -> Filled:
    answer = browser.get(shown)
    assert answer.status_code == 200
    return filled(answer, "key")


def count(database: Database, model: type[Model]) -> int:
    with database.session() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def test_sent_three_times(making: tuple[Any, ...], database: Database) -> None:
    browser, model, path, form, other = making
    before = count(database, model)
    answers = [browser.post(path, data=form) for _time in range(3)]
    assert [answer.status_code for answer in answers] == [302] * 3, answers[-1].text
    assert len({answer.location for answer in answers}) == 1
    assert count(database, model) == before + 1
    refused = browser.post(path, data=form | other)
    assert refused.status_code == 409
    assert count(database, model) == before + 1
    ready = values_in(refused)
    assert ready["key"] != form["key"]
    assert {name: ready[name] for name in other} == {name: [value] for name, value in other.items()}


@pytest.mark.parametrize("name", ["need", "prepared"])
def test_sent_three_times_at_once(app: Flask, browse: Any, cast: Cast, database: Database, name: str) -> None:
    who, model, arrange, fields, _other = MADE[name]
    with app.app_context(), database.transaction() as db:
        shown, path = arrange(db, cast)
    form = form_with_key(browse(getattr(cast, who)), shown) | fields
    browsers = [browse(getattr(cast, who)) for _time in range(3)]
    app.config["WTF_CSRF_ENABLED"] = False  # each browser has a token of its own
    together, answers = threading.Barrier(3), []

    def send(browser: FlaskClient) -> None:
        together.wait()
        answers.append(browser.post(path, data=form))

    threads = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert [answer.status_code for answer in answers] == [302] * 3
    assert len({answer.location for answer in answers}) == 1
    assert count(database, model) == 1


def test_sent_three_times_from_pages_of_their_own(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    """“Prepare a session” on a page that was loaded again: the draft that nobody has changed yet is opened."""
    with app.app_context(), database.transaction() as db:
        shown, path = prepared(db, cast)
    browser = browse(cast.seeker)
    places = {browser.post(path, data=form_with_key(browser, shown)).location for _time in range(2)}
    assert len(places) == 1
    (place,) = places
    edited = filled(browser.get(place), "title") | {"title": ["The first session"]}
    assert browser.post(place, data=edited).status_code == 302
    assert browser.post(path, data=form_with_key(browser, shown)).location != place
    assert count(database, Session) == 2


def test_a_refused_form_keeps_its_key(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    form = form_with_key(browser, "/needs/new") | NEED
    refused = browser.post("/needs/new", data=form | {"challenge": ""})
    assert refused.status_code == 422
    assert filled(refused, "challenge")["key"] == form["key"]
    assert browser.post("/needs/new", data=form).status_code == 302


def test_the_keys_of_two_people_are_their_own(browse: Any, cast: Cast, database: Database) -> None:
    for person in (cast.seeker, cast.teammate):
        browser = browse(person)
        form = form_with_key(browser, "/needs/new") | NEED | {"key": "the-same-key"}
        assert browser.post("/needs/new", data=form).status_code == 302
    assert count(database, Need) == 2
    browser = browse(cast.seeker)
    too_long = form_with_key(browser, "/needs/new") | NEED | {"key": "k" * 65}
    answer = browser.post("/needs/new", data=too_long)
    assert (answer.status_code, bool(re.search("This form cannot be sent", answer.text))) == (422, True)


def test_old_keys_are_forgotten(app: Flask, database: Database, cast: Cast) -> None:
    now = clock.now()
    with app.app_context(), database.transaction() as db:
        for key, age in (("old", KEYS_FOR + timedelta(seconds=1)), ("new", KEYS_FOR)):
            db.add(SubmissionKey(person_id=cast.seeker.id, key=key, digest="", path="/", created_at=now - age))
        db.flush()
        assert delete_old_keys(db, now)
        assert db.scalars(select(SubmissionKey.key)).all() == ["new"]
        assert not delete_old_keys(db, now)
