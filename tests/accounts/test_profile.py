"""One's own account: what others read, language and zone, password, signing out everywhere, closing."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from tests.accounts.arrange import person, verbs
from tests.cast import NOW, PASSWORD, Cast, email_of
from tests.support.forms import submit

NEW_PASSWORD = "several words in a row"


def change(browser: FlaskClient, **fields: Any) -> Any:
    """Fill in the profile."""
    given = {"name": "Statistics, Kingston", "working_languages": ["en"], "language": "en", "zone": "Asia/Tokyo"}
    return submit(browser, "/profile", **(given | fields))


def test_what_is_changed_is_kept(browse: Any, cast: Cast, database: Database) -> None:
    answer = change(browse(cast.seeker), working_languages=["en", "fr"], another_language="pt", low_data="y")
    assert (answer.status_code, answer.location) == (302, "/profile")
    kept = person(database, cast.seeker.email)
    assert kept
    assert (kept.name, kept.working_languages, kept.zone) == ("Statistics, Kingston", ["en", "fr", "pt"], "Asia/Tokyo")
    assert kept.low_data


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": ""}, "Write the name others will see"),
        ({"name": "x" * 121}, "This is too long"),
        ({"name": "PeerHub"}, "is reserved for those who run the programme"),
        ({"working_languages": []}, "Choose at least one language."),
        ({"zone": "Nowhere"}, "There is no such time zone."),
        ({"language": "xx"}, "Choose from the list."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_lost(
    browse: Any, cast: Cast, database: Database, fields: dict[str, Any], sentence: str
) -> None:
    answer = change(browse(cast.seeker), **fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    kept = person(database, cast.seeker.email)
    assert kept
    assert kept.name == cast.seeker.name


def test_the_secretariat_may_keep_its_name(browse: Any, cast: Cast) -> None:
    assert change(browse(cast.secretariat), name="Secretariat").status_code == 302


def test_times_follow_the_zone_of_the_profile(browse: Any, cast: Cast) -> None:
    browser = browse(cast.seeker)
    change(browser)
    assert "Tokyo (UTC+9)" in browser.get(f"/people/{cast.seeker.id}").text


def test_the_language_follows_the_profile(browse: Any, cast: Cast) -> None:
    assert '<html lang="ar" dir="rtl"' in browse(cast.arabic_reader).get("/profile").text


def test_a_member_switches_language_for_good(browse: Any, cast: Cast, database: Database) -> None:
    answer = submit(browse(cast.seeker), "/language", form_path="/profile", language="fr", next="/profile")
    assert (answer.status_code, answer.location) == (302, "/profile")
    assert '<html lang="fr"' in browse(cast.seeker).get("/profile").text


def test_a_stranger_switches_language_by_a_cookie(client: FlaskClient) -> None:
    answer = submit(client, "/language", form_path="/sign-in", language="fr", next="//elsewhere.example")
    assert (answer.status_code, answer.location) == (302, "/")
    assert "language=fr" in answer.headers["Set-Cookie"]
    assert '<html lang="fr"' in client.get("/sign-in").text


def test_an_unknown_language_changes_nothing(client: FlaskClient) -> None:
    answer = submit(client, "/language", form_path="/sign-in", language="xx", next="/sign-in")
    assert answer.location == "/sign-in"
    assert '<html lang="en"' in client.get("/sign-in").text


def test_a_new_password_ends_the_other_sign_ins(
    browse: Any, cast: Cast, database: Database, client: FlaskClient
) -> None:
    here, there = browse(cast.seeker), browse(cast.seeker)
    answer = submit(here, "/profile/password", old_password=PASSWORD, new_password=NEW_PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/profile")
    assert here.get("/profile").status_code == 200
    assert there.get("/profile").status_code == 302
    assert submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD).status_code == 422
    assert submit(client, "/sign-in", email=cast.seeker.email, password=NEW_PASSWORD).status_code == 302
    assert verbs(database) == [(cast.seeker.id, "password.changed", f"person:{cast.seeker.id}")]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("", NEW_PASSWORD, "This is not your current password."),
        ("another long password", NEW_PASSWORD, "This is not your current password."),
        (PASSWORD, "", "Write the new password."),
        (PASSWORD, "short", "Use 12 to 200 characters."),
        (PASSWORD, f"x{email_of('seeker')}", "must not contain your email address"),
    ],
)
def test_a_password_is_not_changed_without_the_old_one(
    browse: Any, cast: Cast, client: FlaskClient, old: str, new: str, sentence: str
) -> None:
    answer = submit(browse(cast.seeker), "/profile/password", old_password=old, new_password=new)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD).status_code == 302


def test_a_first_password_needs_no_old_one(browse: Any, cast: Cast, database: Database, client: FlaskClient) -> None:
    without_password(database, cast.seeker)
    browser = browse(cast.seeker)
    assert "Current password" not in browser.get("/profile/password").text
    assert submit(browser, "/profile/password", new_password=NEW_PASSWORD).status_code == 302
    assert submit(client, "/sign-in", email=cast.seeker.email, password=NEW_PASSWORD).status_code == 302


def without_password(database: Database, who: Person) -> None:
    """Somebody who signs in by mail only."""
    with database.transaction() as db:
        db.get_one(Person, who.id).password_hash = None


def test_signing_out_everywhere_ends_every_cookie(browse: Any, cast: Cast) -> None:
    here, there = browse(cast.seeker), browse(cast.seeker)
    assert submit(here, "/profile/sign-out-everywhere", form_path="/profile").location == "/sign-in"
    assert [each.get("/profile").status_code for each in (here, there)] == [302, 302]


def test_closing_takes_the_password(browse: Any, cast: Cast, database: Database, client: FlaskClient) -> None:
    browser = browse(cast.seeker)
    assert submit(browser, "/profile/close", password="not this one at all").status_code == 422
    assert browser.get("/profile").status_code == 200
    answer = submit(browser, "/profile/close", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert browser.get("/profile").status_code == 302
    assert submit(client, "/sign-in", email=cast.seeker.email, password=PASSWORD).status_code == 422
    closed = person(database, cast.seeker.email)
    assert closed
    assert (closed.closed_at, closed.seat_id) == (NOW, cast.seeker.seat_id)
    assert verbs(database) == [(cast.seeker.id, "person.closed", f"person:{cast.seeker.id}")]


def test_who_sits_alone_is_told_what_ends_with_the_account(browse: Any, cast: Cast, database: Database) -> None:
    pages = [(cast.seeker, "/profile/close"), (cast.secretariat, f"/people/{cast.seeker.id}/close")]
    for viewer, path in pages:
        assert "No one else has a seat in" in browse(viewer).get(path).text
    with database.transaction() as db:
        db.get_one(Person, cast.teammate.id).seat_id = cast.seeker.seat_id
    for viewer, path in pages:
        assert "No one else has a seat in" not in browse(viewer).get(path).text


def test_closing_takes_the_address_without_a_password(browse: Any, cast: Cast, database: Database) -> None:
    without_password(database, cast.seeker)
    browser = browse(cast.seeker)
    assert submit(browser, "/profile/close", email="other@cast.example").status_code == 422
    assert submit(browser, "/profile/close", email=cast.seeker.email.upper()).status_code == 302


def test_the_last_administrator_stays(browse: Any, cast: Cast) -> None:
    answer = submit(browse(cast.administrator), "/profile/close", password=PASSWORD)
    assert answer.status_code == 422
    assert "Make someone else administrator first." in answer.text


def test_a_visit_is_noted_once_an_hour(browse: Any, cast: Cast, database: Database, count_queries: Any) -> None:
    browser = browse(cast.seeker)
    seen = []
    for minutes in (30, 59, 61, 62):
        with clock.fixed_at(NOW + timedelta(minutes=minutes)), count_queries() as sent:
            browser.get("/profile")
        seen.append(sum(statement.startswith("UPDATE people") for statement in sent))
    assert seen == [0, 0, 1, 0]
    kept = person(database, cast.seeker.email)
    assert kept
    assert kept.last_seen_at == NOW + timedelta(minutes=61)
