"""Few came: whoever may choose reads until when, in the same words everywhere, and nobody chooses later."""

from typing import Any

from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.facts import announce
from peerhub.notices.models import Notice
from peerhub.people.access import secretariat
from peerhub.sessions.facts import SessionEnded
from peerhub.surveys.models import Survey
from peerhub.surveys.rules.window import OPEN_FOR
from tests.cast import NOW, Cast
from tests.sessions.arrange import ended
from tests.support.forms import submit
from tests.surveys.arrange import SUBJECT, ask_few, words


def offer(app: Flask, database: Database, cast: Cast) -> tuple[int, list[str]]:
    """The survey that is offered after a session of two, and its pages: the list, its results, the session."""
    session = ended(database, cast)
    with app.app_context(), database.transaction() as db:
        announce(db, SessionEnded(session))
    with database.session() as db:
        survey = db.scalars(select(Survey.id)).one()
    return survey, ["/surveys", f"/surveys/{survey}/results", f"/sessions/{session}"]


def test_an_offer_is_told_everywhere_until_it_ends(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    survey, pages = offer(app, database, cast)
    desk = browse(cast.facilitator)
    listed, results, session = (words(desk.get(page).text) for page in pages)
    for said in (listed, results):
        assert "offer open until" in said
        assert "opens within a minute" not in said
        assert ("Ask by name" in said, "Do not ask" in said) == (True, True)
    assert "2 people came" in results
    assert "The offer is open until" in session
    assert "Choose whether to ask them" in session
    assert "Choose whether" not in browse(cast.seeker).get(pages[2]).text
    assert submit(desk, f"/surveys/{survey}/decline", form_path=pages[1]).status_code == 302
    assert all("no one was asked" in words(desk.get(page).text) for page in pages[:2])


def test_an_offer_that_has_ended_cannot_be_taken_up(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    survey, pages = offer(app, database, cast)
    desk = browse(cast.facilitator)
    with clock.fixed_at(NOW + OPEN_FOR):
        for page in pages[:2]:
            said = words(desk.get(page).text)
            assert "no one was asked" in said
            assert ("Ask by name" in said, "within a minute" in said) == (False, False)
        assert "Choose whether" not in desk.get(pages[2]).text
        late = [submit(desk, f"/surveys/{survey}/{verb}", form_path="/commitments/new") for verb in ("ask", "decline")]
    assert [each.status_code for each in late] == [409, 409]
    assert "It is too late to choose" in late[0].text
    with database.session() as db:
        assert db.get_one(Survey, survey).mode == "offered"


def test_an_offer_without_facilitator_is_told_to_the_secretariat(app: Flask, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        ask_few(db, [cast.seeker])
        ask_few(db, [cast.provider], [cast.facilitator], SUBJECT._replace(id=8))
    with database.session() as db:
        told = sorted(db.scalars(select(Notice.person_id).where(Notice.kind == "surveys/offered")))
        running = {person.id for person in secretariat(db)}
    assert cast.secretariat.id in running
    assert told == sorted({*running, cast.facilitator.id})
