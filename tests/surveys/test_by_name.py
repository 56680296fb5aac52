"""Links to a survey by name: whoever holds one may answer; what was answered is for the eyes of the person alone."""

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.commitments.models import Commitment
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.models import NamedAnswer, Survey
from tests.cast import NOW, Cast
from tests.support.forms import submit
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_by_name, fill_in, words

SAID = {"Q1": "4", "R1": "Ranking is policy.", "R3": "Ask services for figures by May."}


def link(database: Database, cast: Cast) -> str:
    """A survey that asks a few by name; the address of the seeker's link."""
    with database.transaction() as db:
        survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
        return f"/answer/{access.token_for(db, survey.id, cast.seeker.id)}"


def kept(database: Database) -> dict[str, Any]:
    """What is kept of the one who answered."""
    with database.session() as db:
        return dict(db.scalars(select(NamedAnswer)).one().values)


def as_read(page: str) -> str:
    """What the questionnaire of a page was filled with."""
    [found] = re.findall(r'name="as_read"[^>]*value="([^"]+)"', page)
    return str(found)


def test_the_page_says_who_answers_and_who_reads(client: FlaskClient, database: Database, cast: Cast) -> None:
    first = client.get(link(database, cast)).text
    assert "You answer as <bdi" in first
    assert "Jamaica · Statistics office" in first
    assert "Your answers carry your name" in first
    assert "you can change them until the survey closes" in first
    assert first.index("Facilitation desk") < first.index("<fieldset")
    assert "May we show your own words" not in first


def test_an_anonymous_link_says_whose_it_is_too(
    browse: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker])
        path = f"/answer/{access.token_for(db, survey.id, cast.seeker.id)}"
    assert "You answer as Jamaica · Statistics office" in words(client.get(path).text).replace(" .", ".")
    shown = words(browse(cast.provider).get(path).text)
    assert "You are signed in as Chile · Ministry of cultures . This link is for Jamaica · Statistics office ." in shown
    assert "Go to your own surveys" in shown
    assert "You are signed in as" not in browse(cast.seeker).get(path).text


def test_answers_are_shown_to_the_person_alone(
    app: Flask, browse: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    path = link(database, cast)
    assert submit(client, path, **SAID).status_code == 303
    for reader in (app.test_client(), browse(cast.provider), browse(cast.facilitator), browse(cast.secretariat)):
        shown = reader.get(path)
        assert (shown.status_code, "Ranking is policy." in shown.text, "figures by May" in shown.text) == (
            200,
            False,
            False,
        )
        assert "only that person can see and change them" in shown.text
        again = reader.post(path, data={"Q1": "1", "R1": "By whoever has the link"})
        assert (again.status_code, "By whoever has the link" in again.text) == (409, True)
        assert "was not stored" in again.text
        assert "Ranking is policy." not in again.text
    assert "Sign in to change your answers" in client.get(path).text
    assert kept(database) == SAID | {"Q1": 4}
    mine = browse(cast.seeker).get(path).text
    assert ("Ranking is policy." in mine, 'checked id="Q1-3"' in mine) == (True, True)


def test_the_person_changes_them_and_nothing_deletes_a_draft(browse: Any, database: Database, cast: Cast) -> None:
    path, desk = link(database, cast), browse(cast.seeker)
    sent = submit(desk, path, **SAID)
    assert (sent.status_code, sent.headers["Location"]) == (303, path)
    page = desk.get(path).text
    assert "Your answers are saved. You can change them here" in page
    assert "data-done" not in page
    assert submit(desk, path, as_read=as_read(page), Q1="2").status_code == 303
    assert kept(database) == {"Q1": 2}


def test_a_draft_does_not_overwrite_a_newer_answer(browse: Any, database: Database, cast: Cast) -> None:
    path, desk = link(database, cast), browse(cast.seeker)
    begun = as_read(desk.get(path).text)
    assert submit(desk, path, Q1="4", Q3="5", R1="Newer", R4=["resources"]).status_code == 303
    restored = submit(desk, path, as_read=begun, Q1="2", R3="From a draft", R4=["instability"])
    assert (restored.status_code, "Newer" in restored.text, "From a draft" in restored.text) == (409, True, True)
    assert "Your answers are saved." not in restored.text
    assert kept(database) == {"Q1": 4, "Q3": 5, "R1": "Newer", "R4": ["resources"]}
    given: dict[str, Any] = {
        "Q1": "2",
        "Q3": "5",
        "R1": "Newer",
        "R3": "From a draft",
        "R4": ["instability", "resources"],
    }
    assert submit(desk, path, as_read=as_read(restored.text), **given).status_code == 303
    assert kept(database) == {**given, "Q1": 2, "Q3": 5}


def test_the_same_sent_twice_by_the_person_is_no_conflict(browse: Any, database: Database, cast: Cast) -> None:
    path, desk = link(database, cast), browse(cast.seeker)
    begun = as_read(desk.get(path).text)
    assert [submit(desk, path, as_read=begun, **SAID).status_code for _twice in range(2)] == [303, 303]
    with database.session() as db:
        assert len(db.scalars(select(NamedAnswer)).all()) == 1


def test_by_name_it_works_without_cookies(app: Flask, database: Database, cast: Cast) -> None:
    path, plain = link(database, cast), app.test_client(use_cookies=False)
    assert plain.post(path, data={"Q3": "4"}).status_code == 422
    answered = plain.post(path, data=SAID)
    assert answered.status_code == 303
    thanks = plain.get(answered.headers["Location"]).text
    assert "Thank you, these answers are saved:" in thanks
    assert "Make it a commitment?" in thanks
    assert "data-done" not in thanks


def test_by_name_a_plan_becomes_a_commitment_while_the_survey_is_open(
    browse: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    path, desk = link(database, cast), browse(cast.seeker)
    submit(desk, path, **SAID)
    page = desk.get(path).text
    card = page[page.index("Make it a commitment?") :]
    assert "Ask services for figures by May.</textarea>" in card
    assert ("no longer anonymous" in page, "recognised among the answers" in page) == (False, False)
    assert len(re.findall(r'id="as_read"', page)) == 1
    refused = submit(desk, f"{path}/commitment", form_path=path, text="Ask", due_on="2026-01-01")
    assert (refused.status_code, "This date is in the past." in refused.text) == (422, True)
    assert "Change your answers" in refused.text
    made = submit(desk, f"{path}/commitment", form_path=path, text="Ask", due_on="2027-05-01")
    with database.session() as db:
        commitment = db.scalars(select(Commitment)).one()
    assert (made.status_code, made.headers["Location"]) == (303, f"/commitments/{commitment.id}")


def test_somebody_else_who_is_signed_in_makes_no_commitment(
    browse: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker])
        token = access.token_for(db, survey.id, cast.seeker.id)
    fill_in(client, token)
    desk = browse(cast.provider)
    assert "Make it a commitment?" not in desk.get(f"/answer/{token}").text
    refused = desk.post(f"/answer/{token}/commitment", data={"text": "Ask for figures", "due_on": "2027-05-01"})
    assert (refused.status_code, "Ask for figures" in refused.text) == (403, True)
    assert "You are signed in as Ministry of cultures, Chile." in refused.text
    mine = browse(cast.seeker).post(
        f"/answer/{token}/commitment", data={"text": "Ask for figures", "due_on": "2027-05-01"}
    )
    with database.session() as db:
        commitment = db.scalars(select(Commitment)).one()
    assert mine.headers["Location"] == f"/commitments/{commitment.id}", "who is signed in gets to it"


def test_after_the_end_a_person_reads_their_own_answers(
    browse: Any, client: FlaskClient, database: Database, cast: Cast
) -> None:
    path, desk = link(database, cast), browse(cast.seeker)
    submit(desk, path, **SAID)
    with database.session() as db:
        end = db.scalars(select(Survey)).one().closes_at
    with clock.fixed_at(end):
        mine, others = desk.get(path).text, client.get(path).text
        late = desk.post(path, data={"Q1": "5", "R1": "Too late"})
    assert ("Ranking is policy." in mine, "your answers stay as they are" in mine) == (True, True)
    assert ("Ranking is policy." in others, "Sign in to read your answers" in others) == (False, True)
    assert "no longer anonymous" not in mine
    assert (late.status_code, "Too late" in late.text) == (409, True)
    assert kept(database) == SAID | {"Q1": 4}


def test_where_nobody_reads_no_answers_are_taken(client: FlaskClient, database: Database, cast: Cast) -> None:
    path = link(database, cast)
    with database.transaction() as db:
        db.get_one(Person, cast.facilitator.id).closed_at = NOW
    assert "This survey takes no answers at the moment" in client.get(path).text
    sent = client.post(path, data=SAID)
    assert (sent.status_code, "Ranking is policy." in sent.text) == (409, True)
    with database.session() as db:
        assert db.scalars(select(NamedAnswer)).all() == []


def test_a_closed_survey_names_whom_to_write_to(client: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator], SUBJECT)
        path = f"/answer/{access.token_for(db, survey.id, cast.seeker.id)}"
    with clock.fixed_at(survey.closes_at):
        said = words(client.get(path).text)
    assert "write to those who facilitate: Facilitation desk" in said


def test_what_came_second_is_said_not_to_be_stored(client: FlaskClient, database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker])
        token = access.token_for(db, survey.id, cast.seeker.id)
    thanks = fill_in(client, token)
    assert "was not stored" not in thanks
    again = client.post(f"/answer/{token}", data={**HONEST, "R1": "Another answer"})
    assert "what you just sent was not stored" in again.text
    assert "Another answer" in again.text
    assert "was not stored" not in client.get(f"/answer/{token}").text
