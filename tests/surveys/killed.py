"""Forty people answer while their process is killed again and again. `python -m tests.surveys.killed DATABASE_URL FOLDER KILLS`.

Prints as JSON what was thanked for and what is stored, when everything has recovered.
"""

import json
import os
import re
import select
import signal
import sys
import time
from pathlib import Path
from random import SystemRandom
from typing import Any

from peerhub.base.database.engine import Database
from peerhub.base.settings_loading import load
from peerhub.people.models import Person
from peerhub.surveys import store
from peerhub.surveys.actions import answering
from peerhub.surveys.models import Survey
from peerhub.wiring.reactions import REACTIONS
from tests.surveys.arrange import SUBJECT, ask, guests

PEOPLE = 40
AGREES = {"quote": ["yes"]}
chance = SystemRandom()
WORDS = re.compile(r"words of (\d+)\.")


def site(url: str, folder: Path) -> Database:
    """The site as a process has it."""
    given = {
        "PEERHUB_ENV": "demo",
        "PEERHUB_VAR": str(folder),
        "PEERHUB_MEMORY": str(folder / "memory"),
        "PEERHUB_DATABASE_URL": url,
        "PEERHUB_SECRET_KEY": "x" * 40,
    }
    return Database(load(given), REACTIONS)


def answer_all(url: str, folder: Path, survey_id: int, people: list[int], thanks: int) -> None:
    """Answer for each of these people, and write down who was thanked; what a process does until it is killed."""
    database = site(url, folder)
    for person_id in people:
        said: dict[str, Any] = {
            "Q1": "3",
            "R1": f"One: words of {person_id}.",
            "R3": f"Two: words of {person_id}.",
        } | AGREES
        with database.session() as db:
            told = answering.answer(db, db.get_one(Person, person_id), survey_id, said)
        if told == "stored":
            os.write(thanks, f"{person_id} ".encode())
    os._exit(0)


def until_killed(url: str, folder: Path, survey_id: int, people: list[int]) -> tuple[set[int], bool]:
    """Whom one process thanked before it was killed at a random moment; whether it was done before."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        answer_all(url, folder, survey_id, people, writing)
    os.close(writing)
    select.select([reading], [], [], 2)  # begun: the first answer is stored, or all are
    time.sleep(chance.uniform(0, 0.02))  # the random moment
    os.kill(child, signal.SIGKILL)
    _child, status = os.waitpid(child, 0)
    with os.fdopen(reading) as told:
        return {int(each) for each in told.read().split()}, os.WIFEXITED(status)


def hold(url: str, folder: Path, number: int, kills: int) -> dict[str, Any]:
    """One survey of forty people, until all have answered or there were enough kills; then one process that nobody kills."""
    database = site(url, folder)
    with database.transaction() as db:
        people = [person.id for person in guests(db, PEOPLE, f"killed{number}-")]
        asked = [db.get_one(Person, each) for each in people]
        survey = ask(db, asked, [], SUBJECT._replace(id=1000 + number))
        survey_id, key = survey.id, survey.store_key
    database.close()
    thanked: list[int] = []
    done, killed = False, 0
    while not done and killed < kills:
        chance.shuffle(people)
        new, done = until_killed(url, folder, survey_id, people)
        thanked += sorted(new)
        killed += not done
    return {"thanked": thanked, "killed": killed, **recovered(url, folder, survey_id, key, people)}


def recovered(url: str, folder: Path, survey_id: int, key: str, people: list[int]) -> dict[str, Any]:
    """What is stored after the next start, and after everybody has tried once more."""
    database = site(url, folder)
    with database.session() as db:
        found = _stored(db, key)
        files = sorted(path.name for path in database.unlogged.path.parent.iterdir())
        missing = [each for each in people if each not in found["one"]]
        again = [
            answering.answer(
                db, db.get_one(Person, each), survey_id, {"Q1": "3", "R1": f"One: words of {each}.", **AGREES}
            )
            for each in people
        ]
        number = store.answer_counts(db, [key])[key]
        open_still = db.get_one(Survey, survey_id).closed_at is None
    database.close()
    return {
        **found,
        "files": files,
        "missing": len(missing),
        "late": again.count("stored"),
        "number": number,
        "open": open_still,
    }


def _stored(db: Any, key: str) -> dict[str, list[int]]:
    rows = store.read(db, key)
    return {
        name: [int(match.group(1)) for row in rows if question in row and (match := WORDS.search(row[question]))]
        for name, question in (("one", "R1"), ("two", "R3"))
    }


def main(url: str, folder: str, kills: int) -> None:
    """Hold surveys until there were so many kills."""
    held: list[dict[str, Any]] = []
    while (left := kills - sum(each["killed"] for each in held)) > 0:
        held.append(hold(url, Path(folder), len(held), left))
    sys.stdout.write(json.dumps(held))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
