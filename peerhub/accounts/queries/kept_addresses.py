"""Addresses that their owner can keep, or take back, for some days after somebody asked for another."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from peerhub.accounts.models import AddressChange
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import tokens
from peerhub.people.models import Person
from peerhub.people.queries import people

PURPOSE: Final = "keep the email address"
KEPT_FOR: Final = timedelta(days=7)
OPEN, DONE, OVER, CLOSED, TAKEN = "open", "done", "over", "closed", "taken"


def keep_path(db: Db, change: AddressChange) -> str:
    """Where the link in the email to the old address leads: whoever has it may keep the address."""
    return f"/keep-address/{tokens.sign(settings_of(db), PURPOSE, _named(change))}"


def change_of_token(db: Db, token: str) -> AddressChange:
    """The change that such a link stops, whatever became of it. Raises NotFound for what is not ours, or was deleted."""
    signed = tokens.read(settings_of(db), PURPOSE, token)
    change = db.get(AddressChange, signed[0]) if isinstance(signed, list) and signed else None
    if change is None or _named(change) != signed:
        raise NotFound
    return change


def person_of_token(db: Db, token: str) -> Person:
    """Whose account it is. Raises NotFound."""
    return db.get_one(Person, change_of_token(db, token).person_id)


def state_of(db: Db, change: AddressChange, person: Person) -> str:
    """Whether the old address can be kept (`OPEN`), or why not."""
    if change.undone_at is not None:
        return DONE
    if change.created_at <= clock.now() - KEPT_FOR:
        return OVER
    if person.closed_at is not None:
        return CLOSED
    owner = people.by_email(db, change.old_email or "")
    return OPEN if owner is None or owner.id == person.id else TAKEN


def sentence(state: str) -> str:
    """Why the address cannot be kept, and what to do."""
    return {
        DONE: _("This was done already. Ask for a link by email to sign in."),
        OVER: _("This link worked for 7 days. Tell the secretariat if the change was not yours."),
        CLOSED: _("The account was closed meanwhile. Tell the secretariat if it was not you."),
        TAKEN: _("Another account has the old address by now. Tell the secretariat."),
    }[state]


def is_held(db: Db, address: str, but_for: Person | None = None) -> bool:
    """Whether the address was an account's until lately, so that its owner may still take it back."""
    held = select(AddressChange.id).join(Person, Person.id == AddressChange.person_id)
    held = held.where(AddressChange.old_email == address.strip().casefold(), AddressChange.used_at.is_not(None))
    held = held.where(AddressChange.undone_at.is_(None), AddressChange.created_at > clock.now() - KEPT_FOR)
    held = held.where(Person.closed_at.is_(None))
    return db.scalar((held.where(Person.id != but_for.id) if but_for else held).limit(1)) is not None


def _named(change: AddressChange) -> list[int | str | None]:
    """More than the id, which another change may get when this one is deleted."""
    return [change.id, change.old_email, change.created_at.isoformat()]
