"""What happened to commitments."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class CommitmentDue(Fact):
    """Its day is near."""

    commitment_id: int


@dataclass(frozen=True)
class CommitmentOverdue(Fact):
    """Its day is over, and nobody has said what came of it."""

    commitment_id: int


@dataclass(frozen=True)
class CommitmentSettled(Fact):
    """A commitment was answered or withdrawn, or has another day: what was asked about it is out of date."""

    commitment_id: int
