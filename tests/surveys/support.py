"""A survey with many people in it, for the tests of this folder."""

import re
from typing import Any

from flask.testing import FlaskClient

from peerhub.base import clock
from peerhub.base.database import Database, Db
from peerhub.commitments.rules import Subject
from peerhub.people.actions import NewPerson, create_person
from peerhub.people.models import Person
from peerhub.surveys import access, actions
from peerhub.surveys.models import Survey
from tests.support.forms import submit

SUBJECT = Subject("session", 7, "Metadata for local music", "/sessions/7")
HONEST = {"Q1": "4", "Q3": "5", "R1": "Ranking is policy.", "R3": "Ask services for figures by May.", "quote": ["yes"]}


def guests(db: Db, number: int) -> list[Person]:
    """So many people, an office each."""
    return [
        create_person(db, NewPerson(f"guest{at}@cast.example", f"Office {at}", "KE", f"Office {at}"))
        for at in range(number)
    ]


def ask(db: Db, people: list[Person], managers: list[Person] | None = None, subject: Subject = SUBJECT) -> Survey:
    """A survey that asks them."""
    asked = [(person.id, "seeker") for person in people]
    survey = actions.open_survey(
        db, subject, "new_knowledge", asked, [person.id for person in managers or []], clock.now()
    )
    assert survey is not None
    return survey


def ask_guests(database: Database, number: int, managers: list[Person] | None = None) -> tuple[int, list[str]]:
    """A committed survey of so many guests: its id and their tokens."""
    with database.transaction() as db:
        people = guests(db, number)
        survey = ask(db, people, managers)
        return survey.id, [access.token_for(db, survey.id, person.id) for person in people]


def fill_in(browser: FlaskClient, token: str, **fields: Any) -> str:
    """Open the page, fill it in, send it; gives the page that answers."""
    answered = submit(browser, f"/answer/{token}", **{**HONEST, **fields})
    assert answered.status_code == 200, answered.status_code
    return answered.text


def words(html: str) -> str:
    """What a page says, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
