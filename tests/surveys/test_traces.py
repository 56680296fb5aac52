"""What answering leaves in the database and on the pages of staff: nothing that names who did."""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event, select
from valkey import Valkey

from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.database.model import Model
from peerhub.base.mail import delivery
from peerhub.base.settings_loading import load
from peerhub.base.web.extensions import limiter, memory_limiter
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.actions import answering
from tests.cast import NOW, Cast
from tests.support.forms import submit
from tests.surveys.arrange import HONEST, SUBJECT, ask, ask_guests, guests, run_jobs


def everything(database: Database) -> dict[str, list[Any]]:
    """All rows of the database, by table."""
    with database.session() as db:
        tables = Model.metadata.sorted_tables
        return {
            table.name: [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key))]
            for table in tables
        }


def answer(database: Database, survey_id: int, person: Person) -> None:
    with database.session() as db:
        assert answering.answer(db, db.get_one(Person, person.id), survey_id, HONEST) == "stored"


def asked_and_answered(
    app: Flask, database: Database, cast: Cast, asked: int, answered: int
) -> tuple[int, list[Person]]:
    """A survey that asks so many, of whom the first have answered."""
    with database.transaction() as db:
        people = guests(db, asked)
        survey = ask(db, people, [cast.facilitator])
    run_jobs(app)
    for person in people[:answered]:
        answer(database, survey.id, person)
    return survey.id, people


def test_outbox_names_the_last_no_more_for_a_reminder_goes_to_everybody(
    app: Flask, database: Database, cast: Cast
) -> None:
    """Eight of ten have answered, all are reminded, then the ninth answers."""
    survey_id, people = asked_and_answered(app, database, cast, 10, 8)
    with app.app_context():
        assert delivery.deliver(database, NOW) == 10
        with clock.fixed_at(NOW + timedelta(days=2)):
            run_jobs(app)
            before_sending = everything(database)["outgoing_mails"]
            assert delivery.deliver(database, clock.now()) == 10
    assert len(before_sending) == 10
    before = everything(database)
    answer(database, survey_id, people[8])
    assert everything(database) == before
    assert before["outgoing_mails"] == []
    assert not any(person.email in str(rows) for name, rows in before.items() if name != "people" for person in people)


def test_outbox_tells_who_not_to_nobody(app: Flask, browse: Any, database: Database, cast: Cast) -> None:
    _survey_id, people = asked_and_answered(app, database, cast, 6, 4)
    with clock.fixed_at(NOW + timedelta(days=2)):
        run_jobs(app)
    shown = browse(cast.secretariat).get("/outbox").text
    assert "Emails about anonymous surveys are waiting to be sent." in shown
    assert not any(person.email in shown for person in people)


def test_one_answer_costs_the_same_among_few_and_many(app: Flask, database: Database) -> None:
    """In statements and in bytes that change: the places of one answer, one mark, and the counters of the file."""
    costs = []
    for number, subject in ((10, 7), (400, 8)):
        with database.transaction() as db:
            people = guests(db, number, f"of{number}-")
            survey = ask(db, people, subject=SUBJECT._replace(id=subject))
        before, seen = database.unlogged.path.read_bytes(), [0]

        def count(*_given: Any, seen: list[int] = seen) -> None:
            seen[0] += 1

        engine = database.unlogged._engine()
        event.listen(engine, "before_cursor_execute", count)
        answer(database, survey.id, people[3])
        event.remove(engine, "before_cursor_execute", count)
        after = database.unlogged.path.read_bytes()
        assert len(before) == len(after), "the file neither grows nor moves anything"
        changed = sum(one != other for one, other in zip(before, after, strict=True))
        costs.append((seen[0], changed < 200))
    assert costs[0] == costs[1] == (costs[0][0], True)


def test_an_answer_changes_its_places_and_nothing_else(app: Flask, database: Database) -> None:
    survey_id, _tokens = ask_guests(database, 12)
    with database.session() as db:
        people = list(db.scalars(select(Person).where(Person.email.startswith("guest")).order_by(Person.id)))
        answer(database, survey_id, people[0])
        before = database.unlogged.path.read_bytes()
        answer(database, survey_id, people[1])
        after = database.unlogged.path.read_bytes()
        assert len(store.stored_surveys(db)) == 1
    taken = {at // 4096 for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other}
    kept = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other and one]
    assert len(taken) <= 8, "the first page with the file's counters, one with the number of answers, and the places"
    assert len({at // 4096 for at in kept}) == 2, "over zeros, but for these two"


def test_who_answers_by_a_link_was_not_here(app: Flask, database: Database, cast: Cast, browse: Any) -> None:
    """The endpoint itself changes nothing either, also for who is signed in."""
    with database.transaction() as db:
        survey = ask(db, [cast.seeker])
        link = f"/answer/{access.token_for(db, survey.id, cast.seeker.id)}"
    browser = browse(cast.seeker)
    run_jobs(app)
    with clock.fixed_at(NOW + timedelta(days=1)):
        before = everything(database)
        assert submit(browser, link, Q1="4").status_code == 303
        assert browser.get(link).status_code == 200
        assert everything(database) == before
        assert browser.get("/surveys").status_code == 200
        assert everything(database) != before, "as any other page does"


def test_valkey_is_not_told_who_answers(app: Flask, database: Database, valkey_url: str) -> None:
    """It keeps on its disk what it counts, and the key of a link can be worked out by whoever holds the secret."""
    _survey, [token] = ask_guests(database, 1)
    given = {
        "PEERHUB_ENV": "demo",
        "PEERHUB_VAR": str(database.settings.var),
        "PEERHUB_MEMORY": str(database.settings.memory),
        "PEERHUB_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "PEERHUB_SECRET_KEY": database.settings.secret_key,
        "PEERHUB_QUEUE_URL": valkey_url,
    }
    site = create_app(load(given))
    client = site.test_client()
    assert client.post(f"/answer/{token}", data={**HONEST}).status_code == 303
    server: Any = Valkey.from_url(valkey_url)
    counted = server.keys("*")
    assert not [key for key in counted if b"answer" in key]
    commitment = {"text": "Ask for figures", "due_on": "2027-05-01"}
    assert client.post(f"/answer/{token}/commitment", data=commitment).status_code == 303
    counted = server.keys("*")
    assert [key for key in counted if b"surveys.add_commitment" in key], (
        "what carries a name is counted for all processes"
    )
    limiter.enabled = memory_limiter.enabled = False
    site.extensions["peerhub.database"].close()
