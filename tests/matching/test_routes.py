"""Needs, offers and invitations through their endpoints."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.matching.actions import proposals as proposal_actions
from peerhub.matching.actions import statements
from peerhub.matching.models import ACCEPTED, DECLINED, PAUSED, WITHDRAWN, Need, Offer, Proposal
from peerhub.matching.queries import proposals
from tests.cast import Cast
from tests.matching.arrange import NEED, OFFER, invited, offer, state
from tests.support.forms import submit

FORM = {name: value for name, value in NEED.items() if value is not None}
OFFER_FORM = {name: value for name, value in OFFER.items() if value != ""}


def test_from_a_need_to_an_exchange(browse: Any, cast: Cast, database: Database) -> None:
    offered = submit(browse(cast.provider), "/offers/new", **OFFER_FORM)
    assert offered.status_code == 302
    stated = submit(browse(cast.seeker), "/needs/new", **FORM)
    need_path = stated.location
    suggested = browse(cast.teammate).get(need_path).text
    invite_path = re.search(r'href="(/needs/\d+/propose/\d+)"', suggested)
    assert invite_path
    assert "Roadmap activities in common: 2.1 Metadata studies and 2.4 Discoverability rules" in suggested
    sent = submit(browse(cast.seeker), invite_path.group(1), message="May we talk about your reports?")
    asked = browse(cast.provider).get("/exchanges").text
    assert "One country is waiting for your answer" in asked
    assert sent.location in asked
    answered = submit(browse(cast.provider), f"{sent.location}/accept", form_path=sent.location)
    assert answered.location == f"{sent.location}/exchange"
    opened = browse(cast.seeker).get(f"{sent.location}/exchange")
    shown = browse(cast.seeker).get(opened.location)
    assert shown.status_code == 200
    assert "Jamaica learns from Chile" in shown.text
    assert "Make a diagnostic assessment in the first phase" in shown.text
    with database.session() as db:
        assert db.scalars(select(Need.state)).one() == "met"


def test_a_form_with_mistakes_comes_back_with_what_was_typed(browse: Any, cast: Cast, database: Database) -> None:
    wrong = FORM | {"challenge": "Kept <as> typed", "until": "2020-01-01", "activities": []}
    answer = submit(browse(cast.seeker), "/needs/new", **wrong)
    assert answer.status_code == 422
    assert "Kept &lt;as&gt; typed" in answer.text
    assert "This date is in the past." in answer.text
    assert "Choose at least one roadmap activity." in answer.text
    with database.session() as db:
        assert db.scalars(select(Need)).all() == []


def test_invisible_text(browse: Any, cast: Cast, database: Database) -> None:
    desk = browse(cast.seeker)
    for unseen in ("\u200b", "\u3164\n\u2800"):
        refused = submit(desk, "/needs/new", **(FORM | {"challenge": unseen}))
        assert refused.status_code == 422
        assert "Write one or two sentences about what your country wants to learn." in refused.text
    assert submit(desk, "/needs/new", **(FORM | {"challenge": "pay \u202e001\u202c\nnow"})).status_code == 302
    with database.session() as db:
        assert db.scalars(select(Need.challenge)).one() == "pay 001\nnow"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("link", "http://example.org", "Write a link that begins with https://"),
        ("link", "javascript:alert(1)", "Write a link that begins with https://"),
        ("link", 'https://a"b', "A link has no spaces"),
        ("year", "soon", "Write a whole number."),
        ("year", "21", "Write a year, for example 2021."),
        pytest.param("year", "9" * 80, "Write a year, for example 2021.", id="number-too-long"),
        pytest.param("capacity", "9" * 80, "Write a number from 1 to 10.", id="number-too-long-capacity"),
        pytest.param("capacity", "9" * 5000, "Write a number from 1 to 10.", id="number-too-long-for-python"),
        ("capacity", "0", "Write a number from 1 to 10."),
        ("hour_to", "9", "The end must be later than the start."),
    ],
)
def test_what_an_offer_cannot_say(browse: Any, cast: Cast, field: str, value: str, said: str) -> None:
    answer = submit(browse(cast.provider), "/offers/new", **(OFFER_FORM | {field: value}))
    assert answer.status_code == 422
    assert said in answer.text


def test_new_forms_begin_with_what_suits(browse: Any, cast: Cast) -> None:
    shown = browse(cast.seeker).get("/needs/new").text
    assert '<option selected value="America/Jamaica">' in shown
    assert '<option selected value="9">09:00</option>' in shown
    assert '<option selected value="17">17:00</option>' in shown
    assert re.search(r'<input checked[^>]*value="en"', shown)


def test_edit_keeps_and_changes(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        need, made = state(db, cast.seeker), offer(db, cast.provider)
    submit(browse(cast.teammate), f"/needs/{need.id}/edit", **(FORM | {"challenge": "Another question."}))
    submit(browse(cast.provider), f"/offers/{made.id}/edit", **(OFFER_FORM | {"capacity": "3"}))
    with database.session() as db:
        assert db.get_one(Need, need.id).challenge == "Another question."
        assert db.get_one(Offer, made.id).capacity == 3
    for path in (f"/needs/{need.id}/edit", f"/offers/{made.id}/edit"):
        assert browse(cast.outsider).get(path).status_code == 403


def test_states_change_by_buttons_of_the_own_team(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        need, made = state(db, cast.seeker), offer(db, cast.provider)
    own = submit(browse(cast.seeker), f"/needs/{need.id}/state", form_path=f"/needs/{need.id}", state=PAUSED)
    theirs = submit(browse(cast.seeker), f"/offers/{made.id}/state", form_path=f"/needs/{need.id}", state=PAUSED)
    nonsense = submit(browse(cast.seeker), f"/needs/{need.id}/state", form_path=f"/needs/{need.id}", state="x")
    assert [own.status_code, theirs.status_code, nonsense.status_code] == [302, 403, 422]
    submit(browse(cast.provider), f"/offers/{made.id}/state", form_path=f"/offers/{made.id}", state=PAUSED)
    with database.session() as db:
        assert db.get_one(Need, need.id).state == PAUSED
        assert db.get_one(Offer, made.id).state == PAUSED


def test_others_read_needs_but_neither_suggestions_nor_buttons(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    path = f"/needs/{proposal.need_id}"
    for person in (cast.seeker, cast.teammate, cast.secretariat):
        shown = browse(person).get(path).text
        assert "Who could help, and why" in shown
        assert f"/proposals/{proposal.id}" in shown
    for person in (cast.outsider, cast.provider, cast.facilitator):
        shown = browse(person).get(path).text
        assert NEED["challenge"] in shown
        assert "Who could help" not in shown
        assert f"/proposals/{proposal.id}" not in shown
        assert "/propose/" not in shown
    assert "/propose/" not in browse(cast.secretariat).get(path).text
    assert browse(cast.outsider).get(f"{path}/propose/{proposal.offer_id}").status_code == 403
    assert browse(cast.outsider).get(f"/proposals/{proposal.id}").status_code == 404
    assert browse(cast.secretariat).get(f"/proposals/{proposal.id}").status_code == 200


def test_declining_asks_for_a_reason_and_keeps_the_page(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    path = f"/proposals/{proposal.id}"
    empty = submit(browse(cast.provider), f"{path}/decline", form_path=path, reason=" ", named_code="")
    assert empty.status_code == 422
    assert "Write a short reason, or suggest another country." in empty.text
    done = submit(browse(cast.provider), f"{path}/decline", form_path=path, reason="After the election.", named_code="")
    assert done.status_code == 302
    assert "After the election." in browse(cast.seeker).get(path).text
    with database.session() as db:
        assert db.get_one(Proposal, proposal.id).state == DECLINED


def test_a_second_answer_is_told_that_it_came_late(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    path = f"/proposals/{proposal.id}"
    late, first = browse(cast.provider), browse(cast.provider)  # two windows: the focal point reads Spanish
    with database.transaction() as db:
        other = invited(db, cast.seeker, cast.provider)
    submit(first, f"{path}/accept", form_path=path)
    answer = submit(late, f"{path}/accept", form_path=f"/proposals/{other.id}")
    assert answer.status_code == 409
    assert "has already been answered or withdrawn" in answer.text
    with database.session() as db:
        assert db.get_one(Proposal, proposal.id).state == ACCEPTED


def test_withdraw(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
    path = f"/proposals/{proposal.id}"
    assert submit(browse(cast.seeker), f"{path}/withdraw", form_path=path).status_code == 302
    with database.session() as db:
        assert db.get_one(Proposal, proposal.id).state == WITHDRAWN
    assert "The proposal was withdrawn." in browse(cast.provider).get(path).text


def test_lists_are_filtered_by_theme_and_paged(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        state(db, cast.seeker)
        for number in range(31):
            state(db, cast.outsider, theme_code="data_collection", challenge=f"Question {number}.")
        offer(db, cast.provider)
    own = browse(cast.seeker).get("/needs").text
    assert "Needs of your country" in own
    assert "Question 0." not in own
    further = re.search(r'href="(/needs\?before=\d+)"', own)
    assert further
    last = browse(cast.seeker).get(further[1]).text
    assert "Question 0." in last
    assert "Question 1." not in last
    assert 'rel="next"' not in last
    filtered = browse(cast.seeker).get("/needs?theme=fair_remuneration_ip").text
    assert "No other country has a need on this theme at the moment." in filtered
    assert NEED["challenge"] not in filtered
    assert OFFER["done"] in browse(cast.seeker).get("/offers?theme=discoverability_access&before=x").text
    assert "No other country has made an offer yet." in browse(cast.provider).get("/offers").text


def test_an_example_says_so_everywhere(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        proposal = invited(db, cast.seeker, cast.provider)
        db.get_one(Offer, proposal.offer_id).example = True
        db.get_one(Need, proposal.need_id).example = True
    need, made = f"/needs/{proposal.need_id}", f"/offers/{proposal.offer_id}"
    for path in ("/needs", "/offers", need, made, f"/proposals/{proposal.id}"):
        assert '<span class="example">Example</span>' in browse(cast.seeker).get(path).text, path


@pytest.mark.parametrize("path", ["/needs", "/offers"])
def test_lists_ask_the_same_for_one_and_three(
    browse: Any, cast: Cast, database: Database, count_queries: Any, path: str
) -> None:
    def asked() -> int:
        with count_queries() as seen:
            assert browse(cast.secretariat).get(path).status_code == 200
        return len(seen)

    with database.transaction() as db:
        state(db, cast.seeker), offer(db, cast.provider)
    one = asked()
    with database.transaction() as db:
        for person in (cast.outsider, cast.arabic_reader):
            state(db, person), offer(db, person)
    assert asked() == one


def test_suggestions_ask_the_same_for_one_and_three(
    browse: Any, cast: Cast, database: Database, count_queries: Any
) -> None:
    with database.transaction() as db:
        need = state(db, cast.seeker)
        offer(db, cast.provider)

    def asked() -> int:
        with count_queries() as seen:
            assert browse(cast.seeker).get(f"/needs/{need.id}").status_code == 200
        return len(seen)

    one = asked()
    with database.transaction() as db:
        offer(db, cast.outsider, zone="America/Bogota")
        offer(db, cast.arabic_reader, zone="America/Bogota", languages=["ar"])
    assert asked() == one
    shown = browse(cast.seeker).get(f"/needs/{need.id}").text
    assert "1 offer that cannot be suggested" in shown
    assert "There is no language in common, and no interpretation." in shown


def test_the_frame_can_count_what_waits(database: Database, cast: Cast) -> None:
    with database.transaction() as db:
        first = invited(db, cast.seeker, cast.provider)
        invited(db, cast.outsider, cast.provider)
        proposal_actions.decline(db, cast.provider, first.id, "No.")
        statements.set_need_state(db, cast.seeker, first.need_id, PAUSED)
    with database.session() as db:
        assert db.scalar(select(proposals.waiting_count(cast.provider))) == 1
        assert db.scalar(select(proposals.waiting_count(cast.seeker))) == 0


@pytest.mark.parametrize("kind", ["needs", "offers"])
def test_a_button_of_an_older_page_undoes_nothing(browse: Any, cast: Cast, database: Database, kind: str) -> None:
    with database.transaction() as db:
        subject: Need | Offer = state(db, cast.seeker) if kind == "needs" else offer(db, cast.seeker)
    path = f"/{kind}/{subject.id}"
    shown = browse(cast.teammate).get(path).text
    assert '<input type="hidden" name="seen" value="open">' in shown
    submit(browse(cast.seeker), f"{path}/state", form_path=path, state="paused", seen="open")
    late = submit(browse(cast.teammate), f"{path}/state", form_path=path, state="paused", seen="open")
    assert late.status_code == 302  # what they wanted is so already
    submit(browse(cast.seeker), f"{path}/state", form_path=path, state="open", seen="paused")
    late = submit(browse(cast.teammate), f"{path}/state", form_path=path, state="withdrawn", seen="paused")
    assert late.status_code == 409
    assert "Someone else has changed this." in late.text
    assert '<input type="hidden" name="seen" value="open">' in late.text  # its own page again: they can decide
    with database.session() as db:
        kept: Need | Offer = db.merge(subject)
        db.refresh(kept)
        assert kept.state == "open"
