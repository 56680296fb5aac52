"""What happened to sessions."""

from dataclasses import dataclass

from peerhub.base.facts import Fact


@dataclass(frozen=True)
class PeopleInvited(Fact):
    """People were invited to a session, first or later: with everybody, added to it, in the place of others, or again."""

    session_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class MailsDue(Fact):
    """Emails of a session are still to be written."""

    session_id: int


@dataclass(frozen=True)
class SessionMoved(Fact):
    """The time changed; `person_ids` are asked again."""

    session_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class SessionCancelled(Fact):
    """It will not take place, which `person_ids` are told."""

    session_id: int
    person_ids: tuple[int, ...]


@dataclass(frozen=True)
class SessionEnded(Fact):
    """Its time is over, or a facilitator ended it."""

    session_id: int


@dataclass(frozen=True)
class DraftDeleted(Fact):
    """A draft is about to be deleted; announced before its row is, so that rows that refer to it can be deleted first."""

    session_id: int


@dataclass(frozen=True)
class MinutesPublished(Fact):
    """What came of it can be read on the session's page."""

    session_id: int


@dataclass(frozen=True)
class SessionWithoutFacilitator(Fact):
    """Whoever led a session ahead has left, and nobody else does."""

    session_id: int


@dataclass(frozen=True)
class CalendarRequestReceived(Fact):
    """Somebody's calendar sent what those who run the session decide on."""

    session_id: int


@dataclass(frozen=True)
class NoteReceived(Fact):
    """Somebody who is invited wrote back to those who run the session."""

    session_id: int
    person_id: int


@dataclass(frozen=True)
class InvitationAnswered(Fact):
    """Somebody gave an answer that is another one than before; `is_decline`: they do not come, `was_decline`: they did not want to."""

    session_id: int
    person_id: int
    is_decline: bool
    was_decline: bool
