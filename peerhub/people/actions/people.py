"""People: what an account begins with."""

from collections.abc import Sequence
from dataclasses import dataclass

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.people.actions import seats
from peerhub.people.facts import AccountOpened
from peerhub.people.models import Person
from peerhub.people.queries import people


@dataclass(frozen=True)
class NewPerson:
    """What an account begins with. `password_hash` None: signs in by links sent by email."""

    email: str
    name: str
    country_code: str | None
    office: str
    language: str = "en"
    working_languages: Sequence[str] = ("en",)
    zone: str = "UTC"
    password_hash: str | None = None


def create(db: Db, new: NewPerson) -> Person:
    """Open an account. Raises Invalid when the address has one already. Endpoints check first who may."""
    if people.by_email(db, new.email):
        raise Invalid({"email": _("There is already an account with this email address.")})
    person = Person(
        email=new.email.strip().casefold(),
        name=new.name,
        seat_id=seats.get_or_create(db, new.country_code, new.office).id,
        password_hash=new.password_hash,
        language=new.language,
        working_languages=list(new.working_languages),
        zone=new.zone,
        created_at=clock.now(),
    )
    db.add(person)
    db.flush()
    announce(db, AccountOpened(person.id))
    return person
