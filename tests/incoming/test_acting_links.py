"""A quotation that no rule knows is not posted: it holds links with which its reader acts in the person's name."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database, settings_of
from peerhub.base.mail.links import PLACES, without_acting
from peerhub.incoming.rules import INVITATION, THREAD
from peerhub.notices.access import stop_path
from peerhub.rooms.models.mailed import MailedReply
from peerhub.sessions.access import invitation_path
from peerhub.sessions.models import InviteeNote
from tests.cast import Cast
from tests.incoming.arrange import address, handle, keep, letter, said
from tests.rooms.arrange import Place
from tests.sessions.arrange import scheduled


def test_every_page_of_a_token_is_known(app: Flask) -> None:
    prefixes = {str(rule).partition("/<token>")[0] for rule in app.url_map.iter_rules() if "<token>" in str(rule)}
    assert prefixes
    assert prefixes == set(PLACES)


@pytest.mark.parametrize(
    "quotation",
    [
        "Пон, 30 лис 2026, PeerHub пише щось:\n{links}",
        "-----Ursprüngliche Botschaft-----\n{links}\n",
        "PeerHub schrieb am Montag folgendes\n\nNächste Sitzungen\n{links}\n",
        "{links}",
    ],
)
def test_such_a_reply_waits_without_its_links(
    app: Flask, database: Database, cast: Cast, place: Place, quotation: str
) -> None:
    with database.transaction() as db:
        paths = [
            invitation_path(db, scheduled(db, cast).id, cast.provider.id),
            stop_path(db, cast.provider.id, ["replies"]),
        ]
        public = settings_of(db).public_url
    to = address(database, THREAD, cast.provider.id, place.thread)
    links = "\n".join([*(f"Annehmen {public}{path}?answer=accepted" for path in paths), f"Antworten: {to}"])
    keep(database, to, letter(cast.provider, "We agree.\n\n" + quotation.format(links=links)))
    handle(database)
    assert said(database, place.thread) == []
    with database.session() as db:
        waiting = db.scalars(select(MailedReply)).one()
        assert (waiting.reason, waiting.body.startswith("We agree.")) == ("quotes", True)
        assert not any(path in waiting.body for path in [*paths, to])


def test_a_note_has_no_links_either(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    with database.transaction() as db:
        session = scheduled(db, cast).id
        path = invitation_path(db, session, cast.seeker.id)
    to = address(database, INVITATION, session, cast.seeker.id)
    keep(database, to, letter(cast.seeker, f"I come later.\n\nPryvit, PeerHub pyshe\nhttp://localhost{path}\n"))
    handle(database)
    with database.session() as db:
        text = db.scalars(select(InviteeNote.text)).one()
        assert text.startswith("I come later.")
        assert path not in text


def test_links_that_anybody_may_open_stay() -> None:
    text = "See https://peerhub.example/threads/5 and https://law.example/answer/42?x=1, or write to team+law@ministry.example."
    assert without_acting(text) == (text, False)
    signed = "/invitations/WzEsMV0.abcdefghijklmnopqrstuvwxyz1"
    assert without_acting(f"a {signed} b") == ("a … b", True)
    assert not re.search("WzEs", without_acting(f"<https://x.example{signed}/join>")[0])


@pytest.mark.parametrize("text", ["a" * 3_000_000, "http://" + "a" * 1_000_000, "/answer/" * 100_000, "a+" * 500_000])
def test_a_long_text_is_read_in_time_that_grows_with_it(text: str) -> None:
    assert without_acting(text) == (text, False)  # reading each sign again and again would take hours
