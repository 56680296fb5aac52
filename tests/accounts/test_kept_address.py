"""Keeping one's email address: the old one is told at once, and can stop the change for 7 days, even after it counts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from peerhub.accounts.actions import kept_addresses as actions
from peerhub.accounts.models import SignIn
from peerhub.accounts.rules import masked
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.errors import Invalid
from peerhub.base.mail.models import OutgoingMail
from peerhub.people.models import Person
from tests.accounts.arrange import ADDRESS, invited, join, mails, send, verbs
from tests.accounts.test_address import NEW, PAGE, address_of, ask, link
from tests.cast import NOW, Cast
from tests.support.forms import submit


def keep_path(database: Database, kind: str = "accounts/address_asked") -> str:
    """Where the newest email of a kind leads."""
    with database.session() as db:
        of_kind = select(OutgoingMail).where(OutgoingMail.kind == kind)
        return str(db.scalars(of_kind.order_by(OutgoingMail.id.desc())).all()[0].data["path"])


@pytest.mark.parametrize("path", [PAGE, "/profile/password"])
def test_who_has_no_password_has_signed_in_within_ten_minutes(
    browse: Any, cast: Cast, database: Database, path: str
) -> None:
    browser = browse(cast.seeker)
    fields = {PAGE: {"new_email": NEW}, "/profile/password": {"new_password": "le canard lit au bord du lac"}}[path]
    with database.transaction() as db:
        db.execute(update(Person).where(Person.id == cast.seeker.id).values(password_hash=None))
        db.execute(update(SignIn).values(created_at=NOW - timedelta(minutes=11)))
    assert "Sign in again by email" in browser.get(path).text
    refused = submit(browser, path, form_path="/profile", **fields)
    assert (refused.status_code, "Sign in again by email" in refused.text) == (422, True)
    assert mails(database) == []
    with database.transaction() as db:
        assert db.get_one(Person, cast.seeker.id).password_hash is None
        db.execute(update(SignIn).values(created_at=NOW - timedelta(minutes=9)))
    assert submit(browser, path, **fields).status_code == 302


def test_the_old_address_is_told_at_once_without_the_whole_new_one(browse: Any, cast: Cast, database: Database) -> None:
    ask(browse(cast.seeker))
    with database.session() as db:
        mail = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "accounts/address_asked")).one()
    assert (mail.recipient, mail.data["address"]) == (cast.seeker.email, "n…@cast.example")
    assert NEW not in str(mail.data)
    assert masked("a@b.example") == "a…@b.example"


@pytest.mark.parametrize("confirmed", [False, True])
def test_the_old_address_stops_it_before_and_after_it_counts(
    browse: Any, client: Any, cast: Cast, database: Database, confirmed: bool
) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    path, confirmation = keep_path(database), link(database)
    if confirmed:
        submit(browser, confirmation)
        path = keep_path(database, "accounts/address_changed")
    shown = client.get(path)
    assert (shown.status_code, cast.seeker.email in shown.text) == (200, True)
    assert address_of(database, cast.seeker) == (NEW if confirmed else cast.seeker.email)  # looking changes nothing
    with clock.fixed_at(NOW + timedelta(days=6, hours=23)):
        assert client.post(path).status_code == 200
    assert address_of(database, cast.seeker) == cast.seeker.email
    with database.session() as db:
        assert db.scalar(select(func.count()).where(SignIn.person_id == cast.seeker.id)) == 0
        assert db.get_one(Person, cast.seeker.id).password_hash is None  # whoever asked may know it
    assert verbs(database)[-1] == (cast.seeker.id, "address.kept", f"person:{cast.seeker.id}")
    told = [to for kind, to, _state in mails(database) if kind == "accounts/address_returned"]
    assert told == ([NEW] if confirmed else [])
    assert submit(browse(cast.seeker), confirmation, form_path="/profile").status_code == 404
    again = client.post(path)
    assert (again.status_code, "This was done already" in again.text) == (410, True)
    assert 'href="/sign-in/link"' in again.text


def test_whoever_moved_on_with_it_does_not_get_it_back(
    browse: Any, client: Any, cast: Cast, database: Database
) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    first = keep_path(database)
    submit(browser, link(database))
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        ask(browser, "third@cast.example")
        submit(browser, link(database))
        theirs = keep_path(database, "accounts/address_changed")
    assert address_of(database, cast.seeker) == "third@cast.example"
    with clock.fixed_at(NOW + timedelta(minutes=2)):
        assert client.post(first).status_code == 200
        assert client.post(theirs).status_code == 410
    assert address_of(database, cast.seeker) == cast.seeker.email


@pytest.mark.parametrize(
    ("meanwhile", "sentence"),
    [("over", "worked for 7 days"), ("closed", "was closed meanwhile"), ("taken", "Another account has the old")],
)
def test_what_can_no_longer_be_kept_is_said(
    browse: Any, client: Any, cast: Cast, database: Database, meanwhile: str, sentence: str
) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    path = keep_path(database)
    submit(browser, link(database))
    with database.transaction() as db:
        if meanwhile == "closed":
            db.execute(update(Person).where(Person.id == cast.seeker.id).values(closed_at=NOW))
        if meanwhile == "taken":
            db.execute(update(Person).where(Person.id == cast.provider.id).values(email=cast.seeker.email))
    with clock.fixed_at(NOW + timedelta(days=7 if meanwhile == "over" else 0)):
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, sentence in answer.text) == (410, True)
        with database.session() as db, pytest.raises(Invalid):
            actions.keep(db, path.rpartition("/")[2])
    assert address_of(database, cast.seeker) == NEW


def test_nobody_else_gets_an_address_that_can_be_taken_back(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    submit(browser, link(database))
    assert send(browse(cast.focal_point), email=cast.seeker.email).status_code == 422
    ask(browse(cast.provider), cast.seeker.email)
    assert [to for kind, to, _state in mails(database) if kind == "accounts/new_address"] == [NEW]
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        ask(browser, cast.seeker.email)  # its owner does
        assert submit(browser, link(database)).status_code == 302
    assert address_of(database, cast.seeker) == cast.seeker.email


@pytest.mark.parametrize("first", ["invited", "asked"])
def test_an_invitation_by_somebody_else_keeps_nobody_from_an_address(
    browse: Any, client: Any, cast: Cast, database: Database, first: str
) -> None:
    browser = browse(cast.seeker)
    if first == "asked":
        ask(browser, ADDRESS)
    _id, path = invited(database, cast.focal_point)
    if first == "invited":
        ask(browser, ADDRESS)
    assert submit(browser, link(database)).status_code == 302
    assert address_of(database, cast.seeker) == ADDRESS
    assert join(client, path, new_password="several words in a row").status_code == 404
