"""Keeping one's email address after somebody asked for another: from the email that the old one got, without signing in."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from peerhub.accounts.actions import sign_ins
from peerhub.accounts.models import AddressChange
from peerhub.accounts.queries import addresses, kept_addresses
from peerhub.accounts.queries.kept_addresses import OPEN, TAKEN
from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Invalid
from peerhub.base.mail import outbox
from peerhub.base.mail.models import PROMPT
from peerhub.base.mail.outbox import Mail
from peerhub.base.security import audit
from peerhub.people.models import Person


def keep(db: Db, token: str) -> bool:
    """Let the old address stay, or put it back, end all sign-ins and take the password away: whoever asked had one or the other. Changes
    that were asked for later are over too. Returns whether the address was put back; the other one is told then.

    Raises NotFound for what is not ours, and Invalid, with what `kept_addresses.sentence` says, when it can no longer be done.
    """
    person = kept_addresses.person_of_token(db, token)
    lock_row(db, person)  # the change may be confirmed, or undone, at this moment
    change = kept_addresses.change_of_token(db, token)
    db.refresh(change)
    state = kept_addresses.state_of(db, change, person)
    if state != OPEN or change.old_email is None:
        raise Invalid(kept_addresses.sentence(state))
    other = person.receiver
    _end_changes(db, person, change, clock.now())
    person.password_hash = None
    sign_ins.end_all(db, person)
    audit.record(db, person.id, "address.kept", f"person:{person.id}")
    if other.email == change.old_email:
        return False
    person.email = change.old_email
    try:
        db.flush()
    except IntegrityError:  # somebody else has taken it at this moment
        raise Invalid(kept_addresses.sentence(TAKEN)) from None
    outbox.redirect(db, other.email, person.email)
    key = f"address-returned:{change.id}:{change.created_at.timestamp()}"
    outbox.queue(db, other, Mail(kind="accounts/address_returned", dedupe_key=key, data={}, priority=PROMPT))
    return True


def _end_changes(db: Db, person: Person, change: AddressChange, now: datetime) -> None:
    """End this change and those that followed: whoever had the account meanwhile must not take it again by a link of theirs."""
    later = [AddressChange.person_id == person.id, AddressChange.created_at >= change.created_at]
    db.execute(update(AddressChange).where(*later).values(undone_at=now))
    outbox.drop_waiting(db, stream=addresses.stream_of(person))
    outbox.drop_waiting(db, stream=addresses.warning_stream_of(person))
