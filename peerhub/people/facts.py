"""What happened to people and their seats."""

from dataclasses import dataclass
from datetime import datetime

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class AccountOpened(Fact):
    """There is a new account."""

    person_id: int


@dataclass(frozen=True)
class PersonClosed(Fact):
    """An account was closed; what the person wrote stays with the seat. When the `seat_waits`, because nobody else sits there,
    what was held through it waits for whoever sits there next."""

    person_id: int
    seat_waits: bool = False


@dataclass(frozen=True)
class PersonReturned(Fact):
    """An account that was closed at that moment was opened again; `elsewhere` when the person now sits in another place than the
    one they left."""

    person_id: int
    closed_at: datetime
    elsewhere: bool


@dataclass(frozen=True)
class SeatHandedOver(Fact):
    """Somebody sits in another's place: what was held through the seat is the successor's from now on."""

    seat_id: int
    from_id: int
    to_id: int
