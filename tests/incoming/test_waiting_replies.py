"""A reply by email that is not surely the person's waits until they say so."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.web.transactions import end_read_session
from peerhub.incoming.rules import DONE, DRAFT, HELD, THREAD, TOO_MANY_REPLIES
from peerhub.notices.actions import emails
from peerhub.notices.models import Notice
from peerhub.rooms.actions import mailed, pruning, threads
from peerhub.rooms.models.mailed import MailedReply
from tests.cast import NOW, Cast
from tests.incoming.arrange import TEXT, address, draft, handle, keep, letter, mails, receives, said
from tests.rooms.arrange import Place


def mailed_link(database: Database, recipient: str) -> str:
    """The link to a reply that waits, in the email that tells of it."""
    with database.transaction() as db:
        assert emails.send_next(db, NOW + timedelta(days=1))
        mail = db.scalars(select(OutgoingMail).where(OutgoingMail.recipient == recipient)).one()
        assert [line["kind"] for line in mail.data["lines"]] == ["rooms/reply_waits"]
        return str(mail.data["lines"][0]["path"])


@pytest.mark.parametrize("sender", ["somebody@else.example", "seeker@cast.example"])
def test_from_another_address_it_waits_for_the_person(
    app: Flask, database: Database, cast: Cast, place: Place, sender: str
) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(sender, TEXT))
    handle(database)
    assert said(database, place.thread) == []
    waiting = draft(database)
    assert waiting
    assert (waiting.person_id, waiting.body, waiting.sender) == (cast.provider.id, "We can share our law.", sender)
    path = mailed_link(database, cast.provider.email)
    stranger = app.test_client()
    page = stranger.get(path).get_data(as_text=True)
    assert "Is this reply yours?" in page
    assert sender in page
    assert said(database, place.thread) == []
    for _ in range(2):
        assert stranger.post(path, data={"body": "We can share our new law."}).status_code == 302
    with clock.fixed_at(NOW + timedelta(days=40)), database.transaction() as db:
        assert pruning.delete_old_keys(db, clock.now())
    assert stranger.post(path, data={"body": "Words of whoever has the link."}).status_code == 409
    assert said(database, place.thread) == [(cast.provider.id, "We can share our new law.")]
    assert "Your reply was posted" in stranger.get(path).get_data(as_text=True)
    assert stranger.post(path + "/discard").status_code == 409


def test_what_is_discarded_is_not_posted_and_can_still_be(
    app: Flask, database: Database, cast: Cast, place: Place
) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter("x@y.example", TEXT))
    handle(database)
    path = mailed_link(database, cast.provider.email)
    stranger = app.test_client()
    assert stranger.post(path + "/discard").status_code == 302
    assert "This reply was discarded" in stranger.get(path).get_data(as_text=True)
    assert said(database, place.thread) == []
    assert stranger.post(path, data={"body": ""}).status_code == 422
    stranger.post(path, data={"body": "Ours."})
    assert len(said(database, place.thread)) == 1
    assert app.test_client().get(path + "x").status_code == 404


@pytest.mark.parametrize("path", ["", "/discard"])
def test_nobody_is_asked_about_a_reply_that_was_posted_or_discarded(
    app: Flask, database: Database, cast: Cast, place: Place, path: str
) -> None:
    for number in range(2):
        reply = letter("x@y.example", f"Reply {number}", Message_ID=f"<{number}@mail.example>")
        keep(database, address(database, THREAD, cast.provider.id, place.thread), reply)
    while handle(database):
        pass
    own = select(Notice).where(Notice.kind == "rooms/reply_waits").order_by(Notice.id)
    with database.session() as db:
        first, second = (notice.path for notice in db.scalars(own))
    assert app.test_client().post(first + path, data={"body": "Ours."}).status_code == 302
    assert mailed_link(database, cast.provider.email) == second


def test_where_too_many_wait_already_the_secretariat_reads_why(
    database: Database, cast: Cast, place: Place, browse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailed, "MOST_WAITING", 1)
    for number in range(2):
        reply = letter("x@y.example", f"Reply {number}", Message_ID=f"<{number}@mail.example>")
        keep(database, address(database, THREAD, cast.provider.id, place.thread), reply)
    while handle(database):
        pass
    with database.session() as db:
        assert [(mail.state, mail.reason) for mail in mails(db)] == [(DONE, DRAFT), (HELD, TOO_MANY_REPLIES)]
    listed = browse(cast.secretariat).get("/incoming").text
    assert "its writer was asked" in listed
    assert "Too many replies of this person already wait for them." in listed


def test_a_forged_sender_is_not_the_person(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    receives(monkeypatch, database, mail_verdict_by="mx.peerhub.example")
    to = address(database, THREAD, cast.provider.id, place.thread)
    for number, verdict in enumerate(("mx.peerhub.example; dmarc=fail", "evil.example; dmarc=pass", "")):
        keep(
            database,
            to,
            letter(cast.provider, TEXT, Authentication_Results=verdict, Message_ID=f"<{number}@mail.example>"),
        )
    handle(database)
    assert said(database, place.thread) == []
    good = letter(
        cast.provider, TEXT, Authentication_Results="mx.peerhub.example; dmarc=pass", Message_ID="<good@mail.example>"
    )
    keep(database, to, good)
    handle(database)
    assert len(said(database, place.thread)) == 1


def test_what_cannot_be_posted_waits_with_its_words(database: Database, cast: Cast, place: Place) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(cast.provider, "Many words. " * 2_000))
    handle(database)
    waiting = draft(database)
    assert waiting
    assert (waiting.reason, len(waiting.body) > 10_000) == ("cannot_post", True)
    keep(database, to, letter(cast.provider, TEXT, Message_ID="<two@mail.example>"))
    with database.transaction() as db:
        threads.lock(db, cast.facilitator, place.thread, locked=True)
    handle(database)
    assert said(database, place.thread) == []
    with database.session() as db:
        assert db.scalars(select(func.count()).select_from(MailedReply)).one() == 2


def test_a_link_leads_to_no_other_reply(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter("x@y.example", TEXT))
    handle(database)
    path = mailed_link(database, cast.provider.email)
    stranger = app.test_client()
    assert stranger.get(path).status_code == 200
    with database.transaction() as db:
        ids = list(db.scalars(select(MailedReply.id)))
        db.execute(delete(MailedReply))
    other = letter("z@y.example", "Secret of the private room.", Message_ID="<other@mail.example>")
    keep(database, address(database, THREAD, cast.seeker.id, place.private_thread), other)
    handle(database)
    with database.transaction() as db:
        db.execute(update(MailedReply).values(id=ids[0]))
    end_read_session()
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, data={"body": "Ours."}).status_code == 404
    assert said(database, place.private_thread) == []


def test_the_page_says_why_it_waits(
    app: Flask, database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    receives(monkeypatch, database, mail_verdict_by="mx.peerhub.example")
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, TEXT))
    handle(database)
    page = app.test_client().get(mailed_link(database, cast.provider.email)).get_data(as_text=True)
    assert "It could not be checked that it was sent from there" in page
    assert "another address" not in page
