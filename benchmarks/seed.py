"""Fills a fresh database: accounts, a public room, a thread of fifty messages and one of five, a session. Prints who they are as JSON.

`python -m benchmarks.seed ACCOUNTS`, with PEERHUB_VAR and PEERHUB_PUBLIC_URL as the server will have them.
"""

import json
import sys
from collections.abc import Iterable
from datetime import timedelta

from flask import Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy import select

from benchmarks.texts import body
from peerhub import create_app
from peerhub.accounts import login
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.people.actions import people
from peerhub.people.models import Person
from peerhub.reference.models import Country
from peerhub.rooms.actions import messages, rooms, threads
from peerhub.sessions.actions import drafts, invitations
from peerhub.sessions.actions.plans import AgendaLine, Plan
from peerhub.sessions.models import TAKES_PART

LONG, SHORT = 50, 5


def main(accounts: int) -> None:
    """Fill the database and tell what is in it."""
    app = create_app()
    with app.app_context(), database().transaction() as db:
        persons = [account(db, number) for number in range(accounts)]
        places = talk(db, persons[:10]) | {"session": session(db, persons)}
        ids = [person.id for person in persons]
    print(json.dumps({**places, "visitors": [visitor(app, number, one) for number, one in enumerate(ids)]}))


def account(db: Db, number: int) -> Person:
    """An official of some country, who has been here before."""
    countries = db.scalars(select(Country.code).order_by(Country.code)).all()
    office = people.NewPerson(
        email=f"office{number}@bench.example",
        name=f"Office {number}",
        country_code=countries[number % len(countries)],
        office=f"Office {number}",
    )
    person = people.create(db, office)
    person.last_seen_at = person.created_at
    return person


def talk(db: Db, persons: list[Person]) -> dict[str, int]:
    """A room that everybody sees, and in it a long and a short thread by ten people."""
    room = rooms.create(db, "theme", "Measuring")
    return {"room": room.id, "long": thread(db, persons, room.id, LONG), "short": thread(db, persons, room.id, SHORT)}


def session(db: Db, persons: list[Person]) -> int:
    """A session to which the first two are invited; its id."""
    one, two = persons[:2]
    countries = [person.country.code for person in (one, two) if person.country]
    made = drafts.prefilled(db, one, plan(one, [two.id], countries), [one.id])
    invitations.send(db, one, made.id)
    return made.id


def plan(runs: Person, people: Iterable[int], countries: Iterable[str]) -> Plan:
    """A session of an hour in three weeks, to which these people are to be invited."""
    return Plan(
        title="What counts as cultural work?",
        purpose="The countries show how they count it, and what they would do otherwise today.",
        outcome_code="new_knowledge",
        wall_start=(clock.now() + timedelta(days=20)).replace(tzinfo=None, second=0, microsecond=0),
        zone="UTC",
        minutes=60,
        agenda=(AgendaLine(20, "The survey"), AgendaLine(40, "Questions")),
        facilitators=frozenset({runs.id}),
        countries=dict.fromkeys(countries, TAKES_PART),
        people=frozenset(people),
    )


def thread(db: Db, persons: list[Person], room_id: int, length: int) -> int:
    """A thread of that many messages; its id."""
    first = threads.NewThread(f"What {length} messages say", "discussion", messages.Draft(body(0)))
    started = threads.start(db, persons[0], room_id, first)
    for number in range(1, length):
        messages.post(db, persons[number % len(persons)], started.thread_id, messages.Draft(body(number)))
    return started.thread_id


def visitor(app: Flask, number: int, person_id: int) -> dict[str, str]:
    """The cookie and form token of a sign-in, as the sign-in page would give them, and an address of their own."""
    with app.test_request_context(), database().session() as db:
        login.sign_in(db.get_one(Person, person_id))
        token = generate_csrf()
        answer = app.response_class()
        from flask import session  # noqa: PLC0415,TID251  (the cookie itself is what the clients need)

        app.session_interface.save_session(app, session, answer)
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
    return {"cookie": cookie, "token": token, "address": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}


if __name__ == "__main__":
    main(int(sys.argv[1]))
