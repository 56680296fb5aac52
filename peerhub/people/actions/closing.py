"""Verbs that end accounts. What a person wrote stays, with the seat they wrote it from; what they
held through the seat passes to whoever sits there as well, or waits for whoever sits there next."""

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.facts import announce
from peerhub.base.security import audit
from peerhub.people import access
from peerhub.people.actions import seats
from peerhub.people.facts import PersonClosed
from peerhub.people.models import Person


def close_own(db: Db, actor: Person) -> None:
    """Close the actor's own account; the endpoint has made sure that it is them. Raises Invalid for the last administrator."""
    _close(db, actor, actor)


def close_account(db: Db, actor: Person, person_id: int) -> None:
    """Close the account of another: a focal point those of the team, the secretariat all. Raises NotFound, NotAllowed."""
    _close(db, actor, access.person_to_close(db, actor, person_id))


def _close(db: Db, actor: Person, person: Person) -> None:
    seat = person.seat
    if seat:
        lock_row(db, seat)  # who sits down or closes at the same moment waits
    successor = access.shares_seat(db, person) if seat else None
    if seat and successor:
        seats.transfer_rights(db, actor, seat, person, successor)
    for role in access.roles_of(db, person):
        access.must_leave_an_administrator(db, role)
        db.delete(role)
    person.closed_at = clock.now()
    db.flush()
    db.info.pop("roles", None)
    audit.record(db, actor.id, "person.closed", f"person:{person.id}")
    announce(db, PersonClosed(person.id, seat_waits=seat is not None and successor is None))
