"""The outbox, for the secretariat; and what was sent to somebody, for them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from peerhub.accounts.queries import addresses
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotFound
from peerhub.base.mail import outbox
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.outbox import SENT_FOR, PrivateMailState
from peerhub.base.mail.preview import Preview, preview
from peerhub.base.web.paging import paginate
from peerhub.notices.queries.notices import PAGE
from peerhub.notices.rules import can_be_stopped
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
    return OutboxPage(*paginate(mails, PAGE), outbox.private_waiting(db))


@dataclass(frozen=True)
class OwnEmailsPage:
    """Some emails to the viewer, newest first; `older` is the position to ask for next, None at the end."""

    mails: list[OutgoingMail]
    older: int | None


def own_page(db: Db, viewer: Person, before: int | None = None) -> OwnEmailsPage:
    """The emails to the viewer's address of the last 90 days, without those about anonymous surveys."""
    mails = outbox.to_address(db, viewer.email, _own_since(db, viewer), PAGE + 1, before)
    return OwnEmailsPage(*paginate(mails, PAGE))


def shown(db: Db, viewer: Person, mail_id: int) -> tuple[OutgoingMail, Preview | None]:
    """An email as its reader sees it, for the secretariat; None where it cannot be written. Raises NotAllowed, NotFound."""
    must_be_secretariat(db, viewer)
    return _shown(db, outbox.mail_of(db, mail_id))


def own_shown(db: Db, viewer: Person, mail_id: int) -> tuple[OutgoingMail, Preview | None]:
    """The same for an email to the viewer. Raises NotFound for those of others, and for those that the list no longer has."""
    mail = outbox.mail_of(db, mail_id)
    is_own = mail is not None and mail.recipient == viewer.email and mail.created_at >= _own_since(db, viewer)
    return _shown(db, mail if is_own else None)


def _own_since(db: Db, viewer: Person) -> datetime:
    """From when on emails to the viewer's address were to them: it may have been somebody else's before they changed to it."""
    return max(clock.now() - SENT_FOR, addresses.since(db, viewer) or datetime.min.replace(tzinfo=UTC))


def _shown(db: Db, mail: OutgoingMail | None) -> tuple[OutgoingMail, Preview | None]:
    if mail is None:
        raise NotFound
    return mail, preview(settings_of(db), mail, could_be_stopped=can_be_stopped(mail.kind))
