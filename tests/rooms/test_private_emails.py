"""Whether emails show what is written in a private room: its facilitators say so, its members see it, and nothing is shown before."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.dashboards.queries.digest import CONTENT
from peerhub.notices.actions import emails
from peerhub.people.models import Person
from peerhub.rooms.actions import members, messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.rooms import FACILITATOR
from tests.accounts.arrange import verbs
from tests.cast import NOW, Cast
from tests.rooms.arrange import Place, build
from tests.support.forms import submit

SECRET = "The figures are for us."


@pytest.fixture
def here(app: Flask, cast: Cast, database: Database) -> Place:
    """The rooms; the provider facilitates the private one."""
    with app.app_context(), database.transaction() as db:
        place = build(db, cast)
        members.add(db, place.private_room, cast.provider.id, FACILITATOR)
    return place


def told(app: Flask, database: Database, by: Person, to: Person, thread: int) -> str:
    """What the email says that tells somebody of a message in that thread."""
    with app.app_context(), database.transaction() as db:
        messages.post(db, db.get_one(Person, by.id), thread, Draft(f"@{to.name} {SECRET}"))
        while emails.send_next(db, NOW + timedelta(minutes=3), CONTENT):
            pass
        mails = select(OutgoingMail).where(OutgoingMail.recipient == to.email).order_by(OutgoingMail.id.desc())
        return str(db.scalars(mails).first().data["lines"])  # type: ignore[union-attr]  # there is one


def test_a_facilitator_allows_it_and_takes_it_back(
    app: Flask, browse: Any, cast: Cast, database: Database, here: Place
) -> None:
    page, room = f"/rooms/{here.private_room}/emails", f"/rooms/{here.private_room}"
    provider, seeker = browse(cast.provider), browse(cast.seeker)
    assert SECRET not in told(app, database, cast.provider, cast.seeker, here.private_thread)
    assert "Emails do not show the messages of this private room." in seeker.get(room).text
    assert page in provider.get(room).text
    assert page not in seeker.get(room).text
    for _again in range(2):
        assert submit(provider, page, texts="shown").location == room
    assert "Emails show the messages of this private room." in seeker.get(room).text
    assert SECRET in told(app, database, cast.provider, cast.seeker, here.private_thread)
    submit(provider, page, texts="hidden")
    assert SECRET not in told(app, database, cast.provider, cast.seeker, here.private_thread)
    assert [(verb, subject) for _who, verb, subject in verbs(database)] == [
        ("room.emails_with_text", f"room:{here.private_room}"),
        ("room.emails_without_text", f"room:{here.private_room}"),
    ]


def test_others_change_nothing(browse: Any, cast: Cast, here: Place) -> None:
    page = f"/rooms/{here.private_room}/emails"
    for person, status in ((cast.seeker, 403), (cast.facilitator, 404), (cast.secretariat, 404)):
        browser = browse(person)
        assert browser.get(page).status_code == status
        assert submit(browser, page, form_path="/notices/emails", texts="shown").status_code == status


def test_open_rooms_have_no_such_choice(browse: Any, cast: Cast, here: Place) -> None:
    browser = browse(cast.facilitator)
    assert browser.get(f"/rooms/{here.room}/emails").status_code == 404
    assert "Emails do not show" not in browser.get(f"/rooms/{here.room}").text
