"""An email as its reader sees it: for the secretariat and for the reader, without links that act in the reader's name."""

from typing import Any

import pytest
from sqlalchemy import select, update

from peerhub.base.database.engine import Database
from peerhub.base.mail import outbox
from peerhub.base.mail.models import DROPPED, FAILED, SENT, OutgoingMail
from peerhub.base.mail.outbox import Mail
from peerhub.people.models import Person
from tests.cast import Cast

TOKEN = "/sign-in/link/secret-token"
CALENDAR = (
    "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nURL:http://localhost/invitations/sec\r\n ret-token\r\nEND:VCALENDAR\r\n"
)


COMMITMENT = {"text": "Write to the office", "with_whom": "", "due_on": "2026-12-04", "path": "/commitments/1"}
STOP = {"stop": "/emails/stop/secret-token"}


def put(
    database: Database,
    person: Person,
    number: int = 1,
    kind: str = "accounts/sign_in_link",
    data: dict[str, Any] | None = None,
    **rest: Any,
) -> int:
    """An email with a link that signs somebody in, or of another kind; its id."""
    with database.transaction() as db:
        mail = Mail(kind, f"key-{number}-{person.id}", data or {"path": TOKEN}, **rest)
        outbox.queue(db, person.receiver, mail)
        return db.scalars(select(OutgoingMail.id).order_by(OutgoingMail.id.desc())).first() or 0


@pytest.mark.parametrize("whose", ["secretariat", "seeker"])
def test_it_shows_everything_but_what_acts(browse: Any, cast: Cast, database: Database, whose: str) -> None:
    mail_id = put(database, cast.seeker, calendar=("REQUEST", CALENDAR))
    path = f"/outbox/{mail_id}" if whose == "secretariat" else f"/notices/emails/sent/{mail_id}"
    browser = browse(getattr(cast, whose))
    for address in (path, f"{path}/html"):
        shown = browser.get(address)
        assert shown.status_code == 200
        assert "link-not-shown" in shown.text
        assert "secret-token" not in shown.text
    page = browser.get(path).text
    for words in ("METHOD:REQUEST", "Message-ID:", "From:", cast.seeker.email):
        assert words in page
    assert "sandbox" in browser.get(f"{path}/html").headers["Content-Security-Policy"]


@pytest.mark.parametrize("state", [SENT, DROPPED])
def test_what_was_erased_is_no_longer_kept(browse: Any, cast: Cast, database: Database, state: str) -> None:
    mail_id = put(database, cast.seeker)
    browser = browse(cast.seeker)
    assert "no longer kept" not in browser.get(f"/notices/emails/sent/{mail_id}").text
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(state=state, data={}))
    assert "no longer kept" in browser.get(f"/notices/emails/sent/{mail_id}").text


@pytest.mark.parametrize(
    ("kind", "data", "is_shown"),
    [
        ("commitments/reminder", COMMITMENT | STOP, True),
        ("commitments/reminder", COMMITMENT, True),
        ("accounts/sign_in_link", {"path": TOKEN}, False),
    ],
)
def test_one_that_was_sent_shows_the_link_that_stops_such_emails_where_its_kind_has_one(
    browse: Any, cast: Cast, database: Database, kind: str, data: dict[str, Any], *, is_shown: bool
) -> None:
    path = f"/outbox/{put(database, cast.seeker, kind=kind, data=data)}"
    browser = browse(cast.secretariat)
    assert ("Stop these emails" in browser.get(path).text) is ("stop" in data)  # it waits, so that it is known
    with database.transaction() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        mail.state, mail.data = SENT, outbox.kept_of(mail.data)
    shown = browser.get(path).text
    assert ("Stop these emails" in shown, "secret-token" in shown) == (is_shown, False)


def test_nobody_reads_those_of_others_or_private_ones(browse: Any, cast: Cast, database: Database) -> None:
    theirs, private = put(database, cast.provider), put(database, cast.seeker, 2, private=True)
    for mail_id in (theirs, private):
        assert browse(cast.seeker).get(f"/notices/emails/sent/{mail_id}").status_code == 404
        assert browse(cast.seeker).get(f"/notices/emails/sent/{mail_id}/html").status_code == 404
    assert browse(cast.secretariat).get(f"/outbox/{theirs}").status_code == 200
    assert browse(cast.secretariat).get(f"/outbox/{private}").status_code == 404
    assert "No email was sent to you" in browse(cast.seeker).get("/notices/emails/sent").text


def test_one_that_cannot_be_written_says_so(browse: Any, cast: Cast, database: Database) -> None:
    mail_id = put(database, cast.seeker)
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(kind="tests/no_such_kind", state=FAILED, failure="unwritten"))
    shown = browse(cast.secretariat).get(f"/outbox/{mail_id}")
    assert (shown.status_code, "cannot be shown" in shown.text) == (200, True)
    assert browse(cast.secretariat).get(f"/outbox/{mail_id}/html").status_code == 404


def test_the_list_says_how_each_ended_and_goes_on(browse: Any, cast: Cast, database: Database) -> None:
    first = put(database, cast.seeker)
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(state=FAILED, failure="address", last_error="550 nobody"))
    browser = browse(cast.seeker)
    assert "The mail server refused the address" in browser.get("/notices/emails/sent").text
    for number in range(2, 33):
        put(database, cast.seeker, number)
    assert f'/notices/emails/sent/{first}"' not in browser.get("/notices/emails/sent").text
    assert f'/notices/emails/sent/{first}"' in browser.get(f"/notices/emails/sent?before={first + 1}").text
