"""What the secretariat does to emails in the outbox."""

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.base.mail import outbox
from peerhub.base.security import audit
from peerhub.people.access import must_be_secretariat
from peerhub.people.models import Person


def try_again(db: Db, actor: Person, mail_id: int) -> None:
    """Let a failed email start over. Raises NotAllowed for all but the secretariat, NotFound when the email has not failed."""
    must_be_secretariat(db, actor)
    if not outbox.try_again(db, mail_id):
        raise NotFound
    audit.record(db, actor.id, "mail.sent_again", f"mail:{mail_id}")
