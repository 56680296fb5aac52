"""Reads about accounts."""

from sqlalchemy import select

from peerhub.base import clock, tokens
from peerhub.base.database import Db, settings_of
from peerhub.people.models import Person, SignInLink


def person_of_sign_in(db: Db, person_id: int, version: int) -> Person | None:
    """The open account behind a cookie, None when it was closed or signed out everywhere."""
    person = db.get(Person, person_id)
    return person if person and person.closed_at is None and person.session_version == version else None


def person_by_email(db: Db, email: str) -> Person | None:
    """The account with that address, whatever its state; addresses do not tell capitals from small letters."""
    return db.scalar(select(Person).where(Person.email == email.strip().casefold()))


def sign_in_link(db: Db, token: str) -> SignInLink | None:
    """The link of a token that would sign somebody in now; looking changes nothing, since mail scanners look too."""
    link_id = tokens.read(settings_of(db), "sign-in link", token)
    link = db.get(SignInLink, link_id) if isinstance(link_id, int) else None
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        return None
    return link if link.person.closed_at is None else None
