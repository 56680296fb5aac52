"""Doors of sessions: what people see and can do there."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database import Database
from peerhub.base.settings import Settings
from peerhub.people.models import Person
from peerhub.sessions import access, actions
from peerhub.sessions.models import Invitee, Session
from tests.cast import Cast
from tests.sessions.arrange import STARTS, draft, make_facilitator, plan, scheduled
from tests.support.forms import submit, token_of

Browse = Callable[[Person], FlaskClient]

FIELDS: dict[str, Any] = {
    "title": "Catalogue identifiers",
    "purpose": "Why",
    "kind": "thematic",
    "theme_code": "discoverability_access",
    "instrument_code": "workshop",
    "outcome_code": "new_knowledge",
    "date": "2026-12-08",
    "time": "14:00",
    "zone": "Europe/Paris",
    "minutes": "90",
    "join_link": "https://meet.example/1",
    "agenda-0-minutes": "90",
    "agenda-0-title": "Talk",
    "agenda-0-owner": "Ministry",
    "countries-0-code": "JM",
    "countries-0-part": "seeks",
    "countries-1-code": "CL",
    "countries-1-part": "provides",
}


@pytest.fixture
def facilitates(database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        make_facilitator(db, cast.facilitator)


@pytest.fixture
def session_id(app: Any, database: Database, cast: Cast) -> int:
    with app.app_context(), database.transaction() as db:
        return scheduled(db, cast).id


def response_of(database: Database, session_id: int, person: Person) -> str:
    with database.session() as db:
        return db.get_one(Invitee, (session_id, person.id)).response


# ---- Scheduling


@pytest.mark.usefixtures("facilitates")
def test_scheduling_from_form_to_invitations(browse: Browse, database: Database, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    answer = submit(browser, "/sessions/new", **FIELDS, facilitators=[cast.facilitator.id])
    assert answer.status_code == 302
    preview = browser.get(answer.location)
    assert "This is a draft" in preview.text
    assert "Santiago" in preview.text
    assert "early or late" in preview.text  # 08:00 in Kingston
    assert "Immaculate Conception" in preview.text  # 8 December in Chile
    with database.session() as db:
        invited = set(db.scalars(select(Invitee.person_id)))
    team = {cast.seeker, cast.teammate, cast.focal_point, cast.provider, cast.provider_focal_point, cast.facilitator}
    assert invited == {person.id for person in team}
    sent = submit(browser, f"{answer.location}/send", form_path=answer.location)
    assert sent.location == answer.location
    assert "The invitations are on their way." in browser.get(answer.location).text


@pytest.mark.usefixtures("facilitates")
def test_a_form_that_cannot_be_taken_keeps_what_was_typed(browse: Browse, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    wrong = FIELDS | {"join_link": "http://meet.example", "zone": "Mars/Base"}
    answer = submit(browser, "/sessions/new", **wrong, facilitators=[cast.facilitator.id])
    assert answer.status_code == 422
    assert "There is no such time zone." in answer.text
    assert "Catalogue identifiers" in answer.text
    answer = submit(browser, "/sessions/new", **FIELDS | {"date": "2020-01-01"}, facilitators=[cast.facilitator.id])
    assert "This time is over. Choose a later one." in answer.text


@pytest.mark.usefixtures("facilitates")
def test_a_time_that_comes_twice_asks_which(browse: Browse, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    twice = FIELDS | {"date": "2027-10-31", "time": "02:30", "facilitators": [cast.facilitator.id]}
    asked = submit(browser, "/sessions/new", **twice)
    assert asked.status_code == 422
    assert "Which of the two?" in asked.text
    assert submit(browser, "/sessions/new", **twice, which="second").status_code == 302


@pytest.mark.usefixtures("facilitates")
def test_rows_are_added_and_offices_shown_without_a_script(browse: Browse, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    grown = submit(browser, "/sessions/new", **FIELDS, more="agenda")
    assert grown.status_code == 200
    assert 'name="agenda-8-title"' in grown.text
    assert 'name="countries-6-code"' in submit(browser, "/sessions/new", **FIELDS, more="countries").text
    offices = submit(browser, "/sessions/new", **FIELDS, more="offices").text
    ticked = re.findall(r'name="people" value="(\d+)" checked', offices)
    assert str(cast.teammate.id) in ticked
    assert str(cast.secretariat.id) not in ticked


@pytest.mark.usefixtures("facilitates")
def test_offices_can_be_left_out(browse: Browse, database: Database, cast: Cast) -> None:
    browser = browse(cast.facilitator)
    offices = submit(browser, "/sessions/new", **FIELDS, more="offices").text
    offered = re.search(r'name="offered"[^>]*value="([^"]*)"', offices)
    assert offered
    chosen: dict[str, Any] = {"facilitators": [cast.facilitator.id], "people": [cast.seeker.id], "offered": offered[1]}
    submit(browser, "/sessions/new", **FIELDS, **chosen)
    with database.session() as db:
        assert set(db.scalars(select(Invitee.person_id))) == {cast.facilitator.id, cast.seeker.id}


def test_a_copy_starts_from_the_earlier_session(browse: Browse, cast: Cast, session_id: int) -> None:
    shown = browse(cast.facilitator).get(f"/sessions/new?copy={session_id}").text
    assert "Metadata that makes local music findable" in shown
    assert 'value="14:00"' in shown
    assert "https://meet.example" in shown
    assert browse(cast.facilitator).get("/sessions/new?copy=999999").status_code == 404


def test_a_copy_carries_no_link_to_those_who_do_not_know_it(
    app: Any, browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    with database.transaction() as db:
        make_facilitator(db, cast.teammate)
    shown = browse(cast.teammate).get(f"/sessions/new?copy={session_id}").text
    assert "Metadata that makes local music findable" in shown
    assert "https://meet.example" not in shown


def test_changing_keeps_what_is_there_and_tells(
    browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    browser = browse(cast.facilitator)
    path = f"/sessions/{session_id}/edit"
    changed = FIELDS | {"time": "15:00", "facilitators": [cast.facilitator.id], "offered": ""}
    answer = submit(browser, path, **changed)
    assert answer.location == f"/sessions/{session_id}"
    with database.session() as db:
        assert db.get_one(Session, session_id).sequence == 1
    assert browse(cast.seeker).get(path).status_code == 403
    assert browse(cast.outsider).get(path).status_code == 404


# ---- Looking


def test_who_sees_a_session(browse: Browse, cast: Cast, session_id: int) -> None:
    expected = {
        cast.seeker: 200,
        cast.teammate: 200,
        cast.provider: 200,
        cast.facilitator: 200,
        cast.secretariat: 200,
        cast.outsider: 404,
        cast.arabic_reader: 404,
    }
    for path in (f"/sessions/{session_id}", f"/sessions/{session_id}.ics"):
        got = {person: browse(person).get(path).status_code for person in expected}
        assert got == expected


def test_a_draft_is_seen_by_those_who_prepare_it(app: Any, browse: Browse, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        path = f"/sessions/{draft(db, cast).id}"
    prepared = browse(cast.facilitator).get(path)
    assert prepared.status_code == 200
    assert "not answered" not in prepared.text  # nobody was asked
    assert browse(cast.secretariat).get(path).status_code == 200
    assert browse(cast.seeker).get(path).status_code == 404
    assert browse(cast.seeker).get("/sessions").text.count("Metadata") == 0


def test_a_session_says_that_it_is_over(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    path, said = f"/sessions/{session_id}", "This session ended at"
    assert said not in browse(cast.seeker).get(path).text
    with database.transaction() as db, clock.held(STARTS + timedelta(hours=1)):
        actions.end_session(db, db.get_one(Person, cast.facilitator.id), session_id)
    shown = browse(cast.seeker).get(path).text
    assert f"{said} 09:00." in shown  # an hour after 08:00, not at the planned end
    assert "09:30" not in shown
    assert "This session is over." not in shown


def test_ending_keeps_the_ticks_of_who_came(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    path = f"/sessions/{session_id}"
    with clock.held(STARTS + timedelta(hours=1)):
        browser = browse(cast.facilitator)
        submit(browser, f"{path}/end", form_path=path, noting="1", came=[cast.provider.id])
    assert attended(database, session_id) == [cast.provider.id]
    with database.session() as db:
        assert db.get_one(Session, session_id).state == "ended"


def test_a_refusal_may_say_why_and_only_facilitators_read_it(browse: Browse, cast: Cast, session_id: int) -> None:
    path, why = f"/sessions/{session_id}", "The budget debate is that day."
    seeker = browse(cast.seeker)
    submit(seeker, f"{path}/answer", form_path=path, answer="declined")
    assert "Only the facilitators read it." in seeker.get(path).text
    assert "button-good" not in seeker.get(path).text
    submit(seeker, f"{path}/answer", form_path=path, answer="declined", reason=why)
    assert why in browse(cast.facilitator).get(path).text
    assert why not in browse(cast.provider).get(path).text
    assert submit(seeker, f"{path}/answer", form_path=path, answer="declined", reason="x" * 301).status_code == 422
    submit(seeker, f"{path}/answer", form_path=path, answer="accepted")
    assert why not in browse(cast.facilitator).get(path).text


def test_a_draft_for_nobody_does_not_press_to_be_sent(app: Any, browse: Browse, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        some, alone = draft(db, cast).id, actions.create_draft(db, cast.facilitator, plan(cast, people=frozenset())).id
    said, main = "Nobody but those who facilitate would be told", '<button class="button button-main">Send invitations'
    browser = browse(cast.facilitator)
    shown = browser.get(f"/sessions/{some}").text
    assert said not in shown
    assert main in shown
    shown = browser.get(f"/sessions/{alone}").text
    assert said in shown
    assert main not in shown


def test_the_form_says_where_offices_are_and_comes_back_to_them(facilitates: None, browse: Browse, cast: Cast) -> None:
    shown = browse(cast.facilitator).get("/sessions/new").text
    assert re.search(
        r'optgroup label="Offices here">.*Jamaica: \d offices?<.*optgroup label="Nobody here yet">', shown, re.S
    )
    assert 'formaction="#offices"' in shown
    assert 'id="offices"' in shown


def test_words_of_the_programme_are_in_the_readers_language(
    browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    with database.transaction() as db:
        db.get_one(Person, cast.seeker.id).language = "fr"
    shown = browse(cast.seeker).get(f"/sessions/{session_id}").text
    assert "Connaissances nouvelles" in shown
    assert "Découvrabilité" in shown
    assert "New knowledge" not in shown


def test_participants_see_counts_and_facilitators_names(browse: Browse, cast: Cast, session_id: int) -> None:
    for_facilitator = browse(cast.facilitator).get(f"/sessions/{session_id}").text
    for_seeker = browse(cast.seeker).get(f"/sessions/{session_id}").text
    assert "Statistics office" in for_facilitator
    assert "International unit" not in for_seeker
    assert "Ministry of cultures" not in for_seeker.replace("Copyright office", "")
    assert "0 people accepted · 0 maybe" in for_seeker  # the facilitator comes anyhow


def test_the_way_to_the_meeting_opens_a_quarter_hour_before(
    browse: Browse, database: Database, cast: Cast, session_id: int
) -> None:
    path = f"/sessions/{session_id}"
    assert "https://meet.example" not in browse(cast.seeker).get(path).text
    assert submit(browse(cast.seeker), f"{path}/join", form_path=path).status_code == 409
    assert f'action="{path}/join"' not in browse(cast.seeker).get(path).text
    with clock.held(STARTS - timedelta(minutes=10)):
        page = browse(cast.seeker).get(path)
        assert f'action="{path}/join"' in page.text
        assert "form-action 'self' https:;" in page.headers["Content-Security-Policy"]
        for_teammate = browse(cast.teammate).get(path)
        assert f'action="{path}/join"' not in for_teammate.text
        assert "form-action 'self';" in for_teammate.headers["Content-Security-Policy"]
        assert submit(browse(cast.teammate), f"{path}/join", form_path=path).status_code == 404
        assert browse(cast.seeker).get(f"{path}/join").status_code == 405
        assert attended(database, session_id) == []
        answer = submit(browse(cast.seeker), f"{path}/join", form_path=path)
        assert (answer.status_code, answer.location) == (303, "https://meet.example/room")
        assert attended(database, session_id) == [cast.seeker.id]


def attended(database: Database, session_id: int) -> list[int]:
    with database.session() as db:
        came = select(Invitee.person_id).where(Invitee.session_id == session_id, Invitee.attended.is_(True))
        return list(db.scalars(came))


def test_the_list_asks_for_an_answer_first(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    browser = browse(cast.seeker)
    assert "Waiting for your answer" in browser.get("/sessions").text
    answer = submit(
        browser, f"/sessions/{session_id}/answer", form_path="/sessions", answer="accepted", back="/sessions"
    )
    assert answer.location == "/sessions"
    assert response_of(database, session_id, cast.seeker) == "accepted"
    assert "Waiting for your answer" not in browser.get("/sessions").text
    assert "Metadata" in browser.get("/sessions?theme=discoverability_access").text
    assert "Metadata" not in browser.get("/sessions?theme=data_collection").text
    assert "Nothing else is planned" in browse(cast.outsider).get("/sessions").text


def test_an_answer_never_leads_off_the_site(browse: Browse, cast: Cast, session_id: int) -> None:
    answer = submit(
        browse(cast.seeker),
        f"/sessions/{session_id}/answer",
        form_path=f"/sessions/{session_id}",
        answer="declined",
        back="https://evil.example",
    )
    assert answer.location == f"/sessions/{session_id}"


def test_lists_ask_the_database_equally_often_for_one_and_three(
    app: Any, browse: Browse, database: Database, cast: Cast, session_id: int, count_queries: Any
) -> None:
    with count_queries() as one:
        assert browse(cast.seeker).get("/sessions").status_code == 200
    with app.app_context(), database.transaction() as db:
        for title in ("Second", "Third"):
            made = actions.create_draft(
                db, cast.facilitator, plan(cast, title=title, countries={"JM": "seeks", "CL": "seeks"})
            )
            actions.send_invitations(db, cast.facilitator, made.id)
    with count_queries() as three:
        assert "Third" in browse(cast.seeker).get("/sessions").text
    assert len(one) == len(three)


def test_a_session_page_asks_equally_often_for_few_and_many(
    app: Any, browse: Browse, database: Database, cast: Cast, session_id: int, count_queries: Any
) -> None:
    everybody = frozenset({cast.seeker.id, cast.teammate.id, cast.focal_point.id, cast.provider.id, cast.outsider.id})
    with app.app_context(), database.transaction() as db:
        countries = {"JM": "seeks", "CL": "provides", "MN": "seeks"}
        large = actions.create_draft(db, cast.facilitator, plan(cast, countries=countries, people=everybody)).id
        actions.send_invitations(db, cast.facilitator, large)
    counted = []
    for each in (session_id, large):
        with count_queries() as seen:
            assert browse(cast.facilitator).get(f"/sessions/{each}").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]


# ---- From the mail


@pytest.fixture
def mailed(app: Any, database: Database, cast: Cast, session_id: int) -> str:
    with app.app_context(), database.session() as db:
        return access.invitation_path(db, session_id, cast.seeker.id)


def test_one_click_from_a_mail_answers_without_signing_in(
    client: FlaskClient, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    shown = client.get(mailed + "?answer=declined")
    assert "Will you come?" in shown.text
    assert "08:00" in shown.text
    assert "Jamaica (UTC−5)" in shown.text
    assert "https://meet.example" not in shown.text
    assert response_of(database, session_id, cast.seeker) == "needs_action"
    answer = submit(client, mailed, answer="accepted")
    assert answer.location == mailed
    assert "Your answer: accepted" in client.get(mailed).text
    assert response_of(database, session_id, cast.seeker) == "accepted"


def test_a_mailed_address_needs_the_forms_token(client: FlaskClient, mailed: str) -> None:
    assert client.post(mailed, data={"answer": "accepted"}).status_code == 400
    assert submit(client, mailed, answer="perhaps").status_code == 422


def test_a_mailed_address_speaks_the_receivers_language_and_cannot_be_guessed(client: FlaskClient, mailed: str) -> None:
    assert client.get(mailed + "x").status_code == 404
    assert client.get(mailed.replace("/invitations/", "/feeds/") + ".ics").status_code == 404


def test_after_cancelling_a_mailed_address_says_so(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    with app.app_context(), database.transaction() as db:
        actions.cancel_session(db, db.get_one(Person, cast.facilitator.id), session_id, "No quorum.")
    assert "This session was cancelled." in client.get(mailed).text


def test_a_calendar_leads_to_the_meeting(
    client: FlaskClient, database: Database, cast: Cast, session_id: int, mailed: str
) -> None:
    path = f"{mailed}/join"
    early = client.get(path)
    assert (early.status_code, f'action="{path}"' in early.text) == (200, False)
    assert "The meeting opens here 15 minutes before the start." in early.text
    assert submit(client, path).status_code == 409
    with clock.held(STARTS):
        open_now = client.get(path)
        assert f'action="{path}"' in open_now.text
        assert "https://meet.example" not in open_now.text
        assert "form-action 'self' https:;" in open_now.headers["Content-Security-Policy"]
        assert attended(database, session_id) == []
        answer = submit(client, path)
        assert (answer.status_code, answer.location) == (303, "https://meet.example/room")
    assert attended(database, session_id) == [cast.seeker.id]


# ---- The facilitator's desk


def test_the_desk(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    browser, path = browse(cast.facilitator), f"/sessions/{session_id}"
    gone = submit(browser, f"{path}/withdraw/{cast.provider.id}", form_path=path)
    assert gone.location == path
    with clock.held(STARTS + timedelta(minutes=5)):
        submit(browser, f"{path}/attendance", form_path=path, came=[cast.seeker.id])
        submit(browser, f"{path}/end", form_path=path)
        assert submit(browser, f"{path}/minutes", form_path=path, notes="", publish="y").status_code == 422
        submit(browser, f"{path}/minutes", form_path=path, notes="We **agreed**", publish="y")
        assert "<strong>agreed</strong>" in browse(cast.seeker).get(path).text
        assert "Read what came of it" in browse(cast.seeker).get("/sessions").text
    with database.session() as db:
        assert db.get_one(Session, session_id).state == "ended"
        assert db.get_one(Invitee, (session_id, cast.seeker.id)).attended is True


def test_cancelling_asks_why(browse: Browse, cast: Cast, session_id: int) -> None:
    browser, path = browse(cast.facilitator), f"/sessions/{session_id}"
    assert submit(browser, f"{path}/cancel", form_path=path, reason=" ").status_code == 422
    assert submit(browser, f"{path}/cancel", form_path=path, reason="No quorum.").location == path
    assert "No quorum." in browse(cast.seeker).get(path).text


def test_a_draft_is_deleted(app: Any, browse: Browse, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        path = f"/sessions/{draft(db, cast).id}"
    assert submit(browse(cast.facilitator), f"{path}/delete", form_path=path).location == "/sessions"
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Session)) == 0


# ---- Calendars


def test_a_feed_is_made_read_and_revoked(
    browse: Browse, client: FlaskClient, settings: Settings, cast: Cast, session_id: int
) -> None:
    browser = browse(cast.seeker)
    assert "There is none yet" in browser.get("/sessions/calendar").text
    submit(browser, "/sessions/calendar")
    page = browser.get("/sessions/calendar").text
    found = re.search(r"/feeds/[^\"]+\.ics", page)
    assert found
    read = client.get(found[0])
    assert read.content_type == "text/calendar; charset=utf-8"
    assert read.headers["Cache-Control"] == "private, max-age=900"
    assert "SUMMARY:Metadata that makes local music findable" in read.text
    assert "ATTENDEE" not in read.text
    again = client.get(found[0], headers={"If-None-Match": read.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert not read.headers["ETag"].startswith("W/")
    assert client.get(found[0], headers={"If-Modified-Since": read.headers["Last-Modified"]}).status_code == 304
    number = re.search(r"/sessions/calendar/(\d+)/revoke", page)
    assert number
    assert submit(browse(cast.teammate), number[0], form_path="/sessions/calendar").status_code == 404
    submit(browser, number[0], form_path="/sessions/calendar")
    assert client.get(found[0]).status_code == 404
    assert token_of(browser, "/sessions/calendar")


def test_a_feed_changes_with_its_sessions_only(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        path = access.feed_path(db, actions.create_feed(db, cast.seeker))
    first = client.get(path).headers["ETag"]
    with clock.held(STARTS - timedelta(days=3)):
        assert client.get(path).headers["ETag"] == first
    with app.app_context(), database.transaction() as db:
        actions.change_session(db, db.get_one(Person, cast.facilitator.id), session_id, plan(cast, title="New words"))
    assert client.get(path).headers["ETag"] != first
    with app.app_context(), database.transaction() as db:
        actions.cancel_session(db, db.get_one(Person, cast.facilitator.id), session_id, "No quorum.")
    assert "STATUS:CANCELLED" in client.get(path).text
    with clock.held(STARTS + timedelta(days=40)):
        assert "VEVENT" not in client.get(path).text


def test_a_feed_keeps_ninety_days_and_leaves_out_what_was_declined(
    app: Any, client: FlaskClient, database: Database, cast: Cast, session_id: int
) -> None:
    with app.app_context(), database.transaction() as db:
        path = access.feed_path(db, actions.create_feed(db, cast.seeker))
    with clock.held(STARTS + timedelta(days=89)):
        assert "VEVENT" in client.get(path).text
    with clock.held(STARTS + timedelta(days=91)):
        assert "VEVENT" not in client.get(path).text
    with app.app_context(), database.transaction() as db:
        actions.respond(db, db.get_one(Person, cast.seeker.id), session_id, "declined")
    assert "VEVENT" not in client.get(path).text
