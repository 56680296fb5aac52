"""Sign-ins: one row a device, deleted when it ends."""

import secrets

from sqlalchemy import ColumnElement, delete, update

from peerhub.accounts.facts import SignInsEnded
from peerhub.accounts.models import SignIn, SignInLink
from peerhub.accounts.rules import browser_of
from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.base.facts import announce
from peerhub.base.security.tokens import hashed
from peerhub.people.models import Person


def begin(db: Db, actor: Person, agent: str) -> str:
    """Sign the actor in on a browser that calls itself `agent`, and return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    now = clock.now()
    db.add(
        SignIn(
            person_id=actor.id,
            token_hash=hashed(token),
            browser=browser_of(agent),
            created_at=now,
            last_seen_at=now,
        )
    )
    db.flush()
    return token


def end_this(db: Db, actor: Person, token: str) -> None:
    """End the sign-in of a cookie; harmless when it has ended."""
    _end(db, actor, SignIn.token_hash == hashed(token))


def end_one(db: Db, actor: Person, sign_in_id: int) -> None:
    """End one of the actor's own sign-ins. Raises NotFound."""
    if not _end(db, actor, SignIn.id == sign_in_id):
        raise NotFound


def end_others(db: Db, actor: Person, kept_id: int) -> None:
    """End all sign-ins of the actor but one, and the links that are still on their way."""
    _end(db, actor, SignIn.id != kept_id)
    _end_links(db, actor)


def end_all(db: Db, actor: Person) -> None:
    """End all sign-ins of the actor, and the links that are still on their way."""
    _end(db, actor, SignIn.id.is_not(None))
    _end_links(db, actor)


def _end(db: Db, person: Person, condition: ColumnElement[bool]) -> int:
    ended = delete(SignIn).where(SignIn.person_id == person.id, condition)
    number = db.execute(ended, execution_options={"synchronize_session": False}).rowcount  # type: ignore[attr-defined]
    if number:
        announce(db, SignInsEnded(person.id))
    return int(number)


def _end_links(db: Db, person: Person) -> None:
    now = clock.now()
    waiting = [SignInLink.person_id == person.id, SignInLink.expires_at > now]
    db.execute(update(SignInLink).where(*waiting).values(expires_at=now))
