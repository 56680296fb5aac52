"""The invitation looked at before it is sent: as its reader will get it, with nothing written and no link that works."""

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.people.models import Person
from peerhub.sessions.actions import changes, invitations
from peerhub.sessions.models import Invitee
from tests.cast import Cast
from tests.incoming.arrange import receives
from tests.sessions.arrange import Browse, draft, mails

LINKS = re.compile(r"https?://[^\s\"<)]+")


@pytest.fixture
def drafted(app: Flask, database: Database, cast: Cast) -> int:
    """A draft; its id."""
    with app.app_context(), database.transaction() as db:
        return draft(db, cast).id


def test_it_is_what_the_person_gets_but_for_its_links(
    app: Flask, browse: Browse, cast: Cast, database: Database, drafted: int
) -> None:
    browser = browse(cast.facilitator)
    looked = browser.get(f"/sessions/{drafted}/email/html?to={cast.provider.id}").text
    with app.app_context(), database.transaction() as db:
        invitations.send(db, db.merge(cast.facilitator), drafted)
        mail = next(each for each in mails(db, "invitation") if each.recipient == cast.provider.email)
        body = render(db.info["settings"], mail).get_body(("html",))
    assert body
    assert LINKS.sub("", looked).split() == LINKS.sub("", body.get_content()).split()
    assert "/invitations/" in body.get_content()
    assert "/invitations/" not in looked
    assert "link-not-shown" in looked


def test_everybody_who_is_invited_can_be_chosen_and_reads_their_own_time(
    browse: Browse, cast: Cast, drafted: int
) -> None:
    browser = browse(cast.facilitator)
    first = browser.get(f"/sessions/{drafted}/email").text
    assert set(re.findall(r'<option value="(\d+)"', first)) == {
        str(person.id) for person in (cast.facilitator, cast.seeker, cast.provider)
    }
    assert re.search(rf'<option value="({cast.seeker.id}|{cast.provider.id})"[^>]* selected', first)
    provider = browser.get(f"/sessions/{drafted}/email?to={cast.provider.id}").text
    assert "share" in provider or "bring one question" in provider
    assert "You facilitate this session." in browser.get(f"/sessions/{drafted}/email?to={cast.facilitator.id}").text
    assert first.count('class="card mail-text"') == 1


@pytest.mark.parametrize(("language", "words", "direction"), [("fr", "Vous", "ltr"), ("ar", "الجلسة", "rtl")])
def test_another_language_can_be_chosen(
    browse: Browse, cast: Cast, drafted: int, language: str, words: str, direction: str
) -> None:
    browser = browse(cast.facilitator)
    shown = browser.get(f"/sessions/{drafted}/email?to={cast.seeker.id}&language={language}").text
    assert f'lang="{language}" translate="no"' in shown
    assert words in shown
    assert ">English</button>" in shown  # the frame's own choice of languages stays
    rich = browser.get(f"/sessions/{drafted}/email/html?to={cast.seeker.id}&language={language}")
    assert f'<html lang="{language}" dir="{direction}">' in rich.text
    assert "sandbox" in rich.headers["Content-Security-Policy"]
    other = browser.get(f"/sessions/{drafted}/email?language=xx")  # no language of the site: the person's own
    assert (other.status_code, 'lang="en" translate="no"' in other.text) == (200, True)


def test_looking_writes_nothing(app: Flask, browse: Browse, cast: Cast, database: Database, drafted: int) -> None:
    browser = browse(cast.facilitator)

    def state() -> Any:
        with database.session() as db:
            return (
                db.scalar(select(func.count()).select_from(OutgoingMail)),
                db.execute(select(Invitee.person_id, Invitee.sent_sequence, Invitee.mail_due)).all(),
            )

    before = state()
    for ending in ("", "/html"):
        assert browser.get(f"/sessions/{drafted}/email{ending}").status_code == 200
    assert state() == before


def test_it_is_for_those_who_run_the_session_alone(browse: Browse, cast: Cast, drafted: int) -> None:
    for ending in ("", "/html"):
        path = f"/sessions/{drafted}/email{ending}"
        assert browse(cast.secretariat).get(path).status_code == 200
        assert browse(cast.outsider).get(path).status_code == 404
        assert browse(cast.seeker).get(path).status_code == 404  # invited, but nobody knows of a draft
        facilitator = browse(cast.facilitator)
        for number in (cast.outsider.id, 10**9):
            assert facilitator.get(f"{path}?to={number}").status_code == 404
        assert facilitator.get(f"/sessions/999999/email{ending}").status_code == 404


def test_who_left_and_who_can_no_longer_be_invited_are_not_shown(
    app: Flask, browse: Browse, cast: Cast, database: Database, drafted: int
) -> None:
    browser = browse(cast.facilitator)
    with database.transaction() as db:
        db.execute(update(Person).where(Person.id == cast.provider.id).values(closed_at=func.now()))
    assert browser.get(f"/sessions/{drafted}/email?to={cast.provider.id}").status_code == 404
    with app.app_context(), database.transaction() as db:
        invitations.send(db, db.merge(cast.facilitator), drafted)
    assert browser.get(f"/sessions/{drafted}/email").status_code == 200
    assert browse(cast.seeker).get(f"/sessions/{drafted}/email").status_code == 403
    with app.app_context(), database.transaction() as db:
        changes.cancel(db, db.merge(cast.facilitator), drafted, "No")
    assert browser.get(f"/sessions/{drafted}/email").status_code == 404


@pytest.mark.parametrize("reads", [False, True])
def test_it_says_beforehand_whether_calendars_are_read(
    browse: Browse, cast: Cast, database: Database, drafted: int, reads: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reads:
        receives(monkeypatch, database)
    shown = browse(cast.facilitator).get(f"/sessions/{drafted}/email").text
    assert ("An answer from your calendar does not reach us." in shown) is not reads
    assert ("reply to this email" in shown) is reads


def test_a_draft_leads_to_it(browse: Browse, cast: Cast, drafted: int) -> None:
    assert f'href="/sessions/{drafted}/email"' in browse(cast.facilitator).get(f"/sessions/{drafted}").text


def test_many_people_take_no_more_queries(
    app: Flask, browse: Browse, cast: Cast, database: Database, drafted: int, count_queries: Any
) -> None:
    browser = browse(cast.facilitator)
    browser.get(f"/sessions/{drafted}/email")
    with count_queries() as few:
        browser.get(f"/sessions/{drafted}/email")
    with app.app_context(), database.transaction() as db:
        values = {"session_id": drafted, "role": "participant", "invited_at": cast.seeker.created_at}
        db.add_all(
            Invitee(person_id=person.id, **values) for person in (cast.teammate, cast.outsider, cast.focal_point)
        )
    with count_queries() as many:
        browser.get(f"/sessions/{drafted}/email")
    assert len(few) == len(many)
