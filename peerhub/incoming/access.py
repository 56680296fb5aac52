"""Incoming emails are shown to the secretariat alone, and what stands in them only while they wait for a decision."""

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.incoming.models import IncomingMail
from peerhub.people.access import must_be_secretariat
from peerhub.people.models import Person


def mail_for(db: Db, actor: Person, mail_id: int) -> IncomingMail:
    """The email, for the secretariat. Raises NotAllowed for others, NotFound."""
    must_be_secretariat(db, actor)
    mail = db.get(IncomingMail, mail_id)
    if mail is None:
        raise NotFound
    return mail
