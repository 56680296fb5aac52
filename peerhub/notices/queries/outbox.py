"""The outbox, for the secretariat."""

from dataclasses import dataclass

from peerhub.base.database.engine import Db
from peerhub.base.mail import outbox
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.outbox import PrivateMailState
from peerhub.base.web.paging import cut
from peerhub.notices.queries.notices import PAGE
from peerhub.people.access import must_be_secretariat
from peerhub.people.models import Person


@dataclass(frozen=True)
class OutboxPage:
    """Some emails, newest first; `older` is the position to ask for next, None at the end. `private`: whether emails wait that
    nobody may see one by one."""

    mails: list[OutgoingMail]
    older: int | None
    private: PrivateMailState


def page(db: Db, viewer: Person, state: str = "", before: int | None = None) -> OutboxPage:
    """The newest emails that left or should leave, for the secretariat. Raises NotAllowed for others."""
    must_be_secretariat(db, viewer)
    mails = outbox.newest(db, PAGE + 1, state=state, before=before)
    return OutboxPage(*cut(mails, PAGE), outbox.private_waiting(db))
