"""Answering by a mailed link: without JavaScript, without signing in, without cookies; sent twice, stored once."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.security import tokens
from peerhub.base.settings import Settings
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from peerhub.commitments.models import Commitment
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.models import Survey
from tests.cast import NOW, Cast
from tests.support.forms import submit
from tests.surveys.arrange import HONEST, ask, ask_guests, close, fill_in


def stored(database: Database) -> list[Any]:
    """All answers without a name."""
    with database.session() as db:
        return [values for key in store.stored_surveys(db) for values in store.read(db, key)]


def test_the_page_says_first_what_happens_to_answers(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    said = client.get(f"/answer/{token}").text
    promise = "Nothing links your answers to you"
    assert said.index(promise) < said.index('href="/surveys/protection"') < said.index("<fieldset")
    assert said.count("<fieldset") + said.count("<textarea") <= 9  # eight questions, and consent
    assert 'data-keep="survey-' in said
    assert "What is stored" in client.get("/surveys/protection").text


def test_somebody_answers_without_signing_in(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    thanks = fill_in(client, token)
    assert "Make it a commitment?" in thanks
    assert "Ask services for figures by May." in thanks
    assert 'data-done="survey-' in thanks
    assert len(stored(database)) == 4
    assert client.get(f"/answer/{token}").text.count("Ask services for figures by May.") == 1, (
        "the page can be reloaded"
    )


def test_link_needs_cookie_no_more(app: Flask, database: Database) -> None:
    _survey, [token, other] = ask_guests(database, 2)
    plain = app.test_client(use_cookies=False)
    assert plain.get(f"/answer/{token}").status_code == 200
    answered = plain.post(f"/answer/{token}", data=HONEST)
    assert (answered.status_code, len(stored(database))) == (303, 4)
    thanks = plain.get(answered.headers["Location"]).text
    assert "You have answered, thank you." in thanks
    assert "Write what you will do" in thanks
    promise = {"text": "Ask for figures", "due_on": "2027-05-01"}
    refused = plain.post(f"/answer/{other}/commitment", data=promise)
    assert (refused.status_code, "Ask for figures" in refused.text) == (403, True), "first the answer"
    assert plain.post(f"/answer/{token}/commitment", data=promise).status_code == 303


def test_answers_lost_of_a_stale_page_are_taken(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    assert client.post(f"/answer/{token}", data={"csrf_token": "an-old-token", **HONEST}).status_code == 303
    assert len(stored(database)) == 4


@pytest.fixture
def limited(database: Database) -> Iterator[Flask]:
    """Another site on the same database and folder, with the limits of an installation."""
    url = database.engine.url.render_as_string(hide_password=False)
    given = {"PEERHUB_ENV": "demo", "PEERHUB_VAR": str(database.settings.var), "PEERHUB_DATABASE_URL": url}
    given["PEERHUB_MEMORY"] = str(database.settings.memory)
    site = create_app(load(given | {"PEERHUB_SECRET_KEY": database.settings.secret_key}))
    yield site
    limiter.enabled = memory_limiter.enabled = False
    site.extensions["peerhub.database"].close()


def test_one_address_of_an_office_is_no_limit(limited: Flask, database: Database) -> None:
    _survey, invited = ask_guests(database, 35)
    answered = [limited.test_client().post(f"/answer/{token}", data=HONEST).status_code for token in invited]
    assert answered == [303] * 35
    again = [limited.test_client().post(f"/answer/{invited[0]}", data=HONEST) for _time in range(31)]
    assert again[-1].status_code == 429, "one link is held back"
    assert "Ranking is policy." in again[-1].text


def test_double_choice_gets_a_sentence(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    refused = client.post(f"/answer/{token}", data={**HONEST, "Q1": ["3", "4"]})
    assert (refused.status_code, "Choose one answer only." in refused.text) == (422, True)
    assert "Ranking is policy." in refused.text
    assert stored(database) == []


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


def test_a_second_sending_says_so_stores_nothing_and_gives_back_what_was_typed(
    client: FlaskClient, database: Database
) -> None:
    _survey, [token] = ask_guests(database, 1)
    once = client.post(f"/answer/{token}", data=HONEST)
    twice = client.post(f"/answer/{token}", data={**HONEST, "R1": "Changed by another"})
    assert (once.status_code, twice.status_code) == (303, 200)
    assert "You have answered, thank you." in twice.text
    assert "Changed by another" in twice.text
    assert len(stored(database)) == 4


def test_wrong_input_is_kept_with_a_sentence(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    refused = submit(client, f"/answer/{token}", Q3="2", R1="My words", R4=["admin_instability"])
    assert refused.status_code == 422
    assert "Answer this question." in refused.text
    assert "My words" in refused.text
    assert 'checked id="Q3-1"' in refused.text
    long = submit(client, f"/answer/{token}", Q1="2", R1="x" * 2001)
    assert (long.status_code, "x" * 2001 in long.text) == (422, True)
    odd = submit(client, f"/answer/{token}", Q1="6")
    assert (odd.status_code, "Choose from the answers shown." in odd.text) == (422, True)
    assert stored(database) == []


def with_another_signature(token: str) -> str:
    """Another first letter: the last one has bits that say nothing."""
    signed, _point, signature = token.rpartition(".")
    return f"{signed}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def test_a_token_of_another_purpose_survey_or_person_is_refused(
    client: FlaskClient, database: Database, settings: Settings
) -> None:
    survey, [token] = ask_guests(database, 1)
    assert client.get(f"/answer/{token}").status_code == 200
    with database.session() as db:
        person = db.scalars(select(Person.id).where(Person.email == "guest0@cast.example")).one()
        key = db.get_one(Survey, survey).store_key
    for wrong in (
        tokens.sign(settings, "sign-in", [key, person]),
        tokens.sign(settings, access.PURPOSE, ["0" * 32, person]),
        tokens.sign(settings, access.PURPOSE, [key, person + 100]),
        with_another_signature(token),
    ):
        assert client.get(f"/answer/{wrong}").status_code == 404
        assert client.post(f"/answer/{wrong}", data=HONEST).status_code == 404
    assert stored(database) == []


def test_a_closed_survey_says_so_and_gives_back_what_was_typed(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    with clock.fixed_at(NOW + timedelta(days=10)):
        assert "This survey is closed" in client.get(f"/answer/{token}").text
        late = client.post(f"/answer/{token}", data=HONEST)
    assert (late.status_code, stored(database)) == (409, [])
    assert "This survey is closed" in late.text
    given = [value for value in HONEST.values() if isinstance(value, str) and " " in value]
    assert given
    assert all(value in late.text for value in given)
    assert "Send again" not in late.text


def test_a_plan_becomes_a_commitment_by_ones_own_choice(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    fill_in(client, token)
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Commitment)) == 0
    path = f"/answer/{token}/commitment"
    for day, said in (("2026-01-01", "This date is in the past."), ("2029-01-01", "within two years")):
        refused = client.post(path, data={"text": "Ask for figures", "due_on": day})
        assert (refused.status_code, said in refused.text, "Ask for figures" in refused.text) == (422, True, True)
    for _twice in range(2):
        made = client.post(path, data={"text": "Ask for figures", "due_on": "2027-05-01"})
        assert made.status_code == 303
    kept = client.get(made.headers["Location"]).text
    assert "Your commitment is saved. We will remind you" in kept
    assert "Ask services for figures by May." not in kept
    with database.session() as db:
        commitment = db.scalars(select(Commitment)).one()
    assert (commitment.subject_kind, commitment.subject_id, commitment.text) == ("session", 7, "Ask for figures")


def test_a_commitment_for_a_near_day_promises_no_reminder(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    fill_in(client, token)
    due_on = (NOW + timedelta(days=2)).date().isoformat()
    made = client.post(f"/answer/{token}/commitment", data={"text": "Ask for figures", "due_on": due_on})
    kept = client.get(made.headers["Location"]).text
    assert "Its day is near, so we will not remind you." in kept
    assert "We will remind you" not in kept


def test_a_commitment_may_still_be_made_when_the_survey_has_closed(
    app: Flask, client: FlaskClient, database: Database, cast: Cast
) -> None:
    """The page that thanks was open meanwhile: it alone knows that they have answered."""
    survey, invited = ask_guests(database, 5, [cast.facilitator])
    pages = [fill_in(client, token) for token in invited]
    close(database, app, survey, cast.facilitator)
    (path,) = re.findall(r'action="(/answer/[^"]*/commitment[^"]*)"', pages[0])
    sent = {"text": "Ask", "due_on": "2027-05-01"}
    assert client.post(path.partition("?")[0], data=sent).status_code == 403
    assert client.post(path.replace(invited[0], invited[1]), data=sent).status_code == 403, "the proof of somebody else"
    refused = client.post(path, data=sent | {"due_on": "2026-01-01", "text": "Ask for all figures"})
    assert (
        refused.status_code,
        "This date is in the past." in refused.text,
        "Ask for all figures" in refused.text,
    ) == (
        422,
        True,
        True,
    )
    (again,) = re.findall(r'action="(/answer/[^"]*/commitment[^"]*)"', refused.text)
    assert client.post(again, data=sent).status_code == 303


def test_a_plan_made_up_by_somebody_else_is_not_shown(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    client.post(f"/answer/{token}", data={"Q1": "3"})
    for value in ("not packed", "AAAA", "%%"):
        client.set_cookie("plan", value, path=f"/answer/{token}")
        assert client.get(f"/answer/{token}").status_code == 200


def test_a_closed_account_has_no_link(client: FlaskClient, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    with database.transaction() as db:
        db.scalars(select(Person).where(Person.email == "guest0@cast.example")).one().closed_at = NOW
    assert client.get(f"/answer/{token}").status_code == 404
