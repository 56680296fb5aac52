"""Prepares what is heavy: a session to which a thousand are to be invited, fifty people about to sign in, a long conversation to
export. Prints the requests that do it, as JSON. `python -m benchmarks.heavy PEOPLE`.
"""

import json
import sys
from typing import Any

from flask import Flask
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select

from benchmarks.seed import LONG, account, plan, thread, visitor
from peerhub import create_app
from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.security.passwords import hash_password
from peerhub.people.models import SECRETARIAT, Person, Role, Seat
from peerhub.rooms.actions import rooms
from peerhub.sessions.actions import drafts
from peerhub.sessions.queries import choices

PASSWORD = "a sentence that nobody guesses"  # noqa: S105  (of accounts that live for a minute)
SIGNING_IN, CONVERSATIONS = 50, 20
WORST = "*a **b _c `d [e](f " * 520  # of 10,000 characters: what takes the reader of messages longest
JSON, FORM = "Accept: application/json\r\n", "Content-Type: application/x-www-form-urlencoded\r\n"


def main(people: int) -> None:
    """Fill the database, and tell what to ask for."""
    app = create_app()
    with app.app_context(), database().transaction() as db:
        runs = account(db, 30_000)
        db.add(Role(person_id=runs.id, role=SECRETARIAT))
        db.flush()
        session_id, seen = drafted(db, runs, people)
        room = rooms.create(db, "theme", "A long conversation")
        writers = [account(db, 31_000 + number) for number in range(5)]
        for _conversation in range(CONVERSATIONS):
            thread(db, writers, room.id, LONG)
        emails = signing_in(db)
        runs_id, room_id = runs.id, room.id
    boss, stranger = visitor(app, 1, runs_id), strange(app)
    send = {"method": "POST", "path": f"/sessions/{session_id}/send", "fields": {"seen": seen}, "visitor": boss}
    export = {"method": "GET", "path": f"/rooms/{room_id}/export/md", "fields": {}, "visitor": boss}
    sign_ins = [
        {
            "method": "POST",
            "path": "/sign-in",
            "fields": {"email": email, "password": PASSWORD},
            "visitor": {**stranger, "address": f"10.9.0.{number}"},
        }
        for number, email in enumerate(emails)
    ]
    print(json.dumps({"invitations": [send], "export": [export], "sign-ins": sign_ins, "worst": WORST}))


def drafted(db: Db, runs: Person, people: int) -> tuple[int, str]:
    """A session that invites them all, whose invitations are not sent yet; its id and its version."""
    session = drafts.prefilled(db, runs, plan(runs, crowd(db, people), ["JM"]), [runs.id])
    return session.id, choices.version_of(db, session)


def crowd(db: Db, number: int) -> list[int]:
    """So many officials of one country; their ids."""
    pattern = row_of(account(db, 40_000))
    db.execute(insert(Seat), [{"country_code": "JM", "office": f"Measured {each}"} for each in range(number)])
    seats = db.scalars(select(Seat.id).where(Seat.office.startswith("Measured ")).order_by(Seat.id)).all()
    rows = [
        {**pattern, "email": f"invited{seat_id}@bench.example", "name": f"Measured {seat_id}", "seat_id": seat_id}
        for seat_id in seats
    ]
    db.execute(insert(table_of(Person)), rows)
    return list(db.scalars(select(Person.id).where(Person.seat_id.in_(seats))))


def row_of(person: Person) -> dict[str, Any]:
    """What the columns of an account hold, but its id."""
    return {column.name: getattr(person, column.name) for column in table_of(Person).columns if column.name != "id"}


def signing_in(db: Db) -> list[str]:
    """The addresses of people who know their password."""
    hashed = hash_password(PASSWORD)
    people = [account(db, 50_000 + number) for number in range(SIGNING_IN)]
    for person in people:
        person.password_hash = hashed
    return [person.email for person in people]


def strange(app: Flask) -> dict[str, str]:
    """The cookie and form token of somebody who is not signed in."""
    with app.test_request_context():
        token, answer = generate_csrf(), app.response_class()
        from flask import session  # noqa: PLC0415,TID251  (the cookie itself is what the clients need)

        app.session_interface.save_session(app, session, answer)
        return {"cookie": answer.headers["Set-Cookie"].partition(";")[0], "token": token}


if __name__ == "__main__":
    main(int(sys.argv[1]))
