"""What follows from what happens to accounts."""

from peerhub.base.database.engine import Db
from peerhub.commitments.actions import commitments
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import Seat


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """What the seat has promised is the successor's to keep."""
    commitments.hand_over(db, fact.from_id, fact.to_id, db.get_one(Seat, fact.seat_id).country_code)
