"""Changing one's own email address: it counts once a link is opened that was sent to the new one."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerhub.accounts import jobs
from peerhub.accounts.actions import addresses as actions
from peerhub.accounts.models import AccountInvitation, AddressChange
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.errors import Invalid
from peerhub.base.mail import outbox, troubles
from peerhub.base.mail.models import SENT, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail
from peerhub.people.models import Person
from tests.accounts.arrange import ADDRESS, invited, join, mails, verbs
from tests.cast import NOW, PASSWORD, Cast
from tests.support.forms import submit

NEW = "new.desk@cast.example"
PAGE = "/profile/address"


def ask(browser: Any, new: str = NEW, **fields: Any) -> Any:
    """Fill in the form."""
    return submit(browser, PAGE, **({"new_email": new, "password": PASSWORD} | fields))


def link(database: Database) -> str:
    """Where the newest link leads."""
    with database.session() as db:
        newest = (
            select(OutgoingMail).where(OutgoingMail.kind == "accounts/new_address").order_by(OutgoingMail.id.desc())
        )
        mail = db.scalars(newest).first()
        assert mail
        return str(mail.data["path"])


def address_of(database: Database, who: Person) -> str:
    """Somebody's address as it is now."""
    with database.session() as db:
        return db.get_one(Person, who.id).email


def test_it_counts_once_it_is_confirmed_and_the_old_one_is_told(browse: Any, cast: Cast, database: Database) -> None:
    browser, elsewhere = browse(cast.seeker), browse(cast.seeker)
    answer = ask(browser, f"  {NEW.upper()} ")
    assert (answer.status_code, answer.location) == (302, PAGE)
    assert f"We sent a link to {NEW}." in browser.get(PAGE).text
    assert address_of(database, cast.seeker) == cast.seeker.email
    path = link(database)
    assert NEW in browser.get(path).text
    assert address_of(database, cast.seeker) == cast.seeker.email  # looking changes nothing
    assert submit(browser, path).location == "/profile"
    assert address_of(database, cast.seeker) == NEW
    assert mails(database) == [
        ("accounts/new_address", NEW, "waiting"),
        ("accounts/address_asked", cast.seeker.email, "dropped"),
        ("accounts/address_changed", cast.seeker.email, "waiting"),
    ]
    assert verbs(database)[-1] == (cast.seeker.id, "address.changed", f"person:{cast.seeker.id}")
    assert NEW in browser.get("/profile").text
    assert elsewhere.get("/profile").status_code == 302  # signed out
    assert browser.get(path).status_code == 404  # once


def test_one_signs_in_with_the_new_one_and_no_longer_with_the_old(
    app: Flask, browse: Any, cast: Cast, database: Database
) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    submit(browser, link(database))
    for email, status in ((cast.seeker.email, 422), (NEW, 302)):
        assert submit(app.test_client(), "/sign-in", email=email, password=PASSWORD).status_code == status


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "wrong"}, "This does not match your account."),
        ({"password": ""}, "This does not match your account."),
        ({"new_email": ""}, "Write the new email address."),
        ({"new_email": "nobody"}, "This is not an email address."),
        ({"new_email": "a@b.example\r\nBcc: c@d.example"}, "This is not an email address."),
        ({"new_email": f"{'x' * 250}@b.example"}, "This is too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_sent(
    browse: Any, cast: Cast, database: Database, fields: dict[str, str], sentence: str
) -> None:
    answer = ask(browse(cast.seeker), **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert mails(database) == []


def test_the_present_one_is_said_to_be_that(browse: Any, cast: Cast, database: Database) -> None:
    answer = ask(browse(cast.seeker), cast.seeker.email.upper())
    assert (answer.status_code, "of your account already" in answer.text) == (422, True)
    assert mails(database) == []


@pytest.mark.parametrize("whose", ["account", "closed"])
def test_nobody_learns_that_an_address_is_taken(browse: Any, cast: Cast, database: Database, whose: str) -> None:
    taken = {"account": cast.provider.email, "closed": cast.closed_account.email}[whose]
    browser = browse(cast.seeker)
    answer = ask(browser, taken)
    assert (answer.status_code, answer.location) == (302, PAGE)
    assert f"We sent a link to {taken}." in browser.get(PAGE).text
    assert [(kind, to) for kind, to, _state in mails(database)] == [("accounts/address_asked", cast.seeker.email)]


def test_an_address_that_was_taken_meanwhile_does_not_count(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    with database.transaction() as db:
        db.execute(update(Person).where(Person.id == cast.provider.id).values(email=NEW))
    assert submit(browser, link(database)).status_code == 404
    assert address_of(database, cast.seeker) == cast.seeker.email


def test_a_link_is_for_the_account_that_asked_and_for_nobody_else(
    app: Flask, browse: Any, cast: Cast, database: Database
) -> None:
    ask(browse(cast.seeker))
    path = link(database)
    other = browse(cast.provider)
    assert other.get(path).status_code == 404
    assert submit(other, path, form_path=PAGE).status_code == 404
    stranger = app.test_client()  # to whom an address that was mistyped may belong
    assert stranger.get(path).status_code == 302
    assert stranger.get(path).location.startswith("/sign-in")
    assert browse(cast.seeker).get(f"{path}x").status_code == 404
    assert address_of(database, cast.seeker) == cast.seeker.email


@pytest.mark.parametrize(("hours", "status"), [(23, 302), (25, 404)])
def test_a_link_is_good_for_a_day(browse: Any, cast: Cast, database: Database, hours: int, status: int) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    with clock.fixed_at(NOW + timedelta(hours=hours)):
        assert submit(browser, link(database), form_path=PAGE).status_code == status


def test_the_newest_link_alone_works_and_one_can_think_better_of_it(
    browse: Any, cast: Cast, database: Database
) -> None:
    browser = browse(cast.seeker)
    ask(browser, "first@cast.example")
    first = link(database)
    ask(browser)
    assert mails(database)[0][2] == "dropped"
    assert browser.get(first).status_code == 404
    second = link(database)
    assert browser.get(second).status_code == 200
    assert "Waiting to be confirmed" in browser.get(PAGE).text
    assert submit(browser, f"{PAGE}/keep", form_path=PAGE).location == "/profile"
    assert browser.get(second).status_code == 404
    assert "Waiting to be confirmed" not in browser.get(PAGE).text
    assert address_of(database, cast.seeker) == cast.seeker.email


def test_nobody_floods_mailboxes(cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        person = db.get_one(Person, cast.seeker.id)
        for number in range(actions.MOST_IN_AN_HOUR):
            actions.ask(db, person, f"desk{number}@cast.example")
        with pytest.raises(Invalid, match="three links within an hour"):
            actions.ask(db, person, NEW)
        with clock.fixed_at(NOW + timedelta(hours=2)):
            actions.ask(db, person, NEW)


def test_what_is_known_of_the_old_address_is_not_known_of_the_new(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    with database.transaction() as db:
        for _ in range(3):
            troubles.note(db, cast.seeker.email, "address", "550", clock.now())
    shown = browser.get("/sessions").text
    assert "come back" in shown
    assert f'href="{PAGE}"' in shown
    ask(browser)
    submit(browser, link(database))
    assert "come back" not in browser.get("/sessions").text
    with database.session() as db:
        assert troubles.trouble_of(db, cast.seeker.email) is not None
        assert troubles.trouble_of(db, NEW) is None


def test_emails_to_whoever_had_the_address_before_are_not_shown(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        former = db.get_one(Person, cast.provider.id)
        former.email = NEW
        outbox.queue(db, former.receiver, Mail("accounts/sign_in_link", "theirs", {"path": "/x"}))
        mail_id = db.scalars(select(OutgoingMail.id)).one()
        former.email = cast.provider.email
    browser = browse(cast.seeker)
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        ask(browser)
        submit(browser, link(database))
        assert f"/notices/emails/sent/{mail_id}" not in browser.get("/notices/emails/sent").text
        assert browser.get(f"/notices/emails/sent/{mail_id}").status_code == 404
        with database.transaction() as db:
            db.execute(update(AddressChange).values(used_at=NOW - timedelta(minutes=1)))
        assert f"/notices/emails/sent/{mail_id}" in browser.get("/notices/emails/sent").text


def test_an_invitation_opens_no_account_that_is_open_already(
    browse: Any, client: Any, cast: Cast, database: Database
) -> None:
    invitation_id, path = invited(database, cast.focal_point)
    with database.transaction() as db:
        db.execute(update(Person).where(Person.id == cast.seeker.id).values(email=ADDRESS))
    assert join(client, path, new_password="several words in a row").status_code == 404
    with database.session() as db:
        assert db.get_one(Person, cast.seeker.id).password_hash == cast.seeker.password_hash
        assert db.get_one(AccountInvitation, invitation_id).accepted_at is None


def test_old_changes_are_deleted(app: Flask, cast: Cast, database: Database) -> None:
    day = timedelta(days=1)
    ages = {"unused": (8, None), "young": (6, None), "used": (80, 80), "used long ago": (91, 91)}
    made = {
        name: AddressChange(
            person_id=cast.seeker.id, email=NEW, created_at=NOW - age * day, expires_at=NOW - age * day + day,
            used_at=None if used is None else NOW - used * day,
        )
        for name, (age, used) in ages.items()
    }  # fmt: skip
    with database.transaction() as db:
        db.add_all(made.values())
        db.flush()
        kept = {made["young"].id, made["used"].id}
    with app.app_context():
        assert jobs.prune(NOW) > 0
        assert jobs.prune(NOW) == 0
    with database.session() as db:
        assert set(db.scalars(select(AddressChange.id))) == kept


def test_a_link_leads_to_no_later_change(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    ask(browse(cast.seeker))
    path = link(database)
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(state=SENT))
    later = NOW + timedelta(days=8)
    with clock.fixed_at(later):
        with app.app_context():
            jobs.prune(later)
        with database.session() as db:
            assert db.scalars(select(AddressChange)).all() == []
        browser = browse(cast.seeker)
        ask(browser, "minister@other.example")
        with database.session() as db:
            assert len(db.scalars(select(AddressChange)).all()) == 1  # SQLite gives it the number of the first
            waiting = db.scalars(select(OutgoingMail.recipient).where(OutgoingMail.state == WAITING))
            assert set(waiting) == {"minister@other.example", cast.seeker.email}
        assert browser.get(path).status_code == 404
        assert browser.get(link(database)).status_code == 200


def test_what_waits_goes_to_the_new_address(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    ask(browser)
    with database.transaction() as db:
        outbox.queue(db, cast.seeker.receiver, Mail(kind="notices/news", dedupe_key="news", data={}))
        outbox.queue(db, cast.teammate.receiver, Mail(kind="notices/news", dedupe_key="other", data={}))
    assert submit(browser, link(database)).location == "/profile"
    with database.session() as db:
        told = {mail.dedupe_key.partition(":")[0]: mail.recipient for mail in db.scalars(select(OutgoingMail))}
        assert told == {
            "new-address": NEW,
            "news": NEW,
            "other": cast.teammate.email,
            "address-asked": cast.seeker.email,  # dropped: its link is for the old address alone
            "address-changed": cast.seeker.email,
        }
