"""Who is asking: Flask-Login joined to accounts. Every page asks for a sign-in unless its endpoint is marked `public`."""

from datetime import timedelta
from typing import Any

from flask import Flask, current_app, g, has_request_context, redirect, request, url_for
from flask import session as cookie  # noqa: TID251  (elsewhere a session is an exchange session)
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from peerhub.accounts import devices
from peerhub.accounts.actions import last_seen
from peerhub.accounts.actions import sign_ins as sign_in_actions
from peerhub.accounts.queries import sign_ins
from peerhub.accounts.queries.sign_ins import Identity
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.i18n import zones
from peerhub.base.i18n.reader import stranger_zone
from peerhub.base.i18n.translate import _
from peerhub.base.security.passwords import matches
from peerhub.base.web.errors import problem_page
from peerhub.base.web.origin import own_path
from peerhub.base.web.responses import wants_json
from peerhub.base.web.transactions import end_read_session, read_session, transaction
from peerhub.people.login import cache_viewer, me, viewer
from peerhub.people.models import Person
from peerhub.people.queries import people

WANTED = "wanted"

REMEMBERED_FOR = timedelta(days=30)
RECENT = timedelta(minutes=10)


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """Who is signed in, and by which sign-in; the cookie holds its random token."""

    def __init__(self, token: str, identity: Identity) -> None:
        self.token = token
        self.sign_in_id = identity.sign_in_id
        self.person_id = identity.person_id
        self.language = identity.language
        self.zone = identity.zone
        moments = (identity.last_seen_at, identity.sign_in_seen_at)
        self.is_seen = not any(last_seen.is_long_ago(moment) for moment in moments)

    def get_id(self) -> str:
        """The value kept in the signed cookie."""
        return self.token


def init_app(app: Flask) -> None:
    """Join Flask-Login to the app and close every endpoint that is not public."""
    manager = LoginManager(app)
    manager.user_loader(_load)
    manager.session_protection = (
        None  # addresses change on a phone; the cookie is signed, HttpOnly and known to the server
    )
    app.config.update(REMEMBER_COOKIE_DURATION=REMEMBERED_FOR, PERMANENT_SESSION_LIFETIME=REMEMBERED_FOR)
    app.before_request(_ask_for_sign_in)
    app.after_request(_note_seen)
    app.context_processor(lambda: {"me": viewer(read_session())})


def person_of_password(email: str, password: str) -> Person | None:
    """The open account of that address if the password is its own. The hash is worked out once in every case, so that the
    time tells nothing, and while no database session is open, since it takes long."""
    end_read_session()
    with database().session() as db:
        person = people.by_email(db, email)
    right = matches(person.password_hash if person else None, password)
    return person if person and right and person.closed_at is None else None


def is_owner(person: Person, password: str) -> bool:
    """Whether the present password is right; somebody who signs in by email only has none to give, and has signed in lately."""
    if person.password_hash is None:
        return signed_in_lately()
    return person_of_password(person.email, password) is not None


def signed_in_lately() -> bool:
    """Whether this sign-in began in the last ten minutes: who finds a browser that was left open has only an older one."""
    began = sign_ins.began_at(read_session(), sign_in_id())
    return began is not None and began > clock.now() - RECENT


def confirms(person: Person, password: str, email: str) -> bool:
    """Whether it is really them who ask for what cannot be taken back: by the password, or the address of somebody who has none."""
    if person.password_hash is None:
        return email.strip().casefold() == person.email
    return is_owner(person, password)


def sign_in_limit_key() -> str:
    """Counts by sign-in: a cookie that somebody else has uses up nothing of the owner's."""
    return f"sign-in:{sign_in_id()}"


def next_path(path: str) -> str:
    """Where somebody was going who signs in: the path that is named, else what they last asked for in this browser."""
    return own_path(path or str(cookie.get(WANTED, "")))


def sign_in_id() -> int:
    """The id of the sign-in of this request; 0 for a stranger."""
    return int(current_user.sign_in_id) if current_user and current_user.is_authenticated else 0


def sign_in(person: Person) -> None:
    """Begin a sign-in on this device, with nothing carried over from before: no token that somebody else may know."""
    sign_out()
    with transaction() as db:
        token = sign_in_actions.begin(db, person, request.user_agent.string)
    new = Identity(person.id, person.language, person.zone, 0, person.last_seen_at, clock.now())
    login_user(SignedIn(token, new), remember=False)
    devices.remember(person.email)
    cookie.permanent = True


def sign_out() -> None:
    """End the sign-in on this device, for everybody who has its cookie."""
    if current_user and current_user.is_authenticated:
        with transaction() as db:
            sign_in_actions.end_this(db, me(db), current_user.token)
    logout_user()
    cookie.clear()


def chosen_language() -> str | None:
    """The language of the signed-in person."""
    return str(current_user.language) if current_user and current_user.is_authenticated else None


def chosen_zone() -> str | None:
    """The time zone of the signed-in person, of whose link it is, or the one the browser named."""
    if current_user and current_user.is_authenticated:
        return str(current_user.zone)
    if zone := stranger_zone():
        return zone
    zone_name = request.cookies.get("zone") if has_request_context() else None
    return zone_name if zones.is_zone(zone_name) else None


def _load(cookie: str) -> SignedIn | None:
    """Who the cookie belongs to. A page reads their account with it, in one query; what is written reads it in its transaction."""
    if request.method == "POST":
        identity = sign_ins.identity_by_token(read_session(), cookie)
        return SignedIn(cookie, identity) if identity else None
    signed_in = sign_ins.by_token(read_session(), cookie)
    if signed_in is None:
        return None
    sign_in, person = signed_in
    cache_viewer(read_session(), person)
    seen = person.last_seen_at, sign_in.last_seen_at
    return SignedIn(cookie, Identity(person.id, person.language, person.zone, sign_in.id, *seen))


def _ask_for_sign_in() -> Response | tuple[Any, int] | None:
    if request.endpoint is None or current_user.is_authenticated:
        return None
    view = current_app.view_functions.get(request.endpoint)
    if view is None or getattr(view, "is_public", False):
        return None
    if wants_json() or request.method != "GET":
        return problem_page(401, _("Sign in first. What you wrote is saved: sign in, go back and send it again."))
    cookie[WANTED] = request.full_path.rstrip("?")
    return redirect(url_for("accounts.sign_in", next=cookie[WANTED]))


def _note_seen(response: Response) -> Response:
    """Keep when a person was here last, and renew their cookie, at most once an hour: an answer in between writes nothing. The page is
    rendered, so its reading session ends first: whoever holds one connection and waits for another can stop everybody when many
    come at once."""
    fine = response.status_code < 500 and not g.get("is_by_link")  # a link may answer without a trace
    if fine and current_user.is_authenticated and not current_user.is_seen:
        end_read_session()
        cookie.modified = True
        with database().in_passing() as db:
            if db:
                last_seen.record(db, current_user.person_id, current_user.sign_in_id)
    return response
