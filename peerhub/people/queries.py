"""Reads about accounts."""

from sqlalchemy import select

from peerhub.base.database import Db
from peerhub.people.models import Person


def person_of_sign_in(db: Db, person_id: int, version: int) -> Person | None:
    """The open account behind a cookie, None when it was closed or signed out everywhere."""
    person = db.get(Person, person_id)
    return person if person and person.closed_at is None and person.session_version == version else None


def person_by_email(db: Db, email: str) -> Person | None:
    """The account with that address, whatever its state; addresses do not tell capitals from small letters."""
    return db.scalar(select(Person).where(Person.email == email.strip().casefold()))
