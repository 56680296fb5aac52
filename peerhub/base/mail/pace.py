"""How many mails leave for one domain in a minute, so that its mail server does not take the site for a sender of spam.

The count is a row, which all processes share. A minute begins with the first mail after the last one.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from peerhub.base.database.dialects import is_postgres, upsert
from peerhub.base.database.engine import Db, erase_from_log
from peerhub.base.mail.models import AWAITED, WAITING, MailPace, OutgoingMail

MINUTE = timedelta(minutes=1)


def take(db: Db, mail: OutgoingMail, now: datetime, limit: int) -> bool:
    """Count a mail that has just been claimed; False where its domain has had `limit` in this minute (0: any number). Then it waits
    until the minute is over, with all others to that domain. What somebody sits and waits for is counted but never waits."""
    if not limit:
        return True
    domain = mail.recipient.rpartition("@")[2].lower()
    most = limit if mail.priority > AWAITED else None
    if _count(db, domain, now, most):
        return True
    pace = db.get_one(MailPace, domain, populate_existing=True)
    _postpone(db, mail, domain, now, pace.began_at + MINUTE)
    return False


def _count(db: Db, domain: str, now: datetime, most: int | None) -> bool:
    first = upsert(MailPace, postgres=is_postgres(db)).values(domain=domain, began_at=now, taken=1)
    is_over = MailPace.began_at <= now - MINUTE
    again = {"began_at": now, "taken": 1}
    if db.execute(first.on_conflict_do_nothing().returning(MailPace.domain)).first():
        return True
    if db.execute(
        update(MailPace).where(MailPace.domain == domain, is_over).values(again).returning(MailPace.domain)
    ).first():
        return True
    more = update(MailPace).where(MailPace.domain == domain)
    more = more if most is None else more.where(MailPace.taken < most)
    return db.execute(more.values(taken=MailPace.taken + 1).returning(MailPace.domain)).first() is not None


def _postpone(db: Db, mail: OutgoingMail, domain: str, now: datetime, until: datetime) -> None:
    own = update(OutgoingMail).where(OutgoingMail.id == mail.id)
    db.execute(own.values(state=WAITING, lease_until=None, not_before=until))
    same = func.lower(OutgoingMail.recipient).endswith(f"@{domain}", autoescape=True)
    due = OutgoingMail.state == WAITING, OutgoingMail.priority > AWAITED, OutgoingMail.not_before <= now, same
    free = (
        select(OutgoingMail.id).where(*due).with_for_update(skip_locked=True)
    )  # another process may have claimed some
    later = update(OutgoingMail).where(OutgoingMail.id.in_(free)).values(not_before=until)
    db.execute(later, execution_options={"synchronize_session": False})


def forget(db: Db, now: datetime) -> None:
    """Delete the counts of minutes that are over. They would tell to which domain a private mail went: nothing of that is kept."""
    over = delete(MailPace).where(MailPace.began_at <= now - MINUTE).returning(MailPace.domain)
    if db.scalars(over).all():
        erase_from_log(db)
