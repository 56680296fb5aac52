"""Reading an email in a worker, which is stopped when it takes too long or too much memory."""

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from peerhub.base.settings import Settings
from peerhub.base.workers.pool import Broken, Pool, TookTooLong
from peerhub.incoming.rules import TOO_MANY_PARTS, UNREADABLE, Handler, Letter

SECONDS, PATIENCE = 10.0, 60.0
_worker = Pool(1)
_TASK = "peerhub.incoming.engines.mime:read"


class NotRead(Exception):
    """The email could not be read; the first argument says why, in a word of `rules`."""


@dataclass(frozen=True)
class Read:
    """A letter, and the addresses in its headers: those that mail servers have noted, and those that its sender wrote."""

    letter: Letter
    delivered_to: tuple[str, ...]
    named: tuple[str, ...]


def read(settings: Settings, content: bytes, sender: str | None, received_at: datetime) -> Read:
    """What an email says. `sender` is the envelope's, None where that is not known. Raises NotRead, and `pool.Busy` when it is to be tried
    again later."""
    own = [address for address in (settings.mail_from, settings.mail_replies) if address]
    payload = {"content": base64.b64encode(content).decode(), "sender": sender, "own": own}
    found = _worked(_TASK, payload | {"verdict_by": settings.mail_verdict_by})
    names = ("sender", "sender_name", "is_sender_true", "subject", "text", "is_quoting", "automatic", "report")
    calendars = tuple((base64.b64decode(part), charset) for part, charset in found["calendars"])
    letter = Letter(
        key=key_of(found["message_id"], content),
        received_at=received_at,
        calendars=calendars,
        **{name: found[name] for name in names},
    )
    return Read(letter, tuple(found["delivered_to"]), tuple(found["named"]))


def with_calendar(handler: Handler | None, letter: Letter) -> Letter:
    """A letter with what its handler makes of its calendar parts, in the same worker. Raises what `read` raises."""
    if handler is None or not handler.reader or not letter.calendars:
        return letter
    parts = [[base64.b64encode(part).decode(), charset] for part, charset in letter.calendars]
    return replace(letter, calendar=_worked(handler.reader, parts))


def _worked(task: str, payload: Any) -> Any:
    try:
        return _worker.run(task, payload, SECONDS, PATIENCE)
    except Broken as problem:
        raise NotRead(
            TOO_MANY_PARTS if str(problem).startswith(("TooManyParts", "RecursionError")) else UNREADABLE
        ) from None
    except TookTooLong:
        raise NotRead(UNREADABLE) from None


def key_of(message_id: str, content: bytes) -> str:
    """By which the same email is known again: its Message-ID, or all of it where it has none."""
    return hashlib.sha256(message_id.encode(errors="replace") if message_id else content).hexdigest()
