"""Emails of the site that could not be delivered: the server that has them says so at an address made for each."""

from peerhub.base.database.engine import Db
from peerhub.base.mail import outbox
from peerhub.base.mail.render import mark_of
from peerhub.incoming.rules import BOUNCED, DONE, IGNORED, NO_BOUNCE, OLD, Handler, Letter, Outcome


def refusal(_db: Db, _mail_id: int, _mark: int) -> str:
    """Nothing is refused: servers say it once."""
    return ""


def handle(db: Db, letter: Letter, mail_id: int, mark: int) -> Outcome:
    """Note that an email did not arrive, where a report says that it never will. Absences come to the same address."""
    mail = outbox.mail_of(db, mail_id)
    if not letter.report or mail is None or mark_of(mail.message_id) != mark:
        return Outcome(IGNORED, letter.automatic or NO_BOUNCE)
    return Outcome(DONE, BOUNCED) if outbox.bounced(db, mail_id, letter.report) else Outcome(IGNORED, OLD)


BOUNCES = Handler(refusal, handle, expires=False)
