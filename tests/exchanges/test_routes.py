"""Exchanges through their endpoints."""

from datetime import date
from typing import Any

import pytest

from peerhub.base.database.engine import Database
from peerhub.exchanges.models import Exchange, ExchangeProvider, TeamMember
from peerhub.people.models import Person
from peerhub.sessions.actions import drafts
from peerhub.sessions.models import Invitee, SessionCountry
from tests.cast import NOW, Cast
from tests.exchanges.arrange import brought_to, opened, planned
from tests.matching.arrange import NEED
from tests.support.forms import submit

SOURCE = "https://articles.unesco.org/en/articles/one; see also https://www.example.org/two (a copy)."


def documented(db: Any, seeker: str, *providers: str, **values: Any) -> Exchange:
    """A past exchange that a source names."""
    exchange = Exchange(
        seeker_code=seeker, subject="First national copyright policy", phase="closed", phase_changed_at=NOW,
        started_on=date(2020, 11, 17), closed_on=date(2020, 11, 18), source=SOURCE, created_at=NOW, **values,
    )  # fmt: skip
    db.add(exchange)
    db.flush()
    db.add_all(ExchangeProvider(exchange_id=exchange.id, country_code=code) for code in providers)
    db.flush()
    return exchange


def test_outsiders_learn_who_and_what_and_no_more(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
        exchange.goal = "A first report by June"
    path = f"/exchanges/{exchange.id}"
    for person in (cast.seeker, cast.provider_focal_point, cast.secretariat):
        shown = browse(person).get(path).text
        assert "A first report by June" in shown
        assert "Ministry of cultures, Chile" in shown
        assert "Make a diagnostic assessment" in shown
    assert "Open the room" in browse(cast.seeker).get(path).text
    for person in (cast.outsider, cast.teammate, cast.facilitator):
        shown = browse(person).get(path).text
        assert NEED["challenge"] in shown
        assert "Jamaica learns from Chile" in shown
        for secret in ("A first report by June", "Ministry of cultures, Chile", "Make a diagnostic", "Open the room"):
            assert secret not in shown
        assert browse(person).get(f"{path}/goal").status_code == 403
        assert browse(person).get(f"{path}/close").status_code == 403


def test_origins_are_told_and_others_have_no_borrowed_name(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
    shown = browse(cast.seeker).get(f"/exchanges/{exchange.id}").text
    lines = {text: shown.partition(text)[2].partition("</li>")[0] for text in (
        "Make a diagnostic assessment in the first phase", "Build trust at an early stage", "Brief host and selected peers",
    )}  # fmt: skip
    seed, inferred, other = lines.values()
    assert "UNESCO" in seed
    assert "Our reading of the toolkit" in inferred
    assert "From other practice" in other
    assert "UNESCO" not in other


def test_from_goal_to_lessons(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
    path, team = f"/exchanges/{exchange.id}", browse(cast.seeker)
    submit(team, f"{path}/goal", subject="What is shown", goal="A first report by June")
    submit(team, f"{path}/ticks", form_path=path, item="preparation.diagnose", done="1")
    shown = team.get(path).text
    assert "A first report by June" in shown
    assert "Done: 1 of 10." in shown
    submit(browse(cast.provider), f"{path}/phase", form_path=path, to="exchange")
    assert "We have learned enough" not in browse(cast.provider).get(path).text
    submit(team, f"{path}/phase", form_path=path, to="follow_up")
    shown = team.get(path).text
    assert shown.index("To begin with") < shown.index("With the providers") < shown.index("With the national team")
    assert submit(team, f"{path}/phase", form_path=path, to="closed").location == f"{path}/close"
    assert submit(team, f"{path}/close", lessons=" ").status_code == 422
    assert submit(team, f"{path}/close", lessons="Ask first, count later.").status_code == 302
    assert "Ask first, count later." in browse(cast.outsider).get(path).text


def test_people_are_added_removed_and_named(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
    path = f"/exchanges/{exchange.id}"
    add = submit(browse(cast.seeker), f"{path}/team", form_path=path, person_id=cast.teammate.id)
    nobody = submit(browse(cast.seeker), f"{path}/team", form_path=path, person_id=0)
    name = submit(browse(cast.secretariat), f"{path}/facilitator", form_path=path, person_id=cast.facilitator.id)
    wrong = submit(browse(cast.secretariat), f"{path}/facilitator", form_path=path, person_id=cast.teammate.id)
    assert [add.status_code, nobody.status_code, name.status_code, wrong.status_code] == [302, 422, 302, 422]
    with database.session() as db:
        members = {member.person_id: member.side for member in db.query(TeamMember)}
    assert members[cast.teammate.id] == "seeker"
    assert members[cast.facilitator.id] == "facilitator"
    gone = submit(browse(cast.seeker), f"{path}/team/{cast.teammate.id}/remove", form_path=path)
    assert gone.status_code == 302
    unknown = submit(browse(cast.seeker), f"{path}/team/{cast.teammate.id}/remove", form_path=path)
    assert unknown.status_code == 404


def test_sessions_are_begun_and_linked(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
        session = planned(db, cast.seeker)
    path = f"/exchanges/{exchange.id}"
    assert submit(browse(cast.seeker), f"{path}/sessions", form_path=path, session_id=0).status_code == 422
    assert submit(browse(cast.seeker), f"{path}/sessions", form_path=path, session_id=session.id).status_code == 302
    shown = browse(cast.provider).get(path).text
    assert "First talk" in shown
    assert "0 of 1 session" in shown


def test_a_step_without_goal_and_sessions_asks_first_and_tells_the_others(
    browse: Any, cast: Cast, database: Database
) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
    path, team = f"/exchanges/{exchange.id}", browse(cast.seeker)
    shown = team.get(path).text
    assert "No session is planned yet. Both teams will be notified." in " ".join(shown.split())
    assert "Continue: " in shown
    submit(team, f"{path}/phase", form_path=path, to="exchange")
    said = "Jamaica learns from Chile: the exchange has begun"
    assert said in browse(cast.provider).get("/notices").text
    assert said not in team.get("/notices").text


def test_a_session_begins_as_a_draft_of_both_teams(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = opened(db, cast)
    path, team = f"/exchanges/{exchange.id}", browse(cast.seeker)
    begun = submit(team, f"{path}/sessions/new", form_path=path)
    assert begun.location == "/sessions/1/edit"
    form = team.get(begun.location).text
    assert "We count what is on offer." in form
    assert "draft, only visible to you" in team.get(path).text
    assert "/sessions/1" not in browse(cast.provider).get(path).text
    with database.session() as db:
        assert {each.country_code: each.part for each in db.query(SessionCountry)} == {"JM": "seeks", "CL": "provides"}
        assert {each.person_id for each in db.query(Invitee)} >= {cast.seeker.id, cast.provider.id}
    with database.transaction() as db:
        drafts.delete(db, db.get_one(Person, cast.seeker.id), 1)
    assert "draft, only visible to you" not in team.get(path).text


def test_the_list_has_mine_running_and_past(browse: Any, cast: Cast, database: Database) -> None:
    assert "You are not in an exchange at the moment." in browse(cast.facilitator).get("/exchanges").text
    with database.transaction() as db:
        opened(db, cast)
        documented(db, "SS", "TZ", example=True)
    mine = browse(cast.seeker).get("/exchanges").text
    assert "No other exchange is under way." in mine
    theirs = browse(cast.outsider).get("/exchanges").text
    assert theirs.index("Under way") < theirs.index(NEED["challenge"]) < theirs.index("Past exchanges")
    assert 'href="https://articles.unesco.org/en/articles/one"' in theirs
    assert 'href="https://www.example.org/two"' in theirs
    assert '<span class="example">Example</span>' in theirs


def test_a_past_exchange_shows_where_it_is_documented(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        exchange = documented(db, "SS", "KE", "UG")
    shown = browse(cast.seeker).get(f"/exchanges/{exchange.id}").text
    assert "South Sudan learns from Kenya and Uganda" in shown
    assert "17 November 2020" in shown or "November 17, 2020" in shown
    assert 'href="https://articles.unesco.org/en/articles/one"' in shown


def test_lists_ask_the_same_for_one_and_three(browse: Any, cast: Cast, database: Database, count_queries: Any) -> None:
    def asked() -> int:
        with count_queries() as seen:
            assert browse(cast.outsider).get("/exchanges").status_code == 200
        return len(seen)

    with database.transaction() as db:
        opened(db, cast), documented(db, "SS", "TZ")
    one = asked()
    with database.transaction() as db:
        opened(db, cast), opened(db, cast), documented(db, "UG", "ZA"), documented(db, "PA", "CL", "CO")
    assert asked() == one


@pytest.mark.parametrize("phase", ["exchange", "follow_up", "closed"])
def test_every_phase_can_be_shown_in_arabic(browse: Any, cast: Cast, database: Database, phase: str) -> None:
    with database.transaction() as db:
        exchange = brought_to(db, cast, phase)
    browser = browse(cast.arabic_reader)
    shown = browser.get(f"/exchanges/{exchange.id}")
    assert shown.status_code == 200
    assert 'dir="rtl"' in shown.text
