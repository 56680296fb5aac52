"""This week: what is next, what is new, what do I owe."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.exchanges.models import EXCHANGE
from peerhub.sessions.actions import changes, ending, minutes
from peerhub.surveys.actions import answering, closing
from tests.cast import NOW, Cast
from tests.exchanges.arrange import brought_to, opened
from tests.sessions.arrange import STARTS, draft, scheduled
from tests.surveys.arrange import HONEST, SUBJECT, ask, guests, run_jobs


def order(page: str, *words: str) -> list[int]:
    """Where the words stand; each must be there."""
    return [page.index(word) for word in words]


def test_this_week_shows_every_exchange_and_the_running_one_first(
    app: Flask, browse: Any, cast: Cast, database: Database
) -> None:
    with app.app_context(), database.transaction() as db:
        running = brought_to(db, cast, EXCHANGE)
        running.subject = "The one that runs"
        with clock.fixed_at(NOW + timedelta(hours=1)):
            opened(db, cast).subject = "The one that begins"
    shown = browse(cast.seeker).get("/").text
    first, second = order(shown, "The one that runs", "The one that begins")
    assert first < second
    assert "0 of 0" not in shown
    assert shown.count("No session is planned yet") == 2
    assert "Your exchange" not in browse(cast.outsider).get("/").text


def test_this_week_tells_a_facilitator_what_is_owed(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    facilitator = browse(cast.facilitator)
    assert "For you as a facilitator" not in facilitator.get("/").text
    with app.app_context(), database.transaction() as db:
        draft(db, cast, title="Nobody knows of it")
        held = scheduled(db, cast, title="Held without minutes").id
        told = scheduled(db, cast, title="Held, and told").id
    with app.app_context(), clock.fixed_at(STARTS + timedelta(hours=2)):
        with database.transaction() as db:
            for session_id in (held, told):
                ending.end(db, cast.facilitator, session_id)
            minutes.save(db, cast.facilitator, told, "Result", publish=True)
        shown = facilitator.get("/").text
    order(shown, "For you as a facilitator", "No minutes yet", "Held without minutes", "Nobody knows of it")
    assert "Held, and told" not in shown
    for other in (cast.seeker, cast.provider):
        assert "For you as a facilitator" not in browse(other).get("/").text


def test_this_week_tells_of_new_results_for_a_while(app: Flask, browse: Any, cast: Cast, database: Database) -> None:
    with app.app_context(), database.transaction() as db:
        people = guests(db, 8)
        survey = ask(db, people, [cast.facilitator])
        few = ask(db, people[:6], [cast.facilitator], SUBJECT._replace(id=9, title="Answered by few"))
        for person in people:
            answering.answer(db, person, survey.id, HONEST)
        for each in (few, survey):
            closing.close_now(db, cast.facilitator, each.id)
    run_jobs(app)
    with clock.fixed_at(NOW + timedelta(minutes=1)):
        shown = browse(cast.facilitator).get("/").text
    assert "New survey results" in shown
    assert "Answered by few" not in shown
    with clock.fixed_at(NOW + timedelta(days=15)):
        assert "New survey results" not in browse(cast.facilitator).get("/").text


@pytest.mark.parametrize("path", ["/", "/sessions"])
def test_this_week_marks_what_was_cancelled_where_it_stood(
    app: Flask, browse: Any, cast: Cast, database: Database, path: str
) -> None:
    with app.app_context(), database.transaction() as db:
        cancelled = scheduled(db, cast, title="Cancelled for next month").id
        scheduled(db, cast, title="Still on")
        changes.cancel(db, cast.facilitator, cancelled, "The room is not free.")
    reader = browse(cast.seeker)
    page = reader.get(path).text
    _next, title, _word = order(page, "Next sessions", "Cancelled for next month", "<b>Cancelled</b>")
    assert "Past sessions" not in page or title < page.index("Past sessions")
    with clock.fixed_at(STARTS + timedelta(minutes=1)):
        later = reader.get(path).text
    past = "Past sessions" in later and later.index("Past sessions") < later.index("Cancelled for next month")
    assert past if path == "/sessions" else "Cancelled for next month" not in later


def test_owing_asks_equally_often_for_little_and_much(
    app: Flask, browse: Any, cast: Cast, database: Database, count_queries: Any
) -> None:
    counts = []
    browser = browse(cast.facilitator)
    for number in range(3):
        with app.app_context(), database.transaction() as db:
            for further in range(1 + number):
                draft(db, cast, title=f"Draft {number} {further}")
                brought_to(db, cast, EXCHANGE)
        with count_queries() as seen:
            browser.get("/")
        counts.append(len(seen))
    assert counts[1] == counts[2]


def test_kinds_of_which_somebody_has_nothing_are_not_read(
    app: Flask, browse: Any, cast: Cast, database: Database, count_queries: Any
) -> None:
    with app.app_context(), database.transaction() as db:
        brought_to(db, cast, EXCHANGE)
    counts = []
    for person in (cast.seeker, cast.outsider):
        browser = browse(person)
        browser.get("/")
        with count_queries() as seen:
            browser.get("/")
        counts.append(sum("FROM exchange_sessions" in statement for statement in seen))
    assert counts == [1, 0]
