"""Fetching what has come into the mailbox, each email once."""

import re
from contextlib import suppress

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from peerhub.base.database.engine import Database, Db, settings_of
from peerhub.base.mail import mailbox
from peerhub.base.mail.addresses import read_address
from peerhub.base.mail.mailbox import Found, name_of
from peerhub.base.mail.receiver import head_of, message_id_of
from peerhub.incoming.actions import store
from peerhub.incoming.models import Mailbox

__all__ = ["fetch", "name_of"]

_ADDRESS = re.compile(r"[^\s<>,;:\"@]{1,64}@[^\s<>,;:\"@]{1,255}")


def fetch(site: Database) -> int:
    """Keep what is new in the mailbox, in order, and return how many emails were. Each is kept together with how far was read, so that
    one that is read twice, by two processes or after a crash, is known again. While too much waits here, the rest waits there."""
    name, kept = name_of(site.settings), 0
    with mailbox.opened(site.settings) as (validity, after):
        with site.transaction() as db:
            last = _read_to(db, name, validity)
        for found in after(last, store.LARGEST):
            with site.session() as db:
                if store.is_full(db):
                    break
            with site.transaction() as db:
                kept += _keep(db, found, f"{name}/{validity}/{found.uid}")
                _note(db, name, validity, found.uid)
    return kept


def _keep(db: Db, found: Found, place: str) -> bool:
    """Keep an email, or a line about one that is too large, whatever its server said of it; nothing of one that is gone again. A mailbox
    may get much that is not meant for the site, so that what names no address of it is kept up to a smaller size."""
    recipient, content = settings_of(db).mail_replies, found.content
    if content is None or len(content) > store.LARGEST or not _is_wanted(db, content):
        store.note_too_large(db, recipient, place, found.size)
        return False
    return bool(content) and store.store(db, recipient, None, content, message_id_of(content))


def _is_wanted(db: Db, content: bytes) -> bool:
    """Whether an email is small, or an address that the site made stands in its header."""
    if len(content) <= store.LARGEST_UNKNOWN:
        return True
    settings, found = settings_of(db), _ADDRESS.finditer(head_of(content).decode("ascii", errors="replace"))
    return any(read_address(settings, each[0]) for each in found)


def _read_to(db: Db, name: str, validity: int) -> int:
    """The UID up to which was read; from the beginning where the mailbox was made anew."""
    row = db.scalar(select(Mailbox).where(Mailbox.name == name).with_for_update())
    if row is None:
        with suppress(IntegrityError), db.begin_nested():  # another process may look for the first time too
            db.execute(insert(Mailbox).values(name=name, validity=validity, last_uid=0))
        return 0
    if row.validity != validity:
        row.validity, row.last_uid = validity, 0
    return row.last_uid


def _note(db: Db, name: str, validity: int, uid: int) -> None:
    mine = update(Mailbox).where(Mailbox.name == name, Mailbox.validity == validity, Mailbox.last_uid < uid)
    db.execute(mine.values(last_uid=uid))
