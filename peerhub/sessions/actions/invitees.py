"""The rows of those invited, for many people in a few statements. What people are told of it is written by `due_mails`."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, update

from peerhub.base.database.engine import Db
from peerhub.sessions.models import ACCEPTED, NEEDS_ACTION, Invitee, Session

AT_ONCE = 900  # people in one statement: SQLite takes 32,766 values, older ones 999


def invited_now(session: Session) -> list[ColumnElement[bool]]:
    """The conditions for everybody who is invited to a session now."""
    return [Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None)]


def these(session: Session, ids: Collection[int]) -> Iterator[list[ColumnElement[bool]]]:
    """The conditions for these people of a session, for some of them at a time."""
    for people in chunks(ids):
        yield [Invitee.session_id == session.id, people]


def chunks(ids: Collection[int]) -> Iterator[ColumnElement[bool]]:
    """The condition that it is one of these people, for some of them at a time."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        yield Invitee.person_id.in_(ordered[start : start + AT_ONCE])


def roles(db: Db, session: Session) -> dict[int, str]:
    """Who is invited now, and as what."""
    rows = select(Invitee.person_id, Invitee.role).where(*invited_now(session)).order_by(Invitee.person_id)
    return {row.person_id: row.role for row in db.execute(rows)}


def add(db: Db, session: Session, joining: Mapping[int, str], now: datetime) -> None:
    """Invite people, in these roles; somebody withdrawn earlier is asked anew."""
    known: set[int] = set()
    for people in these(session, joining):
        known |= set(db.scalars(select(Invitee.person_id).where(*people)))
    new = [
        {"session_id": session.id, "person_id": person_id, "role": role, "invited_at": now}
        for person_id, role in sorted(joining.items())
        if person_id not in known
    ]
    if new:
        db.execute(insert(Invitee), new)
    asked = {"response": NEEDS_ACTION, "responded_at": None, "invited_at": now, "withdrawn_at": None}
    for role, ids in _by_role({person_id: joining[person_id] for person_id in known}):
        for people in these(session, ids):
            db.execute(update(Invitee).where(*people).values(role=role, **asked))


def change_roles(db: Db, session: Session, changed: Mapping[int, str]) -> None:
    """Give people other roles."""
    for role, ids in _by_role(changed):
        for people in these(session, ids):
            db.execute(update(Invitee).where(*people).values(role=role))


def _by_role(people: Mapping[int, str]) -> Iterable[tuple[str, list[int]]]:
    return [(role, [each for each, other in people.items() if other == role]) for role in sorted({*people.values()})]


def withdraw(db: Db, session: Session, ids: Collection[int], now: datetime) -> None:
    """Take invitations back."""
    for people in these(session, ids):
        db.execute(update(Invitee).where(*people).values(withdrawn_at=now))


def delete_rows(db: Db, session: Session, ids: Collection[int]) -> None:
    """Delete the rows of people of whom nobody was told, as in a draft."""
    for people in these(session, ids):
        db.execute(delete(Invitee).where(*people))


def ask_again(db: Db, who: Sequence[ColumnElement[bool]], now: datetime) -> None:
    """Forget what people answered, as after a move."""
    db.execute(update(Invitee).where(*who).values(response=NEEDS_ACTION, responded_at=None, asked_at=now))


def accept_for(db: Db, session: Session, person_id: int, now: datetime) -> None:
    """Accept for somebody who is invited: whoever sets the time need not be asked."""
    mine = [*invited_now(session), Invitee.person_id == person_id]
    db.execute(update(Invitee).where(*mine).values(response=ACCEPTED, responded_at=now, said_at=now))
