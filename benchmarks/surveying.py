"""Asks people and lets them answer, inside the app. `python -m benchmarks.surveying PEOPLE` prints milliseconds of processor as
JSON.

`one`: the last fifty answers, each sent to the address in its mail. All others are stored without a request, which is what that
address does in the end. `closing`: until the results are published, by the clock; `in_server`: what of it the server does itself,
while a worker works them out. `page`: showing them.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from benchmarks.seed import account, visitor
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Database, Db
from peerhub.base.database.model import table_of
from peerhub.base.subject import Subject
from peerhub.base.web.extensions import limiter
from peerhub.people.models import Person
from peerhub.surveys import access, jobs, store
from peerhub.surveys.actions import opening
from peerhub.surveys.models import Survey
from peerhub.surveys.rules.answer_sizes import split_by_question
from peerhub.surveys.rules.answers import read_answers
from peerhub.surveys.rules.sides import questions_for

BY_LINK, PAGES = 50, 20
OUTCOME = "new_knowledge"


def main(number: int) -> None:
    """Ask, answer, close, look."""
    app = create_app()
    limiter.enabled = False  # one address sends more often than people do
    chance = random.Random(1)  # noqa: S311  (the same answers each time)
    with app.app_context():
        people, survey_id = asked(database(), number)
        answer_directly(database(), survey_id, people[:-BY_LINK], chance)
        with database().session() as db:
            links = [access.token_for(db, survey_id, person_id) for person_id in people[-BY_LINK:]]
    client = app.test_client(use_cookies=False)
    one = [milliseconds(lambda link=link: send(client, link, chance)) for link in links]  # type: ignore[misc]
    took = close(app, survey_id)
    page = show(app, client, people[0], survey_id)
    print(json.dumps({"one": one, "page": page, **took}))


def asked(site: Database, number: int) -> tuple[list[int], int]:
    """An open survey that asks that many people; their ids and its own."""
    with site.transaction() as db:
        people = many_people(db, number)
        sides = [(each, "seeker") for each in people]
        subject = Subject("session", 1, "Measuring", "/sessions/1")
        survey = opening.open_survey(db, subject, OUTCOME, sides, people[:1], clock.now())
        assert survey
        survey_id = survey.id
    with site.session() as db:
        while opening.prepare_some(db, survey_id):
            pass
    with site.transaction() as db:
        opening.open_prepared(db, survey_id, clock.now())
    return people, survey_id


def many_people(db: Db, number: int) -> list[int]:
    """Accounts as alike as rows."""
    first = account(db, 20_000)
    pattern = {
        column.name: getattr(first, column.name) for column in table_of(Person).columns if column.name != "seat_id"
    }
    rows = [
        {**pattern, "id": first.id + more, "email": f"asked{more}@bench.example", "name": f"Asked {more}"}
        for more in range(1, number)
    ]
    db.execute(insert(table_of(Person)), rows)
    return [first.id + more for more in range(number)]


def answer_directly(site: Database, survey_id: int, people: list[int], chance: random.Random) -> None:
    """Store what these people answer."""
    with site.session() as db:
        key = db.get_one(Survey, survey_id).store_key
        questions = questions_for(OUTCOME, "seeker")
        for person_id in people:
            values, _problems = read_answers(questions, {name: [value] for name, value in answers(chance).items()})
            store.store_answers(db, key, person_id, split_by_question(values))


def answers(chance: random.Random) -> dict[str, str]:
    """A filled questionnaire without its lists."""
    scales = {key: str(chance.randint(1, 5)) for key in ("Q1", "Q2", "Q3")}
    return scales | {"R1": f"What we take home is number {chance.random()}. " * 5, "quote": "yes"}


def send(client: FlaskClient, link: str, chance: random.Random) -> None:
    """Answer as the mail says."""
    told = client.post(f"/answer/{link}", data=answers(chance))
    if told.status_code != 303:
        raise SystemExit(f"An answer was refused with {told.status_code}.")


def close(app: Flask, survey_id: int) -> dict[str, float]:
    """Publish the results; how long that took, and how much of it in the server's own process."""
    with app.app_context(), database().transaction() as db:
        db.get_one(Survey, survey_id).closes_at = clock.now()
    began, worked = time.perf_counter(), time.process_time()
    with app.app_context():
        jobs.close(clock.now())
    return {"closing": (time.perf_counter() - began) * 1000, "in_server": (time.process_time() - worked) * 1000}


def show(app: Flask, client: FlaskClient, person_id: int, survey_id: int) -> list[float]:
    """Look at the results again and again."""
    cookie = visitor(app, 1, person_id)["cookie"]

    def look() -> None:
        told = client.get(f"/surveys/{survey_id}/results", headers={"Cookie": cookie})
        if told.status_code != 200:
            raise SystemExit(f"The results answered {told.status_code}.")

    look()
    return [milliseconds(look) for _each in range(PAGES)]


def milliseconds(work: Callable[[], Any]) -> float:
    """The processor time of this process for a piece of work."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
