"""What is read in an email, and what can become of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

WAITING, HANDLING, DONE, HELD, IGNORED, REFUSED = "waiting", "handling", "done", "held", "ignored", "refused"
STATES = (WAITING, HANDLING, DONE, HELD, IGNORED, REFUSED)
THREAD, SESSION, INVITATION, ANY = "t", "s", "i", ""  # purposes; ANY: for an address that names none

# Why a mail was held, ignored or refused.
UNREADABLE, TOO_MANY_PARTS, NO_ADDRESS, EMPTY, NOT_A_CALENDAR = "unreadable", "parts", "address", "empty", "calendar"
TOO_LARGE, GONE, FORGED = "large", "gone", "forged"
AUTOMATIC, LIST, LOOP, FAILED = "automatic", "list", "loop", "failed"  # nobody wrote it
MESSAGE, DRAFT, ANSWER, NOTE, QUEUED = "message", "draft", "answer", "note", "queued"  # what became of it
BOUNCED, NO_BOUNCE, OLD, DISMISSED = "bounced", "no_bounce", "old", "dismissed"
UNKNOWN_SENDER, UNKNOWN_SESSION, NOTHING_TO_DO = "sender", "session", "nothing"
SENT_AGAIN, FOR_GUESTS, TOO_MANY_ANSWERS = "again", "guests", "full"
TOO_MANY_REPLIES = "replies"


@dataclass(frozen=True)
class Letter:
    """What was read in an email. `key` is the same for the same email, by whichever way and however often it came.

    `sender`: the address in From, in small letters; "" where there is none, or more than one. `is_sender_true`: what the trusted mail
    server says of it; None where no server is trusted. `text`: what was typed, without quotation and signature; `is_quoting`: an email of
    the site stands in it nevertheless, whose links that act in somebody's name are cut out. `calendars`: its calendar
    parts, each with its charset. `calendar`: what the handler's `reader` made of these; None where there is none. `automatic`: why it is
    not written by a person, "" where it seems to be.
    """

    key: str
    received_at: datetime
    sender: str
    sender_name: str
    is_sender_true: bool | None
    subject: str
    text: str
    is_quoting: bool = False
    calendars: tuple[tuple[bytes, str], ...] = ()
    calendar: Any = None
    automatic: str = ""
    report: str = ""  # of a bounce: why the email could not be delivered

    @property
    def is_forged(self) -> bool:
        """Whether the trusted server says that somebody else wrote it."""
        return self.is_sender_true is False


@dataclass(frozen=True)
class Outcome:
    """What became of a mail. `path`: where that can be seen."""

    state: str
    reason: str = ""
    path: str = ""


@dataclass(frozen=True)
class Handler:
    """What a domain does with emails to its addresses. The two numbers are those of the address.

    `refusal`: why no email is taken at the address, in a sentence that the sender's mail server shows them; "" where one is.
    `prepare`: work that depends on what somebody wrote, done before the transaction. `handle`: what is done with a letter, in it.
    `reader`: the task of a worker ("module:function") that makes JSON of calendar parts, each its bytes (base64) and its charset, for
    anything may stand in them.
    `is_private`: whether the secretariat may not know what is written there. `expires`: whether an address is good for a year only.
    """

    refusal: Callable[[Any, int, int], str]
    handle: Callable[[Any, Letter, int, int], Outcome]
    prepare: Callable[[Any, Letter, int, int], None] = lambda _db, _letter, _first, _second: None
    is_private: Callable[[Any, int, int], bool] = lambda _db, _first, _second: False
    expires: bool = True
    reader: str = ""


Handlers = Mapping[str, Handler]
