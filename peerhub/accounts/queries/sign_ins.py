"""Where somebody is signed in."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select

from peerhub.accounts.models import SignIn
from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.security.tokens import hashed
from peerhub.people.models import Person


@prepared
def _signed_in() -> Select[SignIn, Person]:
    signed_in = select(SignIn, Person).join(Person, Person.id == SignIn.person_id)
    return signed_in.where(SignIn.token_hash == bindparam("token_hash"), Person.closed_at.is_(None))


def by_token(db: Db, token: str) -> tuple[SignIn, Person] | None:
    """The sign-in of a cookie and its open account, None when it has ended. One statement, for every page asks it."""
    row = db.execute(_signed_in(), {"token_hash": hashed(token)}).one_or_none()
    return (row[0], row[1]) if row else None


class Identity(NamedTuple):
    """Who a cookie belongs to, without all that belongs to them."""

    person_id: int
    language: str
    zone: str
    sign_in_id: int
    last_seen_at: datetime | None
    sign_in_seen_at: datetime


@prepared
def _identity() -> Select[*tuple[Any, ...]]:
    sign_ins, people = table_of(SignIn), table_of(Person)
    columns = (
        people.c.id,
        people.c.language,
        people.c.zone,
        sign_ins.c.id,
        people.c.last_seen_at,
        sign_ins.c.last_seen_at,
    )
    found = select(*columns).join_from(sign_ins, people, people.c.id == sign_ins.c.person_id)
    return found.where(sign_ins.c.token_hash == bindparam("token_hash"), people.c.closed_at.is_(None))


def identity_by_token(db: Db, token: str) -> Identity | None:
    """The same for a request that reads the account itself inside its transaction."""
    row = db.execute(_identity(), {"token_hash": hashed(token)}).one_or_none()
    return Identity(*row) if row else None


def began_at(db: Db, sign_in_id: int) -> datetime | None:
    """When a sign-in began; None when it has ended."""
    return db.scalar(select(SignIn.created_at).where(SignIn.id == sign_in_id))


def own(db: Db, viewer: Person) -> list[SignIn]:
    """Where the viewer is signed in, the device that was used last first."""
    own = select(SignIn).where(SignIn.person_id == viewer.id)
    return list(db.scalars(own.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))
