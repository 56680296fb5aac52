"""What the secretariat decides about emails that were not understood."""

from dataclasses import replace

from sqlalchemy import update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row, settings_of
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.base.settings import Settings
from peerhub.base.workers.pool import Busy
from peerhub.incoming import access
from peerhub.incoming.actions import handling
from peerhub.incoming.actions.places import places_of
from peerhub.incoming.engines import reading
from peerhub.incoming.engines.reading import NotRead, Read
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import (
    DISMISSED,
    EMPTY,
    HELD,
    IGNORED,
    INVITATION,
    NOT_A_CALENDAR,
    REFUSED,
    SESSION,
    THREAD,
    UNKNOWN_SESSION,
    Handlers,
    Letter,
    Outcome,
)
from peerhub.people.models import Person
from peerhub.people.queries import people

PURPOSES = (THREAD, INVITATION, SESSION)  # that the secretariat can name


def mail_to_read(db: Db, actor: Person, mail_id: int) -> tuple[IncomingMail, bytes | None]:
    """An email, with its bytes where it waits: of the others nobody reads what they say, nor of those to private rooms. Raises NotFound,
    NotAllowed."""
    mail = access.mail_for(db, actor, mail_id)
    return mail, mail.content if mail.state == HELD and not mail.is_private else None


def read(settings: Settings, handlers: Handlers, mail: IncomingMail, content: bytes | None) -> Read | None:
    """What is read in an email, None where that cannot be done. A worker does it, which takes long: meanwhile, no session is open."""
    if content is None:
        return None
    try:
        found = reading.read(settings, content, mail.sender, mail.received_at)
        return replace(found, letter=reading.with_calendar(handlers[SESSION], found.letter))
    except (NotRead, Busy):
        return None


def letter_of(
    db: Db, actor: Person, handlers: Handlers, mail_id: int, found: Read | None
) -> tuple[IncomingMail, Letter | None]:
    """An email, and what the secretariat may know of what was read in it: nothing, where it is for a private room, or where somebody has
    decided meanwhile. Raises NotFound, NotAllowed."""
    mail = access.mail_for(db, actor, mail_id)
    if found is None or mail.state != HELD:
        return mail, None
    is_private = any(place.is_private(db) for place in places_of(settings_of(db), handlers, mail, found))
    return mail, None if is_private else found.letter


def handle_again(db: Db, actor: Person, mail_id: int) -> None:
    """Let an email be handled as if it had just arrived. Raises NotFound, NotAllowed, Conflict."""
    mail = _undecided(db, actor, mail_id)
    if mail.content is None:
        raise Conflict(_("This email is no longer kept, so nothing can be done with it."))
    handling.handle_again(db, mail)
    audit.record(db, actor.id, "incoming.handled_again", f"incoming:{mail.id}")


def dismiss(db: Db, actor: Person, mail_id: int) -> None:
    """Say that nothing is to be done with an email. It can still be handled again while it is kept."""
    mail = _undecided(db, actor, mail_id)
    values = {"state": IGNORED, "reason": DISMISSED, "handled_at": clock.now()}
    db.execute(update(IncomingMail).where(IncomingMail.id == mail.id).values(**values))
    audit.record(db, actor.id, "incoming.dismissed", f"incoming:{mail.id}")


def handle_as(  # noqa: PLR0913  (what an address would have said, one by one)
    db: Db, actor: Person, handlers: Handlers, letter: Letter, mail_id: int, purpose: str, number: int, email: str
) -> Outcome:
    """Handle an email as if it had come to the address of a purpose: a reply of a person in a thread, a note of theirs about a session,
    a calendar's answer to one. A reply is never posted in somebody's name: it waits for them.

    Raises Invalid with what is wrong; NotFound, NotAllowed, Conflict.
    """
    mail = _undecided(db, actor, mail_id)
    if purpose not in PURPOSES:
        raise Invalid({"purpose": _("Choose what this email is.")})
    person = people.by_email(db, email.strip().lower()) if purpose != SESSION else None
    if purpose != SESSION and (person is None or person.closed_at is not None):
        raise Invalid({"email": _("No open account has this email address.")})
    said = replace(letter, automatic="")
    if purpose == THREAD:
        said = replace(said, is_sender_true=False)
    if purpose == INVITATION and person:
        said = replace(said, sender=person.email.casefold(), is_sender_true=None, calendars=(), calendar=None)
    numbers = (person.id, number) if purpose == THREAD and person else (number, person.id if person else 0)
    if handlers[purpose].refusal(db, *numbers):
        raise Invalid({"number": _("There is no such thread or session, or this person cannot see it.")})
    outcome = handlers[purpose].handle(db, said, *numbers)
    if outcome.state in {HELD, REFUSED}:
        is_none = purpose == SESSION and not letter.calendars
        raise Invalid(_why_not(NOT_A_CALENDAR if is_none else outcome.reason))
    values = {"state": outcome.state, "reason": outcome.reason, "path": outcome.path, "handled_at": clock.now()}
    db.execute(update(IncomingMail).where(IncomingMail.id == mail.id).values(**values))
    of_what = {"thread" if purpose == THREAD else "session": number, "person": person.id if person else None}
    audit.record(db, actor.id, "incoming.handled_as", f"incoming:{mail.id}", **of_what)
    return outcome


def _why_not(reason: str) -> str:
    """Why an email cannot be handled as somebody chose."""
    known = {
        EMPTY: _("Nothing new was written in this email, so it cannot be a reply or a note."),
        NOT_A_CALENDAR: _("This email has no answer of a calendar to an invitation."),
        UNKNOWN_SESSION: _("The answer of the calendar is to another session. Check which one you chose."),
    }
    return known.get(reason, _("The email cannot be handled like this. Check what you chose."))


def _undecided(db: Db, actor: Person, mail_id: int) -> IncomingMail:
    """An email that waits, or was set aside, its row locked. Raises Conflict when somebody has decided meanwhile."""
    mail = access.mail_for(db, actor, mail_id)
    lock_row(db, mail)
    if mail.state not in {HELD, IGNORED, REFUSED}:
        raise Conflict(_("This email has been handled already."))
    return mail
