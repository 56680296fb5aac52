"""Accounts as others see and change them: page, list, roles, seats, closing, the log, countries."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from peerhub.base.database.engine import Database
from peerhub.base.security import audit
from peerhub.people.actions import people
from peerhub.people.actions.people import NewPerson
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person, Role
from peerhub.people.queries.people import PAGE
from peerhub.reference.models import Country
from tests.accounts.arrange import appointed, person, verbs
from tests.cast import NOW, Cast
from tests.support.forms import submit


def roles(database: Database, who: Person) -> list[tuple[str, str | None]]:
    """The roles somebody holds."""
    with database.session() as db:
        return [(role.role, role.country_code) for role in db.query(Role).filter_by(person_id=who.id)]


def role_id(database: Database, who: Person) -> int:
    """The id of the only role somebody holds."""
    with database.session() as db:
        return db.query(Role).filter_by(person_id=who.id).one().id


def give(browser: FlaskClient, who: Person, role: str, country: str = "") -> Any:
    """Fill in the form of a role."""
    return submit(browser, f"/people/{who.id}/roles", form_path=f"/people/{who.id}", role=role, country=country)


def test_a_person_is_told_with_office_and_country_apart(browse: Any, cast: Cast) -> None:
    shown = browse(cast.focal_point).get(f"/people/{cast.teammate.id}/close").text
    line = re.sub(r"<[^>]+>", "", shown[shown.index('<span class="person">') :].partition("</p>")[0])
    assert " ".join(line.split()) == "JMCopyright office, Jamaica Copyright office · Jamaica"


def test_members_see_each_other_but_no_addresses(browse: Any, cast: Cast) -> None:
    shown = browse(cast.outsider).get(f"/people/{cast.seeker.id}").text
    for expected in ("Statistics office", "Jamaica", "UTC−5", "08:00"):
        assert expected in shown
    assert cast.seeker.email not in shown
    assert "Give the role" not in shown
    assert "Close this account" not in shown


def test_a_closed_account_says_so(browse: Any, cast: Cast) -> None:
    assert "This account is closed." in browse(cast.seeker).get(f"/people/{cast.closed_account.id}").text


@pytest.mark.parametrize(("role", "country"), [(SECRETARIAT, ""), (FOCAL_POINT, "JM")])
def test_the_secretariat_gives_and_takes_roles(
    browse: Any, cast: Cast, database: Database, role: str, country: str
) -> None:
    browser = browse(cast.secretariat)
    assert give(browser, cast.seeker, role, country).status_code == 302
    assert roles(database, cast.seeker) == [(role, country or None)]
    path = f"/people/roles/{role_id(database, cast.seeker)}/remove"
    assert submit(browser, path, form_path=f"/people/{cast.seeker.id}").status_code == 302
    assert roles(database, cast.seeker) == []
    subject = f"person:{cast.seeker.id}"
    assert verbs(database) == [(cast.secretariat.id, f"role.{deed}", subject) for deed in ("given", "removed")]


def test_a_country_counts_only_for_focal_points(browse: Any, cast: Cast, database: Database) -> None:
    give(browse(cast.secretariat), cast.seeker, SECRETARIAT, "JM")
    assert roles(database, cast.seeker) == [(SECRETARIAT, None)]


@pytest.mark.parametrize(("role", "country"), [(FOCAL_POINT, ""), (ADMINISTRATOR, ""), ("king", "")])
def test_roles_that_the_secretariat_cannot_give(
    browse: Any, cast: Cast, database: Database, role: str, country: str
) -> None:
    assert give(browse(cast.secretariat), cast.seeker, role, country).status_code == 422
    assert roles(database, cast.seeker) == []


def test_a_closed_account_holds_no_role(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.secretariat)
    path = f"/people/{cast.closed_account.id}/roles"
    assert submit(browser, path, form_path="/profile", role=SECRETARIAT).status_code == 422
    assert roles(database, cast.closed_account) == []


def test_administrators_make_administrators(browse: Any, cast: Cast, database: Database) -> None:
    assert give(browse(cast.administrator), cast.secretariat, ADMINISTRATOR).status_code == 302
    path = f"/people/roles/{role_id(database, cast.administrator)}/remove"
    assert submit(browse(cast.secretariat), path, form_path="/profile").status_code == 302


def test_the_secretariat_takes_no_administrator(browse: Any, cast: Cast, database: Database) -> None:
    path = f"/people/roles/{role_id(database, cast.administrator)}/remove"
    assert submit(browse(cast.secretariat), path, form_path="/profile").status_code == 403


def test_one_administrator_stays(browse: Any, cast: Cast, database: Database) -> None:
    path = f"/people/roles/{role_id(database, cast.administrator)}/remove"
    answer = submit(browse(cast.administrator), path, form_path="/profile")
    assert answer.status_code == 422
    assert roles(database, cast.administrator) == [(ADMINISTRATOR, None)]


@pytest.mark.parametrize("role", ["seeker", "focal_point"])
def test_others_give_and_take_nothing(browse: Any, cast: Cast, database: Database, role: str) -> None:
    browser = browse(getattr(cast, role))
    path = f"/people/{cast.teammate.id}/roles"
    assert submit(browser, path, form_path="/profile", role=FOCAL_POINT, country="JM").status_code == 422
    path = f"/people/roles/{role_id(database, cast.secretariat)}/remove"
    assert submit(browser, path, form_path="/profile").status_code == 403
    assert roles(database, cast.secretariat) == [(SECRETARIAT, None)]


def close(browser: FlaskClient, who: Person) -> int:
    """Close another's account; gives the status."""
    return int(submit(browser, f"/people/{who.id}/close", form_path="/profile").status_code)


@pytest.mark.parametrize(
    ("actor", "whose", "status"),
    [
        ("focal_point", "seeker", 302),
        ("secretariat", "seeker", 302),
        ("secretariat", "focal_point", 302),
        ("administrator", "secretariat", 302),
        ("focal_point", "provider", 403),
        ("focal_point", "focal_point", 403),
        ("focal_point", "closed_account", 403),
        ("focal_point", "secretariat", 403),
        ("secretariat", "administrator", 403),
        ("teammate", "seeker", 403),
        ("outsider", "seeker", 403),
    ],
)
def test_who_closes_whom(browse: Any, cast: Cast, database: Database, actor: str, whose: str, status: int) -> None:
    who = getattr(cast, whose)
    shown = browse(getattr(cast, actor)).get(f"/people/{who.id}/close").status_code
    assert (shown, close(browse(getattr(cast, actor)), who)) == (200 if status == 302 else 403, status)
    kept = person(database, who.email)
    assert kept
    assert (kept.closed_at == NOW) is (status == 302 or whose == "closed_account")
    logged = [(getattr(cast, actor).id, "person.closed", f"person:{who.id}")]
    assert verbs(database) == (logged if status == 302 else [])


def test_a_focal_point_does_not_close_one_of_the_secretariat(browse: Any, cast: Cast, database: Database) -> None:
    appointed(database, cast.teammate, SECRETARIAT)
    assert close(browse(cast.focal_point), cast.teammate) == 403


def test_closing_ends_sign_ins_and_roles(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.secretariat)
    close(browse(cast.administrator), cast.secretariat)
    assert browser.get("/profile").status_code == 302
    assert roles(database, cast.secretariat) == []


def test_a_seat_is_handed_over(browse: Any, cast: Cast, database: Database) -> None:
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    answer = submit(browse(cast.focal_point), path, person=cast.teammate.id)
    assert (answer.status_code, answer.location) == (302, f"/people/{cast.teammate.id}")
    before, after = person(database, cast.seeker.email), person(database, cast.teammate.email)
    assert before
    assert after
    assert (before.seat_id, after.seat_id) == (None, cast.seeker.seat_id)
    assert verbs(database) == [(cast.focal_point.id, "seat.handed_over", f"seat:{cast.seeker.seat_id}")]


def test_who_sits_nowhere_is_seated_by_the_secretariat(browse: Any, cast: Cast, database: Database) -> None:
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    submit(browse(cast.focal_point), path, person=cast.teammate.id)
    other = f"/seats/{cast.teammate.seat_id}/hand-over"
    assert submit(browse(cast.focal_point), other, person=cast.seeker.id).status_code == 422
    assert submit(browse(cast.secretariat), other, person=cast.seeker.id).status_code == 302


@pytest.mark.parametrize("successor", ["provider", "closed_account", "seeker"])
def test_who_cannot_be_seated(browse: Any, cast: Cast, database: Database, successor: str) -> None:
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    who = getattr(cast, successor)
    assert submit(browse(cast.focal_point), path, person=who.id).status_code == 422
    assert verbs(database) == []


@pytest.mark.parametrize("role", ["seeker", "outsider", "provider_focal_point"])
def test_others_hand_nothing_over(browse: Any, cast: Cast, role: str) -> None:
    path = f"/seats/{cast.seeker.seat_id}/hand-over"
    browser = browse(getattr(cast, role))
    assert browser.get(path).status_code == 404
    assert submit(browser, path, form_path="/profile", person=cast.teammate.id).status_code == 404


def test_a_seat_with_no_successor_leads_to_the_invitation(browse: Any, cast: Cast) -> None:
    shown = browse(cast.secretariat).get(f"/seats/{cast.outsider.seat_id}/hand-over").text
    assert "/invitations-to-join/new?country=MN" in shown


def test_the_list_is_narrowed_and_goes_on(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.secretariat)
    assert cast.provider.name in browser.get("/people").text
    shown = browser.get("/people?country=JM").text
    assert cast.seeker.name in shown
    assert cast.provider.name not in shown
    assert cast.provider.name in browser.get("/people?words=PROVIDER@").text
    assert "No one found." in browser.get("/people?words=%25").text
    with database.transaction() as db:
        for number in range(PAGE):
            people.create(db, NewPerson(f"{number}@cast.example", f"Office {number}", "SN", "Office"))
    assert "before=" in browser.get("/people").text
    assert cast.seeker.name in browser.get(f"/people?before={cast.teammate.id}").text


def test_the_list_asks_as_much_for_many_as_for_few(browse: Any, cast: Cast, count_queries: Any) -> None:
    counts = []
    for words in ("seeker@", "cast.example"):
        with count_queries() as seen:
            browse(cast.secretariat).get(f"/people?words={words}")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_log_is_told_and_goes_on(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.secretariat)
    assert "There are no entries yet." in browser.get("/audit").text
    with database.transaction() as db:
        for number in range(PAGE + 1):
            audit.record(db, cast.secretariat.id if number else None, f"test.{number}", "person:1", what=number)
    shown = browser.get("/audit").text
    assert f"test.{PAGE}" in shown
    assert f'what:</span> <span dir="auto">{PAGE}</span>' in shown
    assert cast.secretariat.name in shown
    assert "the site" in browser.get("/audit?before=2").text


NEW_COUNTRY = {
    "code": "XK", "name": "An example", "region": "africa", "languages": "fr wo", "zones": "Africa/Dakar",
    "party_since": "2006", "source": "a document", "note": "",
}  # fmt: skip


def test_the_secretariat_adds_a_country(browse: Any, cast: Cast, database: Database) -> None:
    answer = submit(browse(cast.secretariat), "/countries/new", **NEW_COUNTRY)
    assert (answer.status_code, answer.location) == (302, "/countries/XK")
    with database.session() as db:
        added = db.get_one(Country, "XK")
        assert (added.name, added.zones, added.party_since) == ("An example", ["Africa/Dakar"], "2006")
        assert (added.official_languages, added.edited_by_hand) == (["fr", "wo"], True)
    assert verbs(database) == [(cast.secretariat.id, "country.added", "country:XK")]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "JM"}, "There is already a country with these letters."),
        ({"code": "xk"}, "Write two capital letters"),
        ({"source": ""}, "Write where this can be read"),
        ({"zones": "Atlantis/Capital"}, "There is no time zone “Atlantis/Capital”."),
        pytest.param({"zones": "Africa/Dakar posix/Africa/Dakar"}, "no time zone “posix/Africa/Dakar”", id="odd-zones"),
        ({"languages": "klingon"}, "“klingon” is not the code of a language."),
        ({"party_since": "18.12.2006"}, "Write a day like 2006-12-18"),
        ({"party_since": "20061218"}, "Write a day like 2006-12-18"),
    ],
)
def test_facts_without_sense_are_refused(
    browse: Any, cast: Cast, database: Database, fields: dict[str, str], sentence: str
) -> None:
    answer = submit(browse(cast.secretariat), "/countries/new", **(NEW_COUNTRY | fields))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert verbs(database) == []


def test_a_country_is_corrected_with_its_source(browse: Any, cast: Cast, database: Database) -> None:
    path = "/countries/JM/edit"
    browser = browse(cast.secretariat)
    assert submit(browser, path, **(NEW_COUNTRY | {"source": ""})).status_code == 422
    assert submit(browser, path, **(NEW_COUNTRY | {"name": "Jamaica", "party_since": ""})).status_code == 302
    shown = browser.get("/countries/JM").text
    assert "Party to the Convention" not in shown
    sources = browser.get("/about/sources").text
    assert "a document" in sources
    assert "Corrected by the secretariat." in sources
    assert verbs(database) == [(cast.secretariat.id, "country.edited", "country:JM")]


@pytest.mark.parametrize("path", ["/countries/new", "/countries/JM/edit"])
def test_others_change_no_country(browse: Any, cast: Cast, database: Database, path: str) -> None:
    browser = browse(cast.focal_point)
    assert browser.get(path).status_code == 403
    assert submit(browser, path, form_path="/profile", **NEW_COUNTRY).status_code == 403
    assert browse(cast.secretariat).get("/countries/ZZ/edit").status_code == 404
    assert verbs(database) == []
