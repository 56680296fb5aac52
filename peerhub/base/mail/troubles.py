"""Addresses at which mails do not arrive.

After three failures in a row an address is marked. That a mail was taken afterwards proves nothing: many servers take a mail first and
send it back later. So only the person can say that the address works again; or nothing has failed for 90 days.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from peerhub.base.database.dialects import is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.jobs.pruning import prune
from peerhub.base.mail.models import MailTrouble

IN_A_ROW = 3
REMEMBERED = timedelta(days=90)


def note(db: Db, address: str, kind: str, reason: str, now: datetime) -> None:
    """Count a mail that did not arrive because of its address; `kind` is one of `refusals.FAILURES`."""
    key, told = address.lower(), {"last_at": now, "failure": kind, "reason": reason}
    forgotten = MailTrouble.last_at <= now - REMEMBERED
    db.execute(delete(MailTrouble).where(MailTrouble.address == key, forgotten))
    first = upsert(MailTrouble, postgres=is_postgres(db)).values(address=key, failures=1, **told)
    counted = first.on_conflict_do_update(
        index_elements=["address"], set_=told | {"failures": MailTrouble.failures + 1}
    )
    db.execute(counted)
    unmarked = MailTrouble.address == key, MailTrouble.marked_at.is_(None), MailTrouble.failures >= IN_A_ROW
    db.execute(update(MailTrouble).where(*unmarked).values(marked_at=now))


def forgive(db: Db, address: str) -> bool:
    """Take it that mails to an address arrive again; False when it had no trouble."""
    gone = delete(MailTrouble).where(MailTrouble.address == address.lower())
    return db.scalar(gone.returning(MailTrouble.address)) is not None


def trouble_of(db: Db, address: str) -> MailTrouble | None:
    """The trouble with an address that is marked; None for others."""
    marked = select(MailTrouble).where(MailTrouble.address == address.lower(), MailTrouble.marked_at.is_not(None))
    return db.scalar(marked)


def is_marked(address: ColumnElement[str] | InstrumentedAttribute[str] | str) -> ColumnElement[bool]:
    """Whether an address is marked, as a part of a larger query."""
    return exists().where(MailTrouble.address == func.lower(address), MailTrouble.marked_at.is_not(None))


def delete_old(db: Db, now: datetime) -> bool:
    """Delete some troubles after which nothing has failed for 90 days."""
    return prune(db, MailTrouble, [MailTrouble.last_at <= now - REMEMBERED])
