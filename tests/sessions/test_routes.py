"""Endpoints of sessions: what people see and can do there."""

from datetime import timedelta
from typing import Any

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.sessions.actions import drafts, ending, invitations
from peerhub.sessions.models import Invitee, Session
from tests.cast import Cast
from tests.sessions.arrange import STARTS, Browse, attended, draft, plan, response_of
from tests.support.forms import submit

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
    with database.transaction() as db, clock.fixed_at(STARTS + timedelta(hours=1)):
        ending.end(db, db.get_one(Person, cast.facilitator.id), session_id)
    shown = browse(cast.seeker).get(path).text
    assert f"{said} 09:00." in shown  # an hour after 08:00, not at the planned end
    assert "09:30" not in shown
    assert "This session is over." not in shown


def test_ending_keeps_the_ticks_of_who_came(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    path = f"/sessions/{session_id}"
    with clock.fixed_at(STARTS + timedelta(hours=1)):
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
    with clock.fixed_at(STARTS - timedelta(minutes=10)):
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
            made = drafts.create(
                db, cast.facilitator, plan(cast, title=title, countries={"JM": "seeks", "CL": "seeks"})
            )
            invitations.send(db, cast.facilitator, made.id)
    with count_queries() as three:
        assert "Third" in browse(cast.seeker).get("/sessions").text
    assert len(one) == len(three)


def test_a_session_page_asks_equally_often_for_few_and_many(
    app: Any, browse: Browse, database: Database, cast: Cast, session_id: int, count_queries: Any
) -> None:
    everybody = frozenset({cast.seeker.id, cast.teammate.id, cast.focal_point.id, cast.provider.id, cast.outsider.id})
    with app.app_context(), database.transaction() as db:
        countries = {"JM": "seeks", "CL": "provides", "MN": "seeks"}
        large = drafts.create(db, cast.facilitator, plan(cast, countries=countries, people=everybody)).id
        invitations.send(db, cast.facilitator, large)
    counted = []
    for each in (session_id, large):
        with count_queries() as seen:
            assert browse(cast.facilitator).get(f"/sessions/{each}").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]


# ---- The facilitator's desk


def test_the_desk(browse: Browse, database: Database, cast: Cast, session_id: int) -> None:
    browser, path = browse(cast.facilitator), f"/sessions/{session_id}"
    gone = submit(browser, f"{path}/withdraw/{cast.provider.id}", form_path=path)
    assert gone.location == path
    with clock.fixed_at(STARTS + timedelta(minutes=5)):
        submit(browser, f"{path}/attendance", form_path=path, came=[cast.seeker.id])
        submit(browser, f"{path}/end", form_path=path)
        assert submit(browser, f"{path}/minutes", form_path=path, notes="", publish="y").status_code == 422
        submit(browser, f"{path}/minutes", form_path=path, notes="We **agreed**", publish="y")
        assert "<strong>agreed</strong>" in browse(cast.seeker).get(path).text
        assert "Read the minutes" in browse(cast.seeker).get("/sessions").text
    with database.session() as db:
        assert db.get_one(Session, session_id).state == "ended"
        assert db.get_one(Invitee, (session_id, cast.seeker.id)).attended is True


def test_cancelling_asks_why(browse: Browse, cast: Cast, session_id: int) -> None:
    browser, path = browse(cast.facilitator), f"/sessions/{session_id}"
    assert submit(browser, f"{path}/cancel", form_path=path, reason=" ").status_code == 422
    assert submit(browser, f"{path}/cancel", form_path=path, reason="No quorum.").location == path
    assert "No quorum." in browse(cast.seeker).get(path).text


def test_the_empty_forms_are_in_the_readers_language(browse: Browse, cast: Cast, session_id: int) -> None:
    browser, path = browse(cast.facilitator), f"/sessions/{session_id}"
    for language, why in (("en", ">Why"), ("fr", ">Pourquoi"), ("en", ">Why")):
        submit(browser, "/language", form_path=path, language=language)
        text = browser.get(path).text
        assert why in text
        assert ("Publish: everyone" in text) is (language == "en")
