"""What is done in a session of many takes as many statements as in one of few."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.sessions.actions import attendance, changes, ending, rsvp
from peerhub.sessions.models import Invitee, Session
from tests.cast import Cast
from tests.sessions.arrange import STARTS, WALL
from tests.sessions.crowds import plan_with, sent_to, write_all

Act = Callable[[Db, Cast, Session, list[int]], Any]


def answer(db: Db, _cast: Cast, session: Session, ids: list[int]) -> None:
    rsvp.respond(db, db.get_one(Person, ids[0]), session.id, "accepted")


def note_who_came(db: Db, cast: Cast, session: Session, ids: list[int]) -> None:
    attendance.record(db, cast.facilitator, session.id, ids[::2])


def end(db: Db, cast: Cast, session: Session, ids: list[int]) -> None:
    ending.end(db, cast.facilitator, session.id, ids[::2])


def move(db: Db, cast: Cast, session: Session, ids: list[int]) -> None:
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids, wall_start=WALL + timedelta(days=1)))


def take_half_out(db: Db, cast: Cast, session: Session, ids: list[int]) -> None:
    changes.change(db, cast.facilitator, session.id, plan_with(cast, ids[::2]))


def withdraw(db: Db, cast: Cast, session: Session, ids: list[int]) -> None:
    changes.withdraw(db, cast.facilitator, session.id, ids[0])


def cancel(db: Db, cast: Cast, session: Session, _ids: list[int]) -> None:
    changes.cancel(db, cast.facilitator, session.id, "No quorum.")


LATER = {note_who_came, end}  # once it has begun


@pytest.mark.parametrize("act", [answer, note_who_came, end, move, take_half_out, withdraw, cancel])
def test_many_take_as_many_statements_as_few(db: Db, cast: Cast, count_queries: Any, act: Act) -> None:
    counts = []
    for number in (10, 50, 400):  # the first reads what is read once
        session, ids = sent_to(db, cast, number, f"Team of {number}")
        write_all(db, session)
        db.expire_all()
        with clock.fixed_at(STARTS if act in LATER else clock.now()), count_queries() as seen:
            act(db, cast, session, ids)
            db.flush()
        counts.append(len(seen))
    assert counts[2] <= counts[1] * 1.2, counts


def test_who_came_is_kept_as_somebody_else_noted_it_meanwhile(db: Db, cast: Cast) -> None:
    session, ids = sent_to(db, cast, 3)
    with clock.fixed_at(STARTS):
        attendance.record(db, cast.facilitator, session.id, ids[:2])
        attendance.record(db, cast.facilitator, session.id, ids[2:], read=ids[2:])
    came = [db.get_one(Invitee, (session.id, person_id)).attended for person_id in ids]
    assert came == [True, True, False]
