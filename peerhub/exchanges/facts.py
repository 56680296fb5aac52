"""What happened to exchanges."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class ExchangeOpened(Fact):
    """A provider said yes: two teams have a place to work, or a further country joined them."""

    exchange_id: int


@dataclass(frozen=True)
class ExchangePhaseChanged(Fact):
    """An exchange went from one phase to another; `phase` is the new one, `actor_id` who moved it."""

    exchange_id: int
    phase: str
    actor_id: int


@dataclass(frozen=True)
class ExchangeMemberAdded(Fact):
    """A member of an exchange, or the secretariat, added somebody to it."""

    exchange_id: int
    person_id: int
