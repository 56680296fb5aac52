"""The pages of commitments."""

from datetime import timedelta
from typing import Any

import pytest

from peerhub.base.database.engine import Database
from peerhub.base.subject import Subject
from peerhub.commitments.actions import commitments as commitment_actions
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.commitments.queries import commitments
from tests.cast import NOW, Cast
from tests.commitments.arrange import DUE
from tests.support.forms import submit


@pytest.fixture
def promised(database: Database, cast: Cast) -> int:
    with database.transaction() as db:
        made = commitment_actions.make(
            db,
            cast.seeker,
            NewCommitment("=Ask for figures", "the regulator", DUE),
            Subject("session", 7, "Metadata", "/sessions/7"),
        )
        return made.id


def test_adding_by_hand(browse: Any, cast: Cast) -> None:
    desk = browse(cast.seeker)
    assert "You have not made a commitment yet." in desk.get("/commitments").text
    assert "No one in your team" in desk.get("/commitments?of=team").text
    refused = submit(desk, "/commitments/new", text="", due_on="soon")
    assert refused.status_code == 422
    assert "Write what you will do." in refused.text
    assert "Write what you will do." in submit(desk, "/commitments/new", text="\u2060", due_on="2027-01-10").text
    assert "Write a day as year, month and day" in refused.text
    made = submit(desk, "/commitments/new", text="Ask for figures", with_whom="the regulator", due_on="2027-01-10")
    assert made.status_code == 302
    shown = desk.get(made.headers["Location"]).text
    assert "Ask for figures" in shown
    assert "We will remind you three days before." in shown


@pytest.mark.parametrize(("days", "is_reminded"), [(3, False), (4, True)])
def test_who_chooses_a_near_day_is_promised_no_reminder(
    browse: Any, cast: Cast, *, days: int, is_reminded: bool
) -> None:
    desk, due_on = browse(cast.seeker), (NOW + timedelta(days=days)).date().isoformat()
    made = submit(desk, "/commitments/new", text="Ask for figures", due_on=due_on)
    shown = desk.get(made.headers["Location"]).text
    assert ("We will remind you" in shown, "we will not remind you" in shown) == (is_reminded, not is_reminded)


def test_who_gets_what(browse: Any, client: Any, cast: Cast, promised: int) -> None:
    page = f"/commitments/{promised}"
    whom = ("seeker", "teammate", "outsider", "secretariat")
    got = {who: browse(getattr(cast, who)).get(page).status_code for who in whom}
    assert got == {"seeker": 200, "teammate": 200, "outsider": 404, "secretariat": 404}
    edits = {who: browse(getattr(cast, who)).get(f"{page}/edit").status_code for who in whom}
    assert edits == {"seeker": 200, "teammate": 403, "outsider": 404, "secretariat": 404}
    for verb in ("answer", "withdraw", "reopen"):
        sent = {
            who: submit(
                browse(getattr(cast, who)), f"{page}/{verb}", form_path="/commitments/new", state="kept"
            ).status_code
            for who in ("teammate", "outsider")
        }
        assert sent == {"teammate": 403, "outsider": 404}, verb
    assert client.get(page).status_code == 302
    assert "What was the result?" not in browse(cast.teammate).get(page).text
    assert browse(cast.seeker).delete(page).status_code == 405


def test_changing_answering_and_taking_back(browse: Any, cast: Cast, promised: int) -> None:
    desk, page = browse(cast.seeker), f"/commitments/{promised}"
    assert submit(desk, f"{page}/edit", text="Ask again", due_on="2026-01-01").status_code == 422
    assert submit(desk, f"{page}/edit", text="Ask again", due_on="2027-02-01").status_code == 302
    assert submit(desk, f"{page}/withdraw", form_path=page).status_code == 302
    assert submit(desk, f"{page}/reopen", form_path=page).status_code == 302
    refused = submit(desk, f"{page}/answer", form_path=page, note="Elections came")
    assert (refused.status_code, "Elections came" in refused.text) == (422, True)
    obstacle = "obstacles.instability"
    kept = submit(
        desk, f"{page}/answer", form_path=page, state="not_yet", note="Elections came", obstacle_code=obstacle
    )
    assert kept.status_code == 302
    shown = desk.get(page).text
    assert "Not yet done" in shown
    assert "Political and economic instability" in shown
    assert desk.post(f"{page}/withdraw", data={}).status_code == 400, "no token"


def test_lists_and_table(browse: Any, cast: Cast, promised: int) -> None:
    desk = browse(cast.seeker)
    assert f'href="/commitments/{promised}"' in desk.get("/commitments").text
    assert '<a href="/sessions/7">Metadata</a>' in desk.get("/commitments?by=subject").text
    assert f'href="/commitments/{promised}"' in browse(cast.teammate).get("/commitments?of=team").text
    assert f'href="/commitments/{promised}"' not in browse(cast.outsider).get("/commitments?of=team").text
    table = desk.get("/commitments/table.csv")
    assert "'=Ask for figures" in table.text
    assert "Ask" not in browse(cast.teammate).get("/commitments/table.csv").text


def test_lists_cost_the_same_for_one_and_for_three(
    browse: Any, database: Database, cast: Cast, promised: int, count_queries: Any
) -> None:
    def cost() -> int:
        with count_queries() as seen:
            assert browse(cast.seeker).get("/commitments?of=team").status_code == 200
        return len(seen)

    one = cost()
    with database.transaction() as db:
        for who in (cast.seeker, cast.teammate):
            commitment_actions.make(db, who, NewCommitment("More", "", DUE))
    with database.session() as db:
        assert len(commitments.team(db, cast.teammate)) == 3
    assert cost() == one
