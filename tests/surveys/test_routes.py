"""Answering by link, without JavaScript and without signing in; results; who gets what."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from peerhub.base import clock, tokens
from peerhub.base.database import Database
from peerhub.base.settings import Settings
from peerhub.commitments.models import Commitment
from peerhub.surveys import access, actions
from peerhub.surveys.models import Answer, Receipt
from peerhub.surveys.rules.sides import questions_for
from tests.base.test_typed import values_in
from tests.cast import Cast
from tests.conftest import NOW
from tests.support.forms import submit, token_of
from tests.surveys.support import HONEST, ask, ask_guests, fill_in, words


def stored(database: Database) -> int:
    with database.session() as db:
        return db.scalar(select(func.count()).select_from(Answer)) or 0


def test_the_page_says_first_what_anonymous_means(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    said = client.get(f"/answer/{token}").text
    assert said.index("Anonymous means: ") < said.index("<fieldset")
    assert said.count("<fieldset") + said.count("<textarea") <= 9  # eight questions, and consent
    assert 'data-keep="survey-' in said


def test_somebody_answers_without_signing_in(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    thanks = fill_in(client, token)
    assert "Make it a commitment?" in thanks
    assert "Ask services for figures by May." in thanks
    assert 'data-done="survey-' in thanks
    assert stored(database) == 4
    again = client.get(f"/answer/{token}")
    assert "You have answered already, thank you." in again.text


def test_the_page_speaks_the_language_and_zone_of_whose_link_it_is(
    client: FlaskClient, database: Database, cast: Cast
) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.arabic_reader])
        token = access.token_for(db, survey.id, cast.arabic_reader.id)
    shown = client.get(f"/answer/{token}", headers={"Accept-Language": "en"}).text
    assert '<html lang="ar" dir="rtl"' in shown
    assert "١٦:٠٠" in shown or "16:00" in shown, "13:00 UTC in Amman"
    client.set_cookie("language", "fr")
    assert '<html lang="fr"' in client.get(f"/answer/{token}").text


def test_a_second_sending_says_so_and_stores_nothing(client: FlaskClient, database: Database) -> None:
    _survey, [token, other] = ask_guests(database, 2)
    csrf = token_of(client, f"/answer/{other}")
    once = client.post(f"/answer/{token}", data={"csrf_token": csrf, **HONEST})
    twice = client.post(f"/answer/{token}", data={"csrf_token": csrf, **HONEST, "R1": "Changed"})
    assert (once.status_code, twice.status_code) == (200, 200)
    assert "You have answered already, thank you." in twice.text
    assert stored(database) == 4


def test_wrong_input_is_kept_with_a_sentence(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    refused = submit(client, f"/answer/{token}", Q3="2", R1="My words", R4=["admin_instability"])
    assert refused.status_code == 422
    assert "Please answer this question." in refused.text
    assert "My words" in refused.text
    assert 'checked id="Q3-1"' in refused.text
    long = submit(client, f"/answer/{token}", Q1="2", R1="x" * 2001)
    assert (long.status_code, "x" * 2001 in long.text) == (422, True)
    odd = submit(client, f"/answer/{token}", Q1="6")
    assert (odd.status_code, "Choose from the answers shown." in odd.text) == (422, True)
    assert stored(database) == 0


def test_a_token_of_another_purpose_survey_or_person_is_refused(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    survey, [token] = ask_guests(database, 1)
    assert client.get(f"/answer/{token}").status_code == 200
    with database.session() as db:
        person = db.scalars(select(Receipt.person_id)).one()
    for wrong in (
        tokens.sign(settings, "sign-in", [survey, person]),
        tokens.sign(settings, access.PURPOSE, [survey + 1, person]),
        tokens.sign(settings, access.PURPOSE, [survey, person + 1]),
        token[:-1] + ("A" if token[-1] != "A" else "B"),
    ):
        assert client.get(f"/answer/{wrong}").status_code == 404
        assert client.post(f"/answer/{wrong}", data=HONEST).status_code in {400, 404}


def test_a_closed_survey_says_so(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    csrf = token_of(client, f"/answer/{token}")
    with clock.held(NOW + timedelta(days=10)):
        assert "This survey is closed" in client.get(f"/answer/{token}").text
        late = client.post(f"/answer/{token}", data={"csrf_token": csrf, **HONEST})
    assert (late.status_code, stored(database)) == (409, 0)
    assert "This survey is closed" in late.text
    given = [value for value in HONEST.values() if isinstance(value, str) and " " in value]
    assert given
    assert all(value in late.text for value in given)  # answers-lost: what was written can be copied
    assert "Send again" not in late.text


def test_answers_lost_of_a_stale_page_are_sent_again(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    refused = client.post(f"/answer/{token}", data={"csrf_token": "an-old-token", **HONEST})
    assert (refused.status_code, stored(database)) == (400, 0)
    again = client.post(f"/answer/{token}", data=values_in(refused))
    assert again.status_code == 200, again.text
    assert stored(database) > 0


def test_a_plan_becomes_a_commitment_by_ones_own_choice(client: FlaskClient, database: Database) -> None:
    _survey, [token, other] = ask_guests(database, 2)
    csrf = token_of(client, f"/answer/{other}")
    fill_in(client, token)
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Commitment)) == 0
    path = f"/answer/{token}/commitment"
    refused = client.post(path, data={"csrf_token": csrf, "text": "Ask for figures", "due_on": "2026-01-01"})
    assert (refused.status_code, "This day is over." in refused.text, "Ask for figures" in refused.text) == (
        422,
        True,
        True,
    )
    for _twice in range(2):
        made = client.post(path, data={"csrf_token": csrf, "text": "Ask for figures", "due_on": "2027-05-01"})
        assert made.status_code == 302
    with database.session() as db:
        commitment = db.scalars(select(Commitment)).one()
    assert (commitment.subject_kind, commitment.subject_id, commitment.text) == ("session", 7, "Ask for figures")


def test_results_appear_from_five_answers_up_and_then_in_steps(
    client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 9, [cast.facilitator])
    page = f"/surveys/{survey}/results"
    desk = browse(cast.facilitator)
    for number, token in enumerate(invited[:8], start=1):
        fill_in(client, token, Q1="5" if number == 6 else "4", R1=f"Words of {number}")
        said = words(desk.get(page).text)
        assert f"{number} of 9 have answered" in said
        if number < 5:
            assert "results appear from five answers up" in said
            assert "Words of" not in said
            assert "4.0 of 5" not in said
        else:
            assert ("4.0 of 5" if number < 8 else "4.1 of 5") in said
            assert sorted(f"Words of {each}" in said for each in range(1, 9)).count(True) == (5 if number < 8 else 8)


def test_choices_say_when_they_are_shown_and_nothing_new_is_promised_at_the_end(
    client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 6, [cast.facilitator])
    page, desk = f"/surveys/{survey}/results", browse(cast.facilitator)
    asked = questions_for("new_knowledge", "seeker")
    question = next(each for each in asked if each.kind == "multiple" and each.level != "consent")
    for token in invited[:5]:
        fill_in(client, token, **{question.key: [question.choices[0].key]})
    said = words(desk.get(page).text)
    assert "What was chosen is shown when the survey is closed, from 8 answers on." in said
    assert "New ones appear three at a time" in said
    fill_in(client, invited[5])
    assert "New ones appear" not in words(desk.get(page).text)


def test_surveys_of_few_say_that_they_show_no_results(
    client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 4, [cast.facilitator])
    never = "Fewer than five people are asked"
    assert never in client.get(f"/answer/{invited[0]}").text
    assert never in fill_in(client, invited[0])
    desk = browse(cast.facilitator)
    assert never in desk.get("/surveys").text
    assert never in desk.get(f"/surveys/{survey}/results").text


def test_enough_people_are_not_told_that_they_are_few(client: FlaskClient, database: Database) -> None:
    _survey, invited = ask_guests(database, 5)
    assert "Fewer than five" not in client.get(f"/answer/{invited[0]}").text


def test_words_without_consent_are_shown_to_nobody(
    client: FlaskClient, browse: Any, database: Database, cast: Cast
) -> None:
    survey, invited = ask_guests(database, 5, [cast.facilitator])
    for token in invited:
        fill_in(client, token, quote=[], R1="Between us")
    said = browse(cast.facilitator).get(f"/surveys/{survey}/results").text
    assert "Nobody agreed to have these words shown." in said
    assert "Between us" not in said


def test_who_sees_results_and_who_manages(browse: Any, database: Database, cast: Cast, client: FlaskClient) -> None:
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator]).id
    got = {
        who: (
            browse(getattr(cast, who)).get(f"/surveys/{survey}/results").status_code,
            browse(getattr(cast, who)).get(f"/surveys/{survey}/results.csv").status_code,
            submit(browse(getattr(cast, who)), f"/surveys/{survey}/close", form_path="/commitments/new").status_code,
        )
        for who in ("seeker", "teammate", "outsider", "facilitator", "secretariat")
    }
    assert got == {
        "seeker": (200, 403, 403),
        "teammate": (404, 404, 404),
        "outsider": (404, 404, 404),
        "facilitator": (200, 200, 302),
        "secretariat": (200, 200, 302),
    }
    assert client.get(f"/surveys/{survey}/results").status_code == 302
    again = submit(browse(cast.facilitator), f"/surveys/{survey}/reopen", form_path=f"/surveys/{survey}/results")
    assert again.status_code == 302


def test_the_list_shows_what_waits_and_what_is_done(browse: Any, database: Database, cast: Cast) -> None:
    desk = browse(cast.seeker)
    assert "No survey waits for you." in desk.get("/surveys").text
    with database.transaction() as db:
        survey = ask(db, [cast.seeker], [cast.facilitator]).id
    waiting = desk.get("/surveys").text
    assert "Metadata for local music" in waiting
    with database.transaction() as db:
        token = access.token_for(db, survey, cast.seeker.id)
    assert f'href="/answer/{token}"' in waiting
    fill_in(desk, token)
    assert "No survey waits for you." in desk.get("/surveys").text
    managed = words(browse(cast.facilitator).get("/surveys").text)
    assert "1 of 1 have answered" in managed


def test_the_table_holds_what_the_page_shows(client: FlaskClient, browse: Any, database: Database, cast: Cast) -> None:
    survey, invited = ask_guests(database, 6, [cast.facilitator])
    desk = browse(cast.facilitator)
    for number, token in enumerate(invited):
        fill_in(client, token, R1=f"=words of {number}")
        table = desk.get(f"/surveys/{survey}/results.csv")
        assert table.text.count("words of") == (5 if number >= 4 else 0)
    assert "'=words of 0" in table.text
    assert table.headers["Content-Disposition"] == f'attachment; filename="survey-{survey}.csv"'


def test_a_closed_account_has_no_link(app: Flask, client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    with database.transaction() as db:
        receipt = db.scalars(select(Receipt)).one()
        receipt.person.closed_at = NOW
    assert client.get(f"/answer/{token}").status_code == 404


def test_results_cost_the_same_at_five_and_at_eight(
    app: Flask, browse: Any, database: Database, cast: Cast, count_queries: Any
) -> None:
    survey, _tokens = ask_guests(database, 9, [cast.facilitator])
    with database.session() as db:
        people = [receipt.person for receipt in db.scalars(select(Receipt).order_by(Receipt.person_id))]
    seen_at = {}
    for number, person in enumerate(people, start=1):
        with app.app_context(), database.transaction() as db:
            actions.answer(db, person, survey, HONEST)
        with count_queries() as seen:
            browse(cast.facilitator).get(f"/surveys/{survey}/results")
        seen_at[number] = len(seen)
    assert seen_at[5] == seen_at[8] <= 10
