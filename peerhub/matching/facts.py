"""What happened to proposals between countries."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class ProposalMade(Fact):
    """A seeking country asked a provider."""

    proposal_id: int


@dataclass(frozen=True)
class ProposalAccepted(Fact):
    """The provider said yes; only one answer to a proposal ever counts."""

    proposal_id: int


@dataclass(frozen=True)
class ProposalDeclined(Fact):
    """The provider said no, with a reason or with the name of another country."""

    proposal_id: int


@dataclass(frozen=True)
class ProposalLapsed(Fact):
    """The need or the offer of an unanswered proposal is no longer open; `by_seeker` says on whose side."""

    proposal_id: int
    by_seeker: bool


@dataclass(frozen=True)
class ProposalWithdrawn(Fact):
    """The seeker took the proposal back before it was answered."""

    proposal_id: int


@dataclass(frozen=True)
class ProposalUnanswered(Fact):
    """Nobody has answered for a week."""

    proposal_id: int
