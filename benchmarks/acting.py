"""One person's act where few and where many have acted before: a reaction to a message, an answer to an invitation, a mark of what
was read. And a calendar feed. Inside the app; `python -m benchmarks.acting MANY FEED` prints milliseconds of processor as JSON.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import delete, insert, select, update

from benchmarks.heavy import drafted
from benchmarks.seed import account, thread, visitor
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.web.extensions import limiter
from peerhub.people.models import SECRETARIAT, Person, Role
from peerhub.rooms.actions import rooms, totals
from peerhub.rooms.models.log import ReadMark
from peerhub.rooms.models.messages import Message, Reaction
from peerhub.sessions import access
from peerhub.sessions.actions import feeds, invitations
from peerhub.sessions.models import ACCEPTED, SCHEDULED, Invitee, Session

TIMES, FEEDS = 50, 20


def main(many: int, feed: int) -> None:
    """Act, and tell how long each kind took."""
    app = create_app()
    limiter.enabled = False  # one address sends more often than people do
    with app.app_context(), database().transaction() as db:
        runs = account(db, 60_000)
        db.add(Role(person_id=runs.id, role=SECRETARIAT))
        db.flush()
        room = rooms.create(db, "theme", "Acting")
        thread_id = thread(db, [runs, account(db, 60_001)], room.id, 2 * TIMES)
        session_id, _seen = drafted(db, runs, many + TIMES)
        people = db.scalars(select(Invitee.person_id).where(Invitee.session_id == session_id)).all()
        people = [person for person in people if person != runs.id]
        acted_before(db, thread_id, session_id, people[:many])
        actors = people[many : many + TIMES]
        invitations.send(db, runs, session_id)
        runs_id = runs.id
    with app.app_context(), database().session() as db:
        messages = db.scalars(select(Message.id).where(Message.thread_id == thread_id).order_by(Message.id)).all()
    client = app.test_client(use_cookies=False)
    send = sender(client, [visitor(app, number, person) for number, person in enumerate(actors)])
    took = {
        "reaction": timed(lambda turn: send(turn, f"/messages/{messages[0]}/reactions", {"kind": "useful"})),
        "mark": timed(lambda turn: send(turn, f"/threads/{thread_id}/read", {"number": "50"})),
        "answer": timed(lambda turn: send(turn, f"/sessions/{session_id}/answer", {"answer": ACCEPTED})),
    }
    print(json.dumps(took | feed_of(app, client, runs_id, session_id, feed)))


def sender(client: FlaskClient, visitors: list[dict[str, str]]) -> Callable[[int, str, dict[str, str]], None]:
    """What sends a form as one of these."""

    def send(turn: int, path: str, fields: dict[str, str]) -> None:
        headers = {"Cookie": visitors[turn]["cookie"], "X-CSRFToken": visitors[turn]["token"]}
        told = client.post(path, data=fields, headers=headers)
        if told.status_code >= 400:
            raise SystemExit(f"{path} answered {told.status_code}: {told.text[:300]}")

    return send


def acted_before(db: Db, thread_id: int, session_id: int, people: list[int]) -> None:
    """These have reacted to the first message, read the thread and answered the invitation."""
    first = db.scalar(select(Message.id).where(Message.thread_id == thread_id, Message.number == 1))
    db.execute(
        insert(table_of(Reaction)), [{"message_id": first, "person_id": each, "kind": "useful"} for each in people]
    )
    db.execute(
        insert(table_of(ReadMark)), [{"thread_id": thread_id, "person_id": each, "number": 10} for each in people]
    )
    answered = update(Invitee).where(Invitee.session_id == session_id, Invitee.person_id.in_(people))
    db.execute(answered.values(response=ACCEPTED, responded_at=clock.now()))
    totals.count_all(db)


def timed(act: Callable[[int], Any]) -> list[float]:
    """Milliseconds of processor of each act; the first five warm up."""
    took = []
    for number in range(TIMES):
        began = time.process_time()
        act(number)
        took.append((time.process_time() - began) * 1000)
    return took[5:]


def feed_of(app: Any, client: FlaskClient, person_id: int, session_id: int, size: int) -> dict[str, Any]:
    """The calendar of somebody who is invited to so many sessions, built and unchanged."""
    with app.app_context(), database().transaction() as db:
        copied(db, session_id, person_id, size)
        token = feeds.create(db, db.get_one(Person, person_id))
        path = access.feed_path(db, token)
    first = client.get(path)
    if first.status_code != 200 or first.text.count("BEGIN:VEVENT") < size:
        raise SystemExit(f"The feed answered {first.status_code} with {first.text.count('BEGIN:VEVENT')} events.")
    known = {"If-None-Match": first.headers["ETag"]}
    built = timed(lambda _number: client.get(path).data)
    unchanged = timed(lambda _number: must_be(client.get(path, headers=known).status_code, 304))
    return {"feed": built, "unchanged": unchanged}


def must_be(status: int, wanted: int) -> None:
    """End when the site answers otherwise."""
    if status != wanted:
        raise SystemExit(f"The site answered {status}, not {wanted}.")


def copied(db: Db, session_id: int, person_id: int, number: int) -> None:
    """So many more sessions like that one, to which one person is invited."""
    db.execute(delete(Invitee).where(Invitee.session_id == session_id, Invitee.person_id == person_id))
    model = db.get_one(Session, session_id)
    row = {column.name: getattr(model, column.name) for column in table_of(Session).columns if column.name != "id"}
    now = clock.now()
    rows = [
        {**row, "uid": f"{each}@bench.example", "title": f"Session {each}", "state": SCHEDULED}
        | {"starts_at": now + timedelta(hours=each + 1)}
        for each in range(number)
    ]
    db.execute(insert(table_of(Session)), rows)
    ids = db.scalars(select(Session.id).where(Session.uid.endswith("@bench.example"))).all()
    invited = {"person_id": person_id, "role": "facilitator", "response": ACCEPTED, "invited_at": now}
    db.execute(insert(Invitee), [{**invited, "session_id": each} for each in ids])


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
