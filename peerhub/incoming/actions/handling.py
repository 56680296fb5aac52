"""Handling what has arrived: each mail is claimed, read in a worker, and handed to the domain of its address in a transaction of its own.

A claim runs out, so that a mail whose process has died is handled by another. What a handler did and that the mail is done are written
together: it happens once.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db, settings_of
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.i18n import reader
from peerhub.base.jobs.claims import claim
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail.addresses import BOUNCE, TokenAddress, read_address
from peerhub.base.pauses import give_way
from peerhub.base.settings import Settings
from peerhub.base.workers.pool import Busy
from peerhub.incoming.engines import reading
from peerhub.incoming.engines.reading import NotRead, Read
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import (
    ANY,
    HANDLING,
    HELD,
    IGNORED,
    NO_ADDRESS,
    UNREADABLE,
    WAITING,
    Handler,
    Handlers,
    Outcome,
)

log = logging.getLogger(__name__)
HANDLERS = "peerhub.incoming.handlers"  # where an app keeps who handles what
LEASE = timedelta(minutes=5)
AT_ONCE, MOST_TRIES = 50, 5
CLAIMED = 10  # at once: each takes seconds at the worst, and all must end before the lease does
KEPT_FOR, LISTED_FOR = timedelta(days=14), timedelta(days=365)  # after it was handled, and after it came
FOR_READERS = "en"  # sentences of refusals that only the secretariat sees


def handle_due(database: Database, handlers: Handlers, at_once: int = AT_ONCE) -> int:
    """Handle what waits, the oldest first, at most so many; returns how many were handled."""
    done = 0
    while done < at_once and (claimed := _claimed(database, min(CLAIMED, at_once - done))):
        for mail in claimed:
            handle(database, handlers, mail, _content(database, mail))
            done += 1
            give_way()
    return done


def _claimed(database: Database, most: int) -> list[IncomingMail]:
    """The next mails, the oldest first. One whose process has died is claimed alone: it may have died of it, and another time the
    others would be counted as tried with it."""
    now = clock.now()
    taken = {"state": HANDLING, "lease_until": now + LEASE, "tries": IncomingMail.tries + 1}
    stuck = [IncomingMail.state == HANDLING, IncomingMail.lease_until <= now]
    with database.transaction() as db:
        found = claim(db, IncomingMail, stuck, taken) or claim(
            db, IncomingMail, [IncomingMail.state == WAITING], taken, limit=most
        )
    return sorted(found, key=lambda mail: mail.id)


def _content(database: Database, mail: IncomingMail) -> bytes:
    """The bytes of a mail, read only when its turn has come: each may be large."""
    with database.session() as db:
        return db.scalar(select(IncomingMail.content).where(IncomingMail.id == mail.id)) or b""


def handle(database: Database, handlers: Handlers, mail: IncomingMail, content: bytes) -> Outcome | None:
    """Handle one mail that the caller has claimed; None where it is to be tried again, which is once the claim has run out: what failed
    now may fail for some minutes."""
    if mail.tries > MOST_TRIES:  # processes died of it, or databases
        return _finish(database, mail, None, Outcome(HELD, UNREADABLE))
    try:
        found = reading.read(database.settings, content, mail.sender, mail.received_at)
    except Busy:
        log.info("The incoming email %s waits for another try.", mail.id)
        return None
    except NotRead as problem:
        return _finish(database, mail, None, Outcome(HELD, str(problem.args[0])))
    try:
        _prepare(database, handlers, mail, found)
        with database.transaction() as db:
            if not _is_ours(db, mail):
                return None
            with reader.in_language(FOR_READERS, "UTC"):
                outcome = _handled(db, handlers, mail, found)
            _mark(db, mail, found, outcome)
    except (Invalid, Conflict, NotAllowed, NotFound) as problem:
        outcome = _finish(database, mail, found, Outcome(HELD, str(problem)[:500] or type(problem).__name__))
    except Exception:
        log.exception("The incoming email %s could not be handled.", mail.id)
        return None
    return outcome


def _prepare(database: Database, handlers: Handlers, mail: IncomingMail, found: Read) -> None:
    handler, first, second = _handler(database.settings, handlers, mail, found)
    if handler:
        with database.session() as db:
            handler.prepare(db, found.letter, first, second)


def _handled(db: Db, handlers: Handlers, mail: IncomingMail, found: Read) -> Outcome:
    handler, first, second = _handler(settings_of(db), handlers, mail, found)
    if handler:
        return handler.handle(db, found.letter, first, second)
    reason = found.letter.automatic
    return Outcome(IGNORED, reason) if reason else Outcome(HELD, NO_ADDRESS)


def _handler(
    settings: Settings, handlers: Handlers, mail: IncomingMail, found: Read
) -> tuple[Handler | None, int, int]:
    """Who handles a mail, and the numbers of its address; a calendar's answer has a session of its own, whatever the address."""
    address = address_of(settings, mail.recipient, found.recipients)
    if address is not None and address.purpose in handlers:
        handler = handlers[address.purpose]
        is_valid = address.is_valid(mail.received_at) or not handler.expires
        return (handler, address.first, address.second) if is_valid else (None, 0, 0)
    return (handlers.get(ANY) if found.letter.calendars else None), 0, 0


def address_of(settings: Settings, recipient: str, named: Sequence[str]) -> TokenAddress | None:
    """The address that an email came to. From a mailbox only the headers tell; of several addresses of ours the first one counts, and
    one for bounces only where there is no other."""
    known = [found for each in (recipient, *named) if (found := read_address(settings, each))]
    return next((each for each in known if each.purpose != BOUNCE), known[0] if known else None)


def _is_ours(db: Db, mail: IncomingMail) -> bool:
    """Whether this claim still holds; the row is locked."""
    held = select(IncomingMail.id).where(
        IncomingMail.id == mail.id, IncomingMail.state == HANDLING, IncomingMail.tries == mail.tries
    )
    return db.scalar(held.with_for_update()) is not None


def _mark(db: Db, mail: IncomingMail, found: Read | None, outcome: Outcome) -> None:
    letter = found.letter if found else None
    said = {"written_by": letter.sender[:254], "subject": letter.subject} if letter else {}
    values = {"state": outcome.state, "reason": outcome.reason, "path": outcome.path, "handled_at": clock.now()}
    mine = update(IncomingMail).where(IncomingMail.id == mail.id, IncomingMail.tries == mail.tries)
    db.execute(mine.values(lease_until=None, **values, **said))


def _finish(database: Database, mail: IncomingMail, found: Read | None, outcome: Outcome) -> Outcome:
    with database.transaction() as db:
        _mark(db, mail, found, outcome)
    return outcome


def handle_again(db: Db, mail: IncomingMail) -> None:
    """Let a mail be handled as if it had just arrived."""
    values = {"state": WAITING, "tries": 0, "reason": "", "path": "", "handled_at": None, "lease_until": None}
    db.execute(update(IncomingMail).where(IncomingMail.id == mail.id).values(**values))


def delete_old(db: Db, now: datetime) -> bool:
    """Delete the bytes of what was handled two weeks ago, and after a year that it came, also where nobody decided about it."""
    over = [IncomingMail.content.is_not(None), IncomingMail.state.not_in((WAITING, HANDLING, HELD))]
    chosen = select(IncomingMail.id).where(*over, IncomingMail.handled_at < now - KEPT_FOR).limit(AT_ONCE)
    ids = list(db.scalars(chosen))
    db.execute(update(IncomingMail).where(IncomingMail.id.in_(ids)).values(content=None))
    finished = IncomingMail.state.not_in((WAITING, HANDLING)), IncomingMail.received_at < now - LISTED_FOR
    return prune(db, IncomingMail, finished) or bool(ids)
