"""What those who run a session see of answers that came by email, and decide there."""

from datetime import timedelta
from html import escape
from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.sessions.actions import notes
from peerhub.sessions.models import CalendarRequest, Invitee, InviteeNote, Session
from tests.base.forms.arrange import filled as form_at
from tests.cast import NOW, Cast
from tests.sessions.arrange import STARTS, Browse, deliver, response_of
from tests.sessions.calendar_answers import ALIAS, PROPOSED, reply_from
from tests.support.forms import submit


@pytest.fixture
def asked(app: Flask, database: Database, cast: Cast, session_id: int) -> dict[str, str]:
    """One of each kind that asks for a button, and a note; their marks."""
    with app.app_context(), database.transaction() as db:
        session = db.get_one(Session, session_id)
        reply_from(db, session, cast.teammate, more="COMMENT:<b>May I come?</b>\n")
        reply_from(db, session, ALIAS, "DECLINED")
        reply_from(db, session, cast.provider, "TENTATIVE", method="COUNTER", more=PROPOSED)
        notes.keep_note(db, session_id, cast.seeker.id, "I come <i>late</i>", message_id="<1@x>", written_at=NOW)
        notes.keep_note(db, session_id, cast.facilitator.id, "From the desk", message_id="<2@x>", written_at=NOW)
        return {each.sender: each.mark for each in db.query(CalendarRequest)}


def number_in(mark: str) -> int:
    """The id of a request with that mark."""
    return int(mark.split(maxsplit=1)[0])


def decide(browser: Any, session_id: int, **fields: object) -> Any:
    path = f"/sessions/{session_id}"
    return submit(browser, f"{path}/requests", form_path=path, **fields)


@pytest.mark.usefixtures("asked")
def test_only_those_who_run_the_session_see_it(browse: Browse, cast: Cast, session_id: int) -> None:
    seen = browse(cast.facilitator).get(f"/sessions/{session_id}").text
    for text in (
        cast.teammate.email,
        "&lt;b&gt;May I come?",
        ALIAS,
        "Proposes a new time.",
        "From the desk",
        "I come &lt;i&gt;late",
    ):
        assert text in seen
        assert text not in browse(cast.seeker).get(f"/sessions/{session_id}").text
    assert browse(cast.secretariat).get(f"/sessions/{session_id}").text.count("Keep the time") == 1


def test_without_any_there_is_no_card(browse: Browse, cast: Cast, session_id: int) -> None:
    assert "Waiting for your decision" not in browse(cast.facilitator).get(f"/sessions/{session_id}").text


def test_the_buttons(browse: Browse, database: Database, cast: Cast, session_id: int, asked: dict[str, str]) -> None:
    browser = browse(cast.facilitator)
    invited = decide(browser, session_id, decision="invite", request=asked[cast.teammate.email])
    assert invited.location == f"/sessions/{session_id}"
    assert response_of(database, session_id, cast.teammate) == "accepted"
    assert decide(browser, session_id, decision="count", request=asked[ALIAS], person="").status_code == 422
    decide(browser, session_id, decision="count", request=asked[ALIAS], person=cast.seeker.id)
    assert response_of(database, session_id, cast.seeker) == "declined"
    decide(browser, session_id, decision="dismiss", request=asked[cast.provider.email])
    assert "Waiting for your decision" not in browser.get(f"/sessions/{session_id}").text
    assert decide(browser, session_id, decision="invite", request=asked[ALIAS]).status_code == 404
    assert decide(browse(cast.seeker), session_id, decision="dismiss", request=1).status_code == 403


@pytest.mark.usefixtures("asked")
def test_after_the_time_stays_one_email_is_being_sent(
    app: Flask, browse: Browse, database: Database, cast: Cast, session_id: int, asked: dict[str, str]
) -> None:
    with app.app_context(), database.transaction() as db:
        deliver(db)
        session = db.get_one(Session, session_id)
        reply_from(db, session, cast.seeker, "TENTATIVE", method="COUNTER", more=PROPOSED)
        again = db.query(CalendarRequest).filter_by(sender=cast.seeker.email).one().mark
    browser, path = browse(cast.facilitator), f"/sessions/{session_id}"
    for mark, said in ((asked[cast.provider.email], "1 email is being sent."), (again, "2 emails are being sent.")):
        decide(browser, session_id, decision="dismiss", request=mark)
        seen = browser.get(path).text
        assert said in seen
        assert "Sending emails" not in seen
        assert '<progress hidden aria-hidden="true"' in seen


def test_what_was_not_on_the_page_is_not_decided(
    app: Flask, browse: Browse, database: Database, cast: Cast, session_id: int, asked: dict[str, str]
) -> None:
    browser, mark = browse(cast.facilitator), asked[cast.teammate.email]
    for unknown in ("", "delete"):
        assert decide(browser, session_id, decision=unknown, request=mark).status_code == 422
    with app.app_context(), database.transaction() as db:
        db.get_one(CalendarRequest, number_in(mark)).sender = cast.outsider.email  # another one that has got its id
    assert decide(browser, session_id, decision="invite", request=mark).status_code == 409
    with database.session() as db:
        assert db.get(Invitee, (session_id, cast.outsider.id)) is None
        assert len(db.query(CalendarRequest).all()) == 3


def test_a_proposed_time_fills_the_form(
    browse: Browse, database: Database, cast: Cast, session_id: int, asked: dict[str, str]
) -> None:
    browser, number = browse(cast.facilitator), number_in(asked[cast.provider.email])
    assert f"/edit?proposal={number}" in browser.get(f"/sessions/{session_id}").text
    path = f"/sessions/{session_id}/edit"
    assert 'value="2026-12-08"' in browser.get(path).text
    filled = browser.get(f"{path}?proposal={number}").text
    assert 'value="2026-12-09"' in filled
    assert 'value="14:00"' in filled  # 13:00 UTC, in Paris
    assert 'value="60"' in filled
    with database.session() as db:
        assert db.get_one(Session, session_id).starts_at == STARTS  # looking changes nothing
    assert browser.get(f"{path}?proposal=999").status_code == 404
    assert browser.get(f"{path}?proposal={number_in(asked[ALIAS])}").status_code == 404  # which names no time
    assert browse(cast.seeker).get(f"{path}?proposal={number}").status_code == 403
    form = form_at(browser.get(f"{path}?proposal={number}"), "purpose")
    sent = browser.post(f"{path}?proposal={number}", data=form)
    assert sent.location == f"/sessions/{session_id}"
    with database.session() as db:
        moved = db.get_one(Session, session_id)
        assert (moved.starts_at, moved.minutes, moved.sequence) == (STARTS + timedelta(days=1), 60, 1)
        assert db.get(CalendarRequest, number) is None
        assert db.get_one(Invitee, (session_id, cast.provider.id)).response == "needs_action"


def waiting_of(seen: str, sender: str) -> str:
    """What the page says about the request of an address."""
    return next(line for line in seen.split('<li class="line">') if sender in line and 'name="decision"' in line)


@pytest.mark.usefixtures("asked")
def test_who_wrote_is_named_with_the_address(browse: Browse, cast: Cast, session_id: int) -> None:
    seen = browse(cast.facilitator).get(f"/sessions/{session_id}").text
    for person in (cast.provider, cast.teammate):
        shown = waiting_of(seen, person.email)
        assert f'<b dir="auto">{escape(person.office or person.name)}</b>' in shown
        assert f'<span class="quiet small" dir="ltr">{person.email}</span>' in shown


@pytest.mark.usefixtures("asked")
def test_what_can_be_done_about_a_forwarded_invitation_stands_beside_it(
    app: Flask, browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        reply_from(db, db.get_one(Session, session_id), cast.outsider)
    path, no_account = f"/sessions/{session_id}", "No account has this address."
    seen = browse(cast.facilitator).get(path).text
    unknown, known, foreign = (waiting_of(seen, each) for each in (ALIAS, cast.teammate.email, cast.outsider.email))
    assert no_account in unknown
    assert "Invite this person too" in known
    assert "Their country does not take part." in foreign
    assert all("Invite this person too" not in each for each in (unknown, foreign))
    assert all(no_account not in each for each in (known, foreign))
    for each in (unknown, known, foreign):
        assert "Whose answer it is" in each
        assert f'<option value="{cast.seeker.id}"' in each
    assert "invitations-to-join/new" in waiting_of(browse(cast.secretariat).get(path).text, ALIAS)
    assert "invitations-to-join/new" not in unknown  # who facilitates this session looks after no team


def test_many_unknown_addresses_share_one_choice(
    app: Flask, browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        for number in range(8):
            reply_from(db, db.get_one(Session, session_id), f"{number}@elsewhere.example")
    browser = browse(cast.facilitator)
    seen = browser.get(f"/sessions/{session_id}").text
    assert seen.count("Choose a person") == 6
    rest = seen.partition('id="whose-request"')[2].partition("</select>")[0]
    assert rest.count("<option") == 3
    with database.session() as db:
        marks = {each.sender: each.mark for each in db.query(CalendarRequest)}
    decide(browser, session_id, decision="count", request=marks["0@elsewhere.example"], person=cast.seeker.id)
    assert response_of(database, session_id, cast.seeker) == "accepted"


@pytest.mark.usefixtures("asked")
def test_a_note_is_deleted(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    with database.session() as db:
        note = db.query(InviteeNote).filter_by(person_id=cast.seeker.id).one().id
    path = f"/sessions/{session_id}"
    submit(browse(cast.provider), f"{path}/notes/{note}/delete", form_path=path)
    assert "I come &lt;" in browse(cast.facilitator).get(path).text
    submit(browse(cast.facilitator), f"{path}/notes/{note}/delete", form_path=path)
    assert "I come &lt;" not in browse(cast.facilitator).get(path).text


def test_many_ask_the_database_as_often_as_one(
    app: Flask, browse: Browse, database: Database, cast: Cast, session_id: int, count_queries: Any
) -> None:
    browser, counts = browse(cast.facilitator), []
    for senders in ([cast.outsider], [cast.teammate, cast.focal_point, cast.arabic_reader]):
        with app.app_context(), database.transaction() as db:
            session = db.get_one(Session, session_id)
            for number, person in enumerate(senders):
                reply_from(db, session, person)
                reply_from(db, session, f"{number}@{len(senders)}.example")
            reply_from(db, session, cast.provider, "TENTATIVE", method="COUNTER", more=PROPOSED)
        with count_queries() as seen:
            assert browser.get(f"/sessions/{session_id}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
