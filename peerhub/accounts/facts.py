"""What happened to accounts."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class SignInsEnded(Fact):
    """One or all sign-ins of a person were ended."""

    person_id: int


@dataclass(frozen=True)
class PersonJoined(Fact):
    """Somebody accepted an invitation to join. `invited_by_id` is None when the site itself invited."""

    person_id: int
    invited_by_id: int | None = None
