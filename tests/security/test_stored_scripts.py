"""Attack 15: script kept in a field that is not the body and rendered on some page, mail, calendar or table (Flarum
CVE-2022-41938, Discourse CVE-2021-39161, Zulip CVE-2026-24050). Every text column of the database holds some."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import String, literal, select, update
from sqlalchemy import cast as cast_to
from sqlalchemy.orm import Mapper

from peerhub.base.database.engine import Database
from peerhub.base.database.model import Model
from peerhub.base.mail.models import DROPPED, OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.web.spreadsheet import csv_file
from peerhub.rooms.models.messages import Message
from peerhub.sessions.models import Session
from tests.cast import Cast
from tests.security.world import World, endpoints
from tests.support.forms import submit

pytestmark = pytest.mark.one_database

EVIL = '</textarea></title>\'"><img src=x onerror=alert(1)><a href="javascript:alert(1)">'
MARKS = ("<img src=x", 'href="javascript:', "href='javascript:", '"><img')
# What mails carry of it.
TOLD = {
    "title", "purpose", "reason", "office", "country", "inviter", "challenge", "done", "message", "named", "subject",
    "seeker", "provider", "theme", "outcome",
}  # fmt: skip
# What people write, by table; codes, keys, zones and rendered HTML are not written by people.
WRITTEN = {
    "people": {"name"},
    "seats": {"office"},
    "countries": {"name", "source", "note"},
    "rooms": {"title", "purpose"},
    "threads": {"title"},
    "messages": {"body"},
    "sessions": {"title", "purpose", "cancel_reason", "notes", "join_link"},
    "agenda_items": {"title", "owner"},
    "needs": {"challenge"},
    "offers": {"done", "result", "lesson", "link"},
    "proposals": {"message", "decline_reason"},
    "exchanges": {"subject", "goal", "lessons", "source"},
    "commitments": {"text", "with_whom", "note", "subject_title"},
    "surveys": {"subject_title"},
    "account_invitations": {"name", "email"},
}


@pytest.fixture
def poisoned(database: Database, world: World) -> World:
    """Script in each of these columns, past all forms."""
    filled = 0
    with database.transaction() as db:
        for mapper in Model.registry.mappers:
            for column in _written(mapper):
                db.execute(
                    update(mapper.class_).values({column: literal(EVIL) + cast_to(mapper.primary_key[0], String)})
                )
                filled += 1
    assert filled > 25
    return world


def _written(mapper: Mapper[Any]) -> list[str]:
    names = WRITTEN.get(str(mapper.local_table.name), set())  # type: ignore[attr-defined]
    return [each.name for each in mapper.local_table.columns if each.name in names and isinstance(each.type, String)]


@pytest.mark.parametrize("role", ["seeker", "facilitator", "administrator"])
def test_no_page_draws_it(app: Flask, browse: Any, cast: Cast, poisoned: World, role: str) -> None:
    browser = browse(getattr(cast, role))
    for rule in endpoints(app, "GET"):
        answer = browser.get(poisoned.path(rule))
        assert answer.status_code < 500, rule.rule
        if answer.mimetype == "text/html":
            assert not [mark for mark in MARKS if mark in answer.text], rule.rule


def test_no_mail_draws_it(app: Flask, database: Database, poisoned: World) -> None:
    assert poisoned
    with app.app_context(), database.transaction() as db:
        for mail in db.query(OutgoingMail).where(OutgoingMail.state != DROPPED):
            mail.data = {name: EVIL if name in TOLD else value for name, value in mail.data.items()}
            mail.recipient_name = "Office\r\nBcc: all@not-ours.test"
        db.flush()
    with app.app_context(), database.session() as db:
        kinds = set()
        for mail in db.scalars(select(OutgoingMail).where(OutgoingMail.state != DROPPED)):
            message = render(database.settings, mail)
            html = message.get_body(("html",))
            assert html
            assert "<img src=x" not in html.get_content(), mail.kind
            assert message["Bcc"] is None
            assert "\n" not in str(message["Subject"])
            kinds.add(mail.kind)
    assert len(kinds) >= 4


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "http://x.test", 'https://x.test/" onclick=x', "//x.test"]
)
def test_no_form_takes_a_link_that_runs(browse: Any, cast: Cast, world: World, database: Database, link: str) -> None:
    path = f"/offers/{world.ids['offer_id']}/edit"
    sent = submit(
        browse(cast.provider), path, theme_code="discoverability_access", activities="2.1", languages="en", zone="UTC",
        hour_from="9", hour_to="17", done="x", result="y", capacity="1", link=link,
    )  # fmt: skip
    assert sent.status_code == 422


def test_messages_are_cleaned_when_they_are_kept(browse: Any, cast: Cast, world: World, database: Database) -> None:
    path = f"/threads/{world.ids['thread_id']}"
    body = f"{EVIL} [x](javascript:alert(1)) ![x](https://not-ours.test/x.png) <svg/onload=alert(1)>"
    assert submit(browse(cast.seeker), f"{path}/messages", form_path=path, body=body).status_code == 302
    with database.session() as db:
        html = db.scalars(select(Message.html).order_by(Message.id.desc())).first() or ""
    assert not [forbidden for forbidden in ("<img", "<svg", "<textarea") if forbidden in html]
    assert not re.search(r"<a [^>]*javascript", html)


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1", "-1+1", "@SUM(1)", "\t=1", " =1", "\n=1", "＝1"])
def test_tables_run_no_formula(app: Flask, formula: str) -> None:
    with app.test_request_context():
        cell = csv_file("x.csv", [[formula]]).get_data(as_text=True).removeprefix("\ufeff").strip('"\r\n')
    assert cell.startswith("'")


def test_a_purpose_adds_no_line_to_a_calendar(browse: Any, cast: Cast, world: World, database: Database) -> None:
    with database.transaction() as db:
        db.get_one(Session, world.ids["session_id"]).purpose = "x\r\nATTENDEE:mailto:a@not-ours.test\nEND:VEVENT"
    lines = browse(cast.seeker).get(f"/sessions/{world.ids['session_id']}.ics").text.split("\r\n")
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert lines.count("END:VEVENT") == 1
