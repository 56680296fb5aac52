"""Fetching what has come into the mailbox, each email once."""

from sqlalchemy import insert, select, update

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import mailbox
from peerhub.base.mail.mailbox import name_of
from peerhub.base.mail.receiver import message_id_of
from peerhub.incoming.actions import store
from peerhub.incoming.models import Mailbox

__all__ = ["fetch", "name_of"]
AT_ONCE = 100


def fetch(site: Database) -> int:
    """Keep what is new in the mailbox, in order, and return how many emails were. Each is kept together with how far was read, so that
    one that is read twice, by two processes or after a crash, is known again."""
    name, kept = name_of(site.settings), 0
    with mailbox.opened(site.settings) as (validity, after):
        with site.transaction() as db:
            last = _read_to(db, name, validity)
        for found in after(last, AT_ONCE, store.LARGEST):
            with site.transaction() as db:
                recipient, content = site.settings.mail_replies, found.content
                if content is None:
                    store.note_too_large(db, recipient, f"{name}/{validity}/{found.uid}", found.size)
                else:
                    kept += store.store(db, recipient, None, content, message_id_of(content))
                _note(db, name, validity, found.uid)
    return kept


def _read_to(db: Db, name: str, validity: int) -> int:
    """The UID up to which was read; from the beginning where the mailbox was made anew."""
    row = db.scalar(select(Mailbox).where(Mailbox.name == name).with_for_update())
    if row is None:
        db.execute(insert(Mailbox).values(name=name, validity=validity, last_uid=0))
        return 0
    if row.validity != validity:
        row.validity, row.last_uid = validity, 0
    return row.last_uid


def _note(db: Db, name: str, validity: int, uid: int) -> None:
    mine = update(Mailbox).where(Mailbox.name == name, Mailbox.validity == validity, Mailbox.last_uid < uid)
    db.execute(mine.values(last_uid=uid))
