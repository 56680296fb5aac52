"""Who is asking: the person of this request, and endpoints that need none."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, TypeVar, cast

from flask import g, request
from flask_login import current_user

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.base.i18n.reader import set_reader
from peerhub.base.security.tokens import hashed
from peerhub.base.web.extensions import csrf
from peerhub.base.web.networks import network_of
from peerhub.base.web.transactions import read_session
from peerhub.people.models import Person
from peerhub.people.queries import people

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Mark an endpoint that strangers may use."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def with_token(whose: Callable[[Db, str], Person]) -> Callable[[View], View]:
    """Mark an endpoint whose address holds the token of a mailed link: whoever has the link may use it, signed in or not. All that it says,
    refusals too, is said in the language and zone of the person that `whose` finds, where nobody is signed in.

    It works without cookies, which the browsers in mail programs may refuse. So its forms need no token of their own
    against forgery: another site would have to know the address, which nobody can guess.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def opened(token: str) -> Any:
            g.csrf_valid = True  # where Flask-WTF's forms look
            g.is_by_link = True
            with suppress(NotFound):
                person = whose(read_session(), token)
                set_reader(person.language, person.zone)
            return view(token=token)

        csrf.exempt(opened)
        return public(cast(View, opened))

    return mark


def me(db: Db) -> Person:
    """The signed-in person, in `db`. The endpoint is not public, so there is one."""
    person = viewer(db)
    if person is None:
        raise RuntimeError("An endpoint that is public asked who is signed in; use viewer().")
    return person


def viewer(db: Db) -> Person | None:
    """The person who looks at the page, in `db`; None for a stranger."""
    if not (current_user and current_user.is_authenticated):
        return None
    person_id = current_user.person_id
    known: Person | None = db.info.get("viewer")
    return known if known and known.id == person_id else cache_viewer(db, people.by_id(db, person_id))


def person_id() -> int | None:
    """The id of the signed-in person in this request, None for a stranger; sockets ask for it before they open."""
    return int(current_user.person_id) if current_user and current_user.is_authenticated else None


def person_limit_key() -> str:
    """Counts by person, so that the offices behind one address of a ministry do not stop each other."""
    signed_in = person_id()
    return f"person:{signed_in}" if signed_in is not None else network_of(request.remote_addr)


def token_limit_key() -> str:
    """Counts by the token in the address, which nobody can guess: only those who have the link can use up its tries."""
    return hashed(str((request.view_args or {}).get("token", "")))


def cache_viewer(db: Db, person: Person | None) -> Person | None:
    """Keep hold of the viewer as long as `db` lives: its own references are weak, so each question would be a query."""
    db.info["viewer"] = person
    return person
