"""Emails about what waits in the bell: as often as somebody wants, of each thing once, of nothing that was read meanwhile."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import outbox, render
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.notices import access, jobs, views
from peerhub.notices.actions import choices, emails
from peerhub.notices.actions import notices as notice_actions
from peerhub.notices.actions.notices import Email
from peerhub.notices.models import EmailChoice, Notice
from peerhub.notices.queries.choices import choices_of
from peerhub.notices.rules import (
    AT_ONCE,
    DAILY,
    DEFAULTS,
    EXCHANGES,
    MENTIONS,
    NEVER,
    QUIET,
    REPLIES,
    topic_of,
)
from peerhub.people.models import Person
from tests.base.forms.arrange import filled
from tests.cast import NOW, Cast

MENTION, REPLY = "rooms/mentioned", "rooms/replied"
DATA = {"author": "Statistics office", "thread": "First year", "room": "Data"}
LATER = NOW + timedelta(minutes=3)
WEEK = timedelta(days=7)


def tell(db: Db, person: Person, kind: str = MENTION, number: int = 1, email: Email | None = None) -> None:
    """Put a line into somebody's bell."""
    notice_actions.notify(db, [person.id], kind, Subject("thread", number, "", f"/threads/{number}"), DATA, email=email)


def send(db: Db, now: datetime) -> list[OutgoingMail]:
    """Write what is due, and give all emails about the bell."""
    while emails.send_next(db, now):
        pass
    return list(db.scalars(select(OutgoingMail).where(OutgoingMail.kind == emails.KIND).order_by(OutgoingMail.id)))


def test_what_is_addressed_to_somebody_comes_at_once(db: Db, cast: Cast) -> None:
    tell(db, cast.seeker)
    assert send(db, NOW) == []  # they may be about to read it
    (mail,) = send(db, LATER)
    assert mail.recipient == cast.seeker.email
    assert [line["path"] for line in mail.data["lines"]] == ["/threads/1"]
    assert len(send(db, LATER + WEEK)) == 1  # once


def test_the_rest_is_gathered_until_the_next_morning(db: Db, cast: Cast) -> None:
    for number in (1, 2, 3):
        tell(db, cast.seeker, REPLY, number)
    assert send(db, LATER) == []
    (mail,) = send(db, NOW + timedelta(days=4))
    assert [line["path"] for line in mail.data["lines"]] == ["/threads/1", "/threads/2", "/threads/3"]


def test_what_was_read_meanwhile_is_left_out(db: Db, cast: Cast) -> None:
    tell(db, cast.seeker)
    tell(db, cast.seeker, number=2)
    first = db.scalars(select(Notice).order_by(Notice.id)).first()
    assert first
    notice_actions.open(db, cast.seeker, first.id)
    (mail,) = send(db, LATER)
    assert [line["path"] for line in mail.data["lines"]] == ["/threads/2"]


def test_a_closed_account_gets_nothing(db: Db, cast: Cast) -> None:
    tell(db, cast.seeker)
    db.execute(update(Person).where(Person.id == cast.seeker.id).values(closed_at=NOW))
    db.expire_all()
    assert send(db, LATER) == []
    assert db.scalars(select(Notice.email_at)).all() == [None]


@pytest.mark.parametrize("is_written", [False, True])
def test_who_gets_an_email_of_its_own_gets_no_second(db: Db, cast: Cast, is_written: bool) -> None:
    data = {"thread": "x", "room": "y"}
    notice_actions.notify(
        db, [cast.seeker.id], "exchanges/phase", Subject("exchange", 1, "", "/exchanges/1"), data,
        email=Email(is_written=is_written),
    )  # fmt: skip
    own = db.scalars(select(OutgoingMail.kind)).all()
    assert own == ([] if is_written else ["exchanges/phase"])
    assert send(db, LATER + WEEK) == []


def test_an_email_of_its_own_leaves_at_once_by_day_and_wakes_nobody_at_night(db: Db, cast: Cast) -> None:
    here = NOW.astimezone(ZoneInfo(cast.seeker.zone)).hour
    for begins, ends in (((here + 2) % 24, (here + 3) % 24), (here, (here + 2) % 24)):
        choices.choose(db, cast.seeker, {}, (begins, ends))
        tell(db, cast.seeker, "exchanges/phase", number=begins, email=Email())
    by_day, at_night = db.scalars(select(OutgoingMail.not_before).order_by(OutgoingMail.id))
    assert by_day == NOW
    assert at_night.astimezone(ZoneInfo(cast.seeker.zone)).hour == (here + 2) % 24


def test_an_email_of_its_own_waits_with_the_others_where_somebody_wants_that(db: Db, cast: Cast) -> None:
    choices.choose(db, cast.seeker, {EXCHANGES: DAILY}, QUIET)
    tell(db, cast.seeker, "exchanges/phase", email=Email())
    assert db.scalars(select(OutgoingMail)).all() == []
    assert len(send(db, LATER + WEEK)) == 1


@pytest.mark.parametrize(
    "kind", ["commitments/question", "commitments/reminder", "exchanges/opened", "matching/reminder"]
)
def test_an_email_of_its_own_does_not_come_to_who_never_wants_such(db: Db, cast: Cast, kind: str) -> None:
    choices.choose(db, cast.seeker, {topic_of(kind): NEVER}, QUIET)
    for person in (cast.seeker, cast.provider):
        tell(db, person, kind, email=Email())
    assert [mail.recipient for mail in db.scalars(select(OutgoingMail))] == [cast.provider.email]
    assert send(db, LATER + WEEK) == []
    assert len(db.scalars(select(Notice)).all()) == 2


def test_never_is_never_and_what_waits_goes_with_it(db: Db, cast: Cast) -> None:
    tell(db, cast.seeker)
    token = access.stop_path(db, cast.seeker.id, [MENTIONS, "no such topic"]).rpartition("/")[2]
    choices.stop_from_email(db, token)
    tell(db, cast.seeker, number=2)
    assert send(db, LATER + WEEK) == []
    assert len(db.scalars(select(Notice)).all()) == 2  # the bell has both


def test_a_choice_is_kept_only_where_it_differs_from_the_usual(db: Db, cast: Cast) -> None:
    choices.choose(db, cast.seeker, {**DEFAULTS, REPLIES: AT_ONCE}, (22, 6))
    kept = [(row.topic, row.frequency) for row in db.scalars(select(EmailChoice))]
    assert kept == [(REPLIES, AT_ONCE)]
    assert choices_of(db, cast.seeker).quiet == (22, 6)
    choices.choose(db, cast.seeker, DEFAULTS, QUIET)
    assert db.scalars(select(EmailChoice)).all() == []
    assert choices_of(db, cast.seeker).frequencies == DEFAULTS


def test_many_lines_end_with_how_many_more(db: Db, cast: Cast, app: Flask) -> None:
    for number in range(emails.MOST + 5):
        tell(db, cast.seeker, number=number)
    (mail,) = send(db, LATER)
    assert (len(mail.data["lines"]), mail.data["more"]) == (emails.MOST, 5)
    with app.app_context():
        message = render.render(db.info["settings"], mail)
    assert len(message.as_bytes()) < 40_000
    assert str(emails.MOST + 5) in message["Subject"]


def test_the_email_says_each_line_in_the_readers_language(db: Db, cast: Cast, app: Flask) -> None:
    tell(db, cast.arabic_reader)
    (mail,) = send(db, LATER)
    with app.app_context():
        message = render.render(db.info["settings"], mail)
    plain, rich = (part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    assert "First year" in message["Subject"]
    for text in (plain, rich):
        assert "/threads/1" in text
        assert "/notices/emails" in text
    assert 'dir="rtl"' in rich


def test_its_subject_can_be_read_once_it_has_left(db: Db, cast: Cast, app: Flask) -> None:
    tell(db, cast.seeker)
    (mail,) = send(db, LATER)
    with app.app_context():
        said = views.subject(mail)
        mail.data = outbox.kept_of(mail.data)
        assert views.subject(mail) == said
    assert "First year" in said
    assert "stop" not in mail.data


def test_markup_in_a_name_stays_text(db: Db, cast: Cast, app: Flask) -> None:
    subject = Subject("thread", 1, "", "/threads/1")
    notice_actions.notify(db, [cast.seeker.id], MENTION, subject, DATA | {"author": "<script>alert(1)</script>"})
    (mail,) = send(db, LATER)
    with app.app_context():
        message = render.render(db.info["settings"], mail)
    rich = [part.get_content() for part in message.walk() if part.get_content_type() == "text/html"]
    assert "<script>" not in rich[0]
    assert "&lt;script&gt;" in rich[0]


def test_a_job_writes_them(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context():
        with database.transaction() as db:
            tell(db, cast.seeker)
        email = jobs.email_with(emails.BARE)
        assert email(NOW) == 0
        assert email(LATER) == 1


PAGE = "/notices/emails"


def test_the_page_says_what_is_chosen_and_keeps_what_is_sent(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    form = filled(browser.get(PAGE), MENTIONS)
    assert {name: form[name] for name in DEFAULTS} == {name: [usual] for name, usual in DEFAULTS.items()}
    sent = form | {MENTIONS: [NEVER], REPLIES: [AT_ONCE], "quiet_begins": ["21"], "quiet_ends": ["6"]}
    answer = browser.post(PAGE, data=sent)
    assert (answer.status_code, answer.location) == (302, PAGE)
    with database.session() as db:
        chosen = choices_of(db, db.get_one(Person, cast.seeker.id))
    assert chosen.frequencies == DEFAULTS | {MENTIONS: NEVER, REPLIES: AT_ONCE}
    assert chosen.quiet == (21, 6)
    assert filled(browser.get(PAGE), MENTIONS)[MENTIONS] == [NEVER]


def test_what_is_no_choice_is_refused(browse: Any, cast: Cast) -> None:
    browser = browse(cast.seeker)
    sent = filled(browser.get(PAGE), MENTIONS) | {MENTIONS: ["yearly"]}
    assert browser.post(PAGE, data=sent).status_code == 422


def test_two_windows_undo_nothing(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    form = filled(browser.get(PAGE), MENTIONS)
    with app.app_context(), database.transaction() as db:
        choices.choose(db, db.get_one(Person, cast.seeker.id), {REPLIES: NEVER}, QUIET)
    answer = browser.post(PAGE, data=form | {MENTIONS: [DAILY]})
    assert answer.status_code == 409
    assert filled(answer, MENTIONS)[REPLIES] == [NEVER]
    assert filled(answer, MENTIONS)[MENTIONS] == [DAILY]


def test_the_link_in_an_email_stops_such_emails_with_one_press(
    app: Flask, browse: Any, cast: Cast, database: Database
) -> None:
    with app.app_context(), database.transaction() as db:
        tell(db, cast.seeker)
        tell(db, cast.seeker, REPLY)
        (mail,) = send(db, LATER)
        message = render.render(database.settings, mail)
        address = str(message["List-Unsubscribe"]).strip("<>")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    path = address.removeprefix(database.settings.public_url)
    stranger = app.test_client()
    asked = stranger.get(path).text
    assert "Stop these emails?" in asked
    assert cast.seeker.name in asked
    for page in (asked, browse(cast.seeker).get("/notices/emails").text):
        assert "Someone mentions you" in page  # by one name here and there

    def frequency() -> str:
        with database.session() as db:
            return choices_of(db, db.get_one(Person, cast.seeker.id)).frequencies[MENTIONS]

    assert frequency() == AT_ONCE  # whoever only looks, such as a scanner, changes nothing
    for _again in range(2):
        assert stranger.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert frequency() == NEVER
    assert "These emails have stopped" in stranger.get(path).text
    assert stranger.post(path, data={"again": "1"}).location == path
    assert frequency() == AT_ONCE


@pytest.mark.parametrize("token", ["nonsense", "WzEsW11d.x"])
def test_what_is_not_our_link_stops_nothing(app: Flask, token: str) -> None:
    assert app.test_client().get(f"/emails/stop/{token}").status_code == 404
    assert app.test_client().post(f"/emails/stop/{token}").status_code == 404
