"""New email addresses that wait for a confirmation, and since when somebody has the present one."""

from datetime import datetime

from sqlalchemy import func, select

from peerhub.accounts.models import AddressChange
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.security import tokens
from peerhub.people.models import Person

PURPOSE = "new email address"


def waiting(db: Db, viewer: Person) -> AddressChange | None:
    """The change that the viewer has asked for and can still confirm: there is one at most."""
    unused = AddressChange.used_at.is_(None), AddressChange.undone_at.is_(None)
    own = AddressChange.person_id == viewer.id, *unused, AddressChange.expires_at > clock.now()
    return db.scalar(select(AddressChange).where(*own).order_by(AddressChange.id.desc()).limit(1))


def by_token(db: Db, viewer: Person, token: str) -> AddressChange | None:
    """The change of a mailed link, if the viewer asked for it and can still confirm it. Looking changes nothing."""
    change = waiting(db, viewer)
    return change if change and tokens.read(settings_of(db), PURPOSE, token) == _named(change) else None


def confirm_path(db: Db, viewer: Person, change: AddressChange) -> str:
    """Where the mailed link of the viewer's change leads."""
    return f"/profile/address/{tokens.sign(settings_of(db), PURPOSE, _named(change))}"


def _named(change: AddressChange) -> list[int | str]:
    """More than the id, which another change may get when this one is deleted."""
    return [change.id, change.email, change.created_at.isoformat()]


def since(db: Db, viewer: Person) -> datetime | None:
    """Since when the viewer has the present address, where they changed it in the last months; None otherwise."""
    own = AddressChange.person_id == viewer.id, AddressChange.undone_at.is_(None)
    return db.scalar(select(func.max(AddressChange.used_at)).where(*own))


def stream_of(person: Person) -> str:
    """The stream of the emails with links to new addresses."""
    return f"address:{person.id}"


def warning_stream_of(person: Person) -> str:
    """The stream of the emails that tell the present address that another was asked for."""
    return f"address-asked:{person.id}"
