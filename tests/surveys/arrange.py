"""A survey with many people in it, for the tests of this folder."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.jobs.scheduler import tick
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.notices.models import Notice
from peerhub.people.actions import people
from peerhub.people.actions.people import NewPerson
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.actions import closing, opening
from peerhub.surveys.models import Survey
from peerhub.surveys.rules.disclosure import THRESHOLD
from peerhub.wiring.jobs import JOBS
from tests.support.forms import submit

SUBJECT = Subject("session", 7, "Metadata for local music", "/sessions/7")
HONEST = {"Q1": "4", "Q3": "5", "R1": "Ranking is policy.", "R3": "Ask services for figures by May.", "quote": ["yes"]}


def guests(db: Db, number: int, name: str = "guest", country: str = "KE") -> list[Person]:
    """So many people, an office each."""
    return [
        people.create(db, NewPerson(f"{name}{at}@cast.example", f"{name} {at}", country, f"{name} {at}"))
        for at in range(number)
    ]


def ask_few(db: Db, people: list[Person], managers: list[Person] | None = None, subject: Subject = SUBJECT) -> Survey:
    """A survey that asks these people and nobody else, as it is before any job has run."""
    asked = [(person.id, "seeker") for person in people]
    survey = opening.open_survey(
        db, subject, "new_knowledge", asked, [person.id for person in managers or []], clock.now()
    )
    assert survey is not None
    return survey


def ask(db: Db, people: list[Person], managers: list[Person] | None = None, subject: Subject = SUBJECT) -> Survey:
    """An open anonymous survey that asks them, and as many others as are needed for it to be anonymous."""
    others = guests(db, THRESHOLD - len(people), f"other{subject.id}-")
    survey = ask_few(db, [*people, *others], managers, subject)
    while opening.prepare_some(db, survey.id):
        pass
    opening.open_prepared(db, survey.id, clock.now())
    return survey


def ask_by_name(db: Db, people: list[Person], manager: Person, subject: Subject = SUBJECT) -> Survey:
    """An open survey that asks a few by name."""
    survey = ask_few(db, people, [manager], subject)
    opening.ask_by_name(db, manager, survey.id)
    return survey


def ask_guests(database: Database, number: int, managers: list[Person] | None = None) -> tuple[int, list[str]]:
    """A committed survey of so many guests: its id and their tokens."""
    with database.transaction() as db:
        people = guests(db, number)
        survey = ask(db, people, managers)
        return survey.id, [access.token_for(db, survey.id, person.id) for person in people]


def run_jobs(app: Flask, *names: str) -> dict[str, int]:
    """Let the jobs of surveys run once, or those named."""
    jobs = {name: job for name, job in JOBS.items() if name.startswith("surveys.")}
    done = tick(app, {name: job for name, job in jobs.items() if not names or name.removeprefix("surveys.") in names})
    assert -1 not in done.values(), done
    return done


def close_now(db: Db, survey_id: int) -> None:
    """Publish a survey whose time is over, in the transaction of a test."""
    now = clock.now()
    closing.end(db, survey_id, now)
    closing.close(db, survey_id, now, closing.results_of(closing.answers_of(db, survey_id)))


def close(database: Database, app: Flask, survey_id: int, manager: Person) -> None:
    """Close a survey and let it be published."""
    with database.transaction() as db:
        closing.close_now(db, manager, survey_id)
    run_jobs(app)


def fill_in(browser: FlaskClient, token: str, **fields: Any) -> str:
    """Open the page, fill it in, send it, and follow to the page that thanks."""
    answered = submit(browser, f"/answer/{token}", **{**HONEST, **fields})
    assert answered.status_code == 303, answered.status_code
    return browser.get(answered.headers["Location"]).text


def words(html: str) -> str:
    """What a page says, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def mailed(db: Db, kind: str) -> list[str]:
    return sorted(db.scalars(select(OutgoingMail.recipient).where(OutgoingMail.kind == kind)))


def notified(db: Db, kind: str) -> list[int]:
    return list(db.scalars(select(Notice.person_id).where(Notice.kind == kind).order_by(Notice.person_id)))


def tables(people: int, cells: int) -> Iterator[tuple[int, ...]]:
    """Every way in which so many people can spread over so many cells."""
    if cells == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in tables(people - first, cells - 1):
            yield (first, *rest)
