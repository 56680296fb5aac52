"""What happened to notices."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class NoticesChanged(Fact):
    """The bells of these people count another number."""

    person_ids: tuple[int, ...]
