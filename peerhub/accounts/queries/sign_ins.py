"""Where somebody is signed in."""

from sqlalchemy import Select, bindparam, select

from peerhub.accounts.models import SignIn
from peerhub.base.database.engine import Db
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


def own(db: Db, viewer: Person) -> list[SignIn]:
    """Where the viewer is signed in, the device that was used last first."""
    own = select(SignIn).where(SignIn.person_id == viewer.id)
    return list(db.scalars(own.order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())))
