"""Handling what has arrived: each mail is claimed, read in a worker, and handed to the domain of its address.

A claim runs out, so that a mail whose process has died is handled by another. What a handler did and that the mail is done are written
together: it happens once. Several mails share a transaction, as its end costs as much as what is done with a mail; where one of them
fails, each is handled in a transaction of its own.
"""

import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Update, bindparam, case, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db, erase_from_log
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.i18n import reader
from peerhub.base.jobs.claims import claim
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail.receiver import message_id_of
from peerhub.base.pauses import give_way
from peerhub.base.workers.pool import Busy
from peerhub.incoming.actions import store
from peerhub.incoming.actions.places import Place, places_of
from peerhub.incoming.engines import reading
from peerhub.incoming.engines.reading import NotRead
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import HANDLING, HELD, IGNORED, NO_ADDRESS, UNREADABLE, WAITING, Handlers, Letter, Outcome

log = logging.getLogger(__name__)
HANDLERS = "peerhub.incoming.handlers"  # where an app keeps who handles what
LEASE = timedelta(minutes=5)
AT_ONCE, MOST_TRIES = 50, 5
CLAIMED = 10  # at once
SECONDS = 20.0  # in one turn; those that were claimed and had none are given back
TOGETHER = 0.05  # seconds after which a transaction takes no more mails: others want to write too
KEPT_FOR, HELD_FOR, LISTED_FOR = timedelta(days=14), timedelta(days=90), timedelta(days=365)
MARKED = ("state", "reason", "handled_at", "lease_until", "recipient", "is_private", "written_by", "subject", "path")
REFUSED_WITH = (Invalid, Conflict, NotAllowed, NotFound)
FOR_READERS = "en"  # sentences of refusals that only the secretariat sees


@dataclass(frozen=True)
class _Open:
    """A mail that was read, and where it belongs; its bytes only where they are still needed, for several of ten megabytes are many."""

    mail: IncomingMail
    content: bytes
    letter: Letter
    place: Place
    others: Sequence[Place]


def handle_due(database: Database, handlers: Handlers, at_once: int = AT_ONCE) -> int:
    """Handle what waits, the oldest first, at most so many and until other work should have its turn; returns how many were handled. What
    goes wrong with one does not keep the others waiting."""
    done, ends = 0, time.monotonic() + SECONDS
    while done < at_once and time.monotonic() < ends and (claimed := _claimed(database, min(CLAIMED, at_once - done))):
        most = len(claimed)
        opened = _open_some(database, handlers, claimed, ends)
        done += most - len(claimed)
        _give_back(database, claimed)
        while opened:
            del opened[: _handle_some(database, opened)]
            give_way()
        if claimed:  # there is no time for more, or nobody who reads
            break
    return done


def _open_some(database: Database, handlers: Handlers, claimed: list[IncomingMail], ends: float) -> list[_Open]:
    """What was read in them; those for which there was no time, or no worker, stay in the list."""
    opened = list[_Open]()
    while claimed and time.monotonic() < ends:
        try:
            read = _opened(database, handlers, claimed[0])
        except Busy:
            log.info("The incoming email %s waits for another try.", claimed[0].id)
            break
        del claimed[0]
        if read is not None:
            opened.append(read)
        give_way()
    return opened


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


def _give_back(database: Database, claimed: Sequence[IncomingMail]) -> None:
    """Let others handle what could not be read now; that was no try."""
    for mail in claimed:
        mine = update(table_of(IncomingMail)).where(*_is_mine())
        given_back = mine.values(state=WAITING, lease_until=None, tries=mail.tries - 1)
        with database.transaction() as db:
            db.execute(given_back, {"mail": mail.id, "tried": mail.tries})


def _content(database: Database, mail: IncomingMail) -> bytes:
    """The bytes of a mail, read only when its turn has come: each may be large."""
    with database.session() as db:
        return db.scalar(_bytes(), {"mail": mail.id}) or b""


@prepared
def _bytes() -> Select[bytes]:
    mails = table_of(IncomingMail).c
    return select(mails.content).where(mails.id == bindparam("mail"))


def _opened(database: Database, handlers: Handlers, mail: IncomingMail) -> _Open | None:
    """What a mail says, with what can be done before the transaction. None where nothing can be done with it, or not now: it is then
    tried again once the claim has run out, as what failed now may fail for some minutes. Raises Busy where nobody can read it now."""
    settings = database.settings
    try:
        if mail.tries > MOST_TRIES:  # processes died of it, or databases
            raise NotRead(UNREADABLE)
        content = _content(database, mail)
        found = reading.read(settings, content, mail.sender, mail.received_at)
        place, *others = places_of(settings, handlers, mail, found)
        letter = reading.with_calendar(place.handler, found.letter)
        _prepare(database, place, letter)
    except NotRead as problem:
        place = places_of(settings, handlers, mail, None)[0]
        _finish(database, mail, place, None, Outcome(HELD, str(problem.args[0])))
    except Busy:
        raise
    except Exception:
        log.exception("The incoming email %s could not be handled; tried again in some minutes.", mail.id)
    else:
        return _Open(mail, content if others else b"", letter, place, others)
    return None


def _handle_some(database: Database, opened: Sequence[_Open]) -> int:
    """Handle the first of these in one transaction, as many as it has time for; how many they were."""
    tried, until = 0, time.monotonic() + TOGETHER
    try:
        with database.transaction() as db:
            for each in opened:
                tried += 1
                _handle(db, each)
                if time.monotonic() > until:
                    break
    except Exception:
        for each in opened[:tried]:
            _handle_alone(database, each)
    return tried


def _handle_alone(database: Database, opened: _Open) -> None:
    mail = opened.mail
    try:
        with database.transaction() as db:
            _handle(db, opened)
    except REFUSED_WITH as problem:
        outcome = Outcome(HELD, str(problem)[:500] or type(problem).__name__)
        _finish(database, mail, opened.place, opened.letter, outcome)
    except Exception:
        log.exception("The incoming email %s could not be handled; tried again in some minutes.", mail.id)


def _handle(db: Db, opened: _Open) -> None:
    """Do what its address says, and note that it is done, in this transaction."""
    mail, content = opened.mail, opened.content
    if not _is_ours(db, mail):
        return
    for other in opened.others:
        store.store(db, other.recipient, mail.sender, content, message_id_of(content))
    with reader.in_language(FOR_READERS, "UTC"):
        outcome = _handled(db, opened.place, opened.letter)
    _mark(db, mail, opened.place, opened.letter, outcome)
    db.flush()
    db.expire_all()  # for the next mail: others may have changed what was read for this one


def _prepare(database: Database, place: Place, letter: Letter) -> None:
    if place.handler and place.is_valid:
        with database.session() as db, suppress(*REFUSED_WITH):  # the transaction refuses it again
            place.handler.prepare(db, letter, place.first, place.second)


def _handled(db: Db, place: Place, letter: Letter) -> Outcome:
    if place.handler and place.is_valid:
        return place.handler.handle(db, letter, place.first, place.second)
    return Outcome(IGNORED, letter.automatic) if letter.automatic else Outcome(HELD, NO_ADDRESS)


def _is_ours(db: Db, mail: IncomingMail) -> bool:
    """Whether the claim with which a mail was read still holds; the row is locked."""
    return db.scalar(_ours(), {"mail": mail.id, "tried": mail.tries}) is not None


def _is_mine() -> tuple[ColumnElement[bool], ...]:
    """The same of `mail` and the number of times it was `tried`."""
    mails = table_of(IncomingMail).c
    return mails.id == bindparam("mail"), mails.state == HANDLING, mails.tries == bindparam("tried")


@prepared
def _ours() -> Select[int]:
    return select(table_of(IncomingMail).c.id).where(*_is_mine()).with_for_update()


@prepared
def _marked() -> Update:
    return update(table_of(IncomingMail)).where(*_is_mine()).values({name: bindparam(f"new_{name}") for name in MARKED})


def _mark(db: Db, mail: IncomingMail, place: Place, letter: Letter | None, outcome: Outcome) -> None:
    """Write what became of a mail, and of what was read in it what the secretariat may know."""
    is_private = place.is_private(db)
    values = {"state": outcome.state, "reason": outcome.reason, "handled_at": clock.now(), "lease_until": None}
    values |= {"recipient": place.recipient, "is_private": is_private, "written_by": "", "subject": "", "path": ""}
    if not is_private:
        values |= {"written_by": (letter.sender if letter else mail.sender or "")[:254], "path": outcome.path}
        values |= {"subject": letter.subject if letter else ""}
    new = {f"new_{name}": value for name, value in values.items()}
    db.execute(_marked(), {"mail": mail.id, "tried": mail.tries} | new)


def _finish(database: Database, mail: IncomingMail, place: Place, letter: Letter | None, outcome: Outcome) -> Outcome:
    with database.transaction() as db:
        _mark(db, mail, place, letter, outcome)
    return outcome


def handle_again(db: Db, mail: IncomingMail) -> None:
    """Let a mail be handled as if it had just arrived."""
    values = {"state": WAITING, "tries": 0, "reason": "", "path": "", "handled_at": None, "lease_until": None}
    db.execute(update(IncomingMail).where(IncomingMail.id == mail.id).values(**values))


def delete_old(db: Db, now: datetime) -> bool:
    """Delete the bytes of what was handled two weeks ago, and of what nobody decided about in three months; after a year, that it came."""
    kept = IncomingMail.content.is_not(None), IncomingMail.state.not_in((WAITING, HANDLING))
    for_long = case((IncomingMail.state == HELD, now - HELD_FOR), else_=now - KEPT_FOR)
    ids = list(db.scalars(select(IncomingMail.id).where(*kept, IncomingMail.handled_at < for_long).limit(AT_ONCE)))
    db.execute(update(IncomingMail).where(IncomingMail.id.in_(ids)).values(content=None))
    erase_from_log(db)
    finished = IncomingMail.state.not_in((WAITING, HANDLING)), IncomingMail.received_at < now - LISTED_FOR
    return prune(db, IncomingMail, finished) or bool(ids)
