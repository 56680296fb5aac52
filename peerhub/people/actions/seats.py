"""Verbs about seats: an office stays when the person who held it leaves."""

from sqlalchemy import select

from peerhub.base import audit
from peerhub.base.database import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n import _
from peerhub.people import access
from peerhub.people.models import Person, Seat


def hand_over(db: Db, actor: Person, seat_id: int, person_id: int) -> Seat:
    """Seat another member of the same team; those who held the seat keep their account without one, until closed or seated.

    The secretariat may also seat somebody who sits nowhere. Raises NotFound, and Invalid for people who cannot sit there.
    """
    seat = access.seat_for(db, actor, seat_id)
    successor = access.person_for(db, actor, person_id)
    if successor.closed_at or not _may_sit(db, actor, successor, seat):
        raise Invalid({"person": _("Choose somebody of this team whose account is open.")})
    leaving = db.scalars(select(Person).where(Person.seat_id == seat.id, Person.id != successor.id)).all()
    for person in leaving:
        person.seat = None
    successor.seat = seat
    db.flush()
    audit.record(db, actor.id, "seat.handed_over", f"seat:{seat.id}", to=successor.id, of=[each.id for each in leaving])
    return seat


def _may_sit(db: Db, actor: Person, person: Person, seat: Seat) -> bool:
    if person.seat is None:
        return access.is_secretariat(db, actor)
    return person.country_code == seat.country_code
