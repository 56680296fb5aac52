"""Verbs about accounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n import _
from peerhub.people.models import Person, Role, Seat
from peerhub.people.queries import person_by_email


@dataclass(frozen=True)
class NewPerson:
    """What an account begins with. `password_hash` None: signs in by links sent by mail."""

    email: str
    name: str
    country_code: str | None
    office: str
    language: str = "en"
    working_languages: Sequence[str] = ("en",)
    zone: str = "UTC"
    password_hash: str | None = None


def seat_for(db: Db, country_code: str | None, office: str) -> Seat:
    """The seat of that office in a country's team, made when there is none yet."""
    seat = db.scalar(select(Seat).where(Seat.country_code == country_code, Seat.office == office))
    if seat is None:
        seat = Seat(country_code=country_code, office=office)
        db.add(seat)
        db.flush()
    return seat


def create_person(db: Db, new: NewPerson) -> Person:
    """Open an account. Raises Invalid when the address has one already. Doors check first who may."""
    if person_by_email(db, new.email):
        raise Invalid({"email": _("There is already an account with this email address.")})
    person = Person(
        email=new.email.strip().casefold(),
        name=new.name,
        seat_id=seat_for(db, new.country_code, new.office).id,
        password_hash=new.password_hash,
        language=new.language,
        working_languages=list(new.working_languages),
        zone=new.zone,
        created_at=clock.now(),
    )
    db.add(person)
    db.flush()
    return person


def give_role(db: Db, person_id: int, role: str, country_code: str | None = None) -> None:
    """Let a person hold a role; harmless when they do already. Doors check first who may."""
    held = select(Role.id).where(Role.person_id == person_id, Role.role == role, Role.country_code == country_code)
    if db.scalar(held) is None:
        db.add(Role(person_id=person_id, role=role, country_code=country_code))
        db.flush()
        db.info.pop("roles", None)
