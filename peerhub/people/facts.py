"""What happened to accounts."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class SignInsEnded(Fact):
    """One or all sign-ins of a person were ended."""

    person_id: int


@dataclass(frozen=True)
class PersonClosed(Fact):
    """An account was closed; what the person wrote stays with the seat."""

    person_id: int


@dataclass(frozen=True)
class PersonJoined(Fact):
    """Somebody took up an invitation. `invited_by_id` is None when the site itself invited."""

    person_id: int
    invited_by_id: int | None = None


@dataclass(frozen=True)
class SeatHandedOver(Fact):
    """Somebody sits in another's place: what was held through the seat is the successor's from now on."""

    seat_id: int
    from_id: int
    to_id: int
