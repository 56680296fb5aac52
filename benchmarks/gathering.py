"""Gathered emails: each of many people has news in three threads and a session that is next. `python -m benchmarks.gathering PEOPLE`
prints figures as JSON.

`rate`: emails written a second; `longest`: milliseconds of the longest one, for which others wait; `queries`: those of the middle one.
"""

import json
import sys
import time
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import event, func, select, update

from benchmarks.seed import account, plan, thread
from benchmarks.surveying import many_people
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.dashboards.queries import digest
from peerhub.notices.actions import emails, notices
from peerhub.notices.models import Notice
from peerhub.rooms.actions import rooms
from peerhub.sessions.actions import drafts, invitations

THREADS = 3
MORNING = clock.now().replace(hour=8, minute=5, second=0, microsecond=0)  # nobody sleeps: all live in UTC


def main(number: int) -> None:
    """Let things happen, and write one email after the other until none is due."""
    with create_app().app_context(), clock.fixed_at(MORNING):
        site, asked = database(), list[int]()
        with site.transaction() as db:
            people = many_people(db, number)
        with site.transaction() as db:
            happen(db, people)
        event.listen(site.engine, "before_cursor_execute", lambda *_: asked.append(1))
        took, queries = written(site, asked)
        with site.session() as db:
            made = db.scalars(select(func.count()).where(OutgoingMail.kind == emails.KIND)).one()
    if made != number:
        raise SystemExit(f"{made} emails were written for {number} people.")
    print(json.dumps({"rate": made / sum(took), "longest": max(took) * 1000, "queries": median(queries)}))


def happen(db: Db, people: list[int]) -> None:
    """What they are told of, and what is next for some of them."""
    authors = [account(db, each) for each in range(3)]
    room = rooms.create(db, "theme", "Measuring")
    for each in range(THREADS):
        number = thread(db, authors, room.id, 5)
        about: dict[str, Any] = {"author": "Office 0", "thread": f"Thread {each}", "room": "Measuring"}
        subject = Subject("thread", number, f"Thread {each}", f"/threads/{number}")
        notices.notify(db, people, "rooms/thread", subject, about)
    made = drafts.prefilled(db, authors[0], plan(authors[0], people[:500], []), [authors[0].id])
    invitations.send(db, authors[0], made.id)
    db.flush()
    db.execute(update(Notice).values(email_at=None))
    db.execute(update(Notice).where(Notice.kind == "rooms/thread").values(email_at=MORNING - timedelta(minutes=5)))


def written(site: Database, asked: list[int]) -> tuple[list[float], list[int]]:
    """Seconds and queries of each email, as the job writes them."""
    took, queries, goes_on = list[float](), list[int](), True
    while goes_on:
        began, before = time.perf_counter(), len(asked)
        with site.transaction() as db:
            goes_on = emails.send_next(db, MORNING, digest.CONTENT)
        took.append(time.perf_counter() - began)
        queries.append(len(asked) - before)
    return took[:-1], queries[:-1]


if __name__ == "__main__":
    main(int(sys.argv[1]))
