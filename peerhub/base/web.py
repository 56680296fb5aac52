"""What every page shares: the transaction of a door, answers to refusals, security headers, static files, compression."""

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask_compress import Compress
from flask_limiter import Limiter, RateLimitExceeded
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect, FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError
from whitenoise import WhiteNoise

from peerhub.base import i18n
from peerhub.base.database import Database, Db
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.files import site_folder
from peerhub.base.i18n import _
from peerhub.base.requests import Asked, OwnCookies, only_forms
from peerhub.base.settings import Settings
from peerhub.base.typed import LARGEST_REQUEST, new_key, typed
from peerhub.base.unlogged import Unavailable

T = TypeVar("T")
log = logging.getLogger(__name__)
OWN_FORMS = "form-action 'self'"
LARGEST_NUMBER = 2**31 - 1  # of an integer column in PostgreSQL
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, strategy="moving-window", headers_enabled=False)
own_limiter = Limiter(get_remote_address, strategy="moving-window", storage_uri="memory://")  # tells no Valkey who came
compress = Compress()


def whole(text: str) -> int:
    """A whole number that fits into a column, for `request.args.get(name, type=whole)`. Raises ValueError."""
    number = int(text)
    if abs(number) > LARGEST_NUMBER:
        raise ValueError
    return number


class IdConverter(IntegerConverter):
    """`<int:…>` in addresses: a number too large for any row leads nowhere, instead of to a database that cannot take it."""

    def to_python(self, value: str) -> int:
        """The number."""
        try:
            return whole(value)
        except ValueError:
            raise ValidationError from None


def init_app(app: Flask, settings: Settings) -> None:
    """Join all of this to the app."""
    app.url_map.converters["int"] = IdConverter
    app.request_class = Asked
    app.session_interface = OwnCookies()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="peerhub",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open for a day on a weak line; the token ends with the sign-in
        RATELIMIT_STORAGE_URI=settings.queue_url or "memory://",
        RATELIMIT_STORAGE_OPTIONS={"socket_connect_timeout": 2, "socket_timeout": 2} if settings.queue_url else {},
        RATELIMIT_IN_MEMORY_FALLBACK_ENABLED=bool(settings.queue_url),  # without Valkey each process counts for itself
        RATELIMIT_ENABLED=settings.env != "test",
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=4,  # half the work of 5 for a tenth more bytes
        COMPRESS_MIN_SIZE=500,
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.before_request(only_forms)
    csrf.init_app(app)
    limiter.init_app(app)
    own_limiter.init_app(app)
    compress.init_app(app)
    app.teardown_appcontext(let_go)
    app.after_request(_adding(_headers(settings)))
    _answer_refusals(app)
    _serve_static(app)


def trust_proxies(app: Flask, settings: Settings) -> None:
    """Take the visitor's address, scheme and host from the proxies in front. Comes last, so that the gate of the sockets sees them too."""
    number = settings.proxies
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]


def database() -> Database:
    """The site's database."""
    found: Database = current_app.extensions["peerhub.database"]
    return found


def reading() -> Db:
    """The session in which this request reads; closed by itself."""
    if "reading" not in g:
        g.reading = database().session()
    db: Db = g.reading
    return db


@contextmanager
def transaction() -> Iterator[Db]:
    """The one transaction of a door. What was read before is let go, so that the page afterwards shows what was written."""
    let_go()
    with database().transaction() as db:
        yield db


def attempt(form: FlaskForm, verb: Callable[[Db], T]) -> T | None:
    """Run `verb(db)` in a transaction when the form is valid; otherwise, or when it raises Invalid, None with the errors on the form."""
    if not form.validate_on_submit():
        return None
    try:
        with transaction() as db:
            return verb(db)
    except Invalid as refusal:
        put_problems(form, refusal)
        return None


def form_status() -> int:
    """200 for a form that is shown, 422 for one that comes back with its errors, 409 where somebody else was quicker."""
    return int(g.get("form_status", 422 if request.method == "POST" else 200))


def put_problems(form: FlaskForm, refusal: Invalid) -> None:
    """Show the sentences of a refusal at the fields they are about, others at the top of the form."""
    for name, sentence in refusal.problems.items():
        if name in form._fields:
            form[name].errors = [*form[name].errors, sentence]
        else:
            form.form_errors.append(sentence)


def let_go(_error: BaseException | None = None) -> None:
    """End the reading session, before work that takes long; `reading()` opens another one when it is needed."""
    db: Db | None = g.pop("reading", None)
    if db is not None:
        db.close()


def wants_json() -> bool:
    """Whether the caller is a program or a script of the page rather than a person looking at a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _answer_refusals(app: Flask) -> None:
    app.jinja_env.globals["new_key"] = new_key
    app.register_error_handler(
        NotFound,
        lambda _problem: problem_page(404, _("This page does not exist, or you do not have permission to see it.")),
    )
    app.register_error_handler(
        NotAllowed, lambda refusal: problem_page(403, str(refusal) or _("You do not have permission to do this."))
    )
    app.register_error_handler(Conflict, lambda refusal: problem_page(409, str(refusal)))
    app.register_error_handler(Invalid, lambda refusal: problem_page(422, str(refusal), problems=refusal.problems))
    app.register_error_handler(
        CSRFError,
        lambda _problem: problem_page(400, _("This form has expired. Send it again, or go back and reload the page.")),
    )
    app.register_error_handler(RateLimitExceeded, _too_often)
    app.register_error_handler(
        HTTPException, lambda problem: problem_page(problem.code or 500, sentence(problem.code or 500))
    )
    app.register_error_handler(BadHost, lambda _problem: broken_page(400))  # without a host no address can be built
    app.register_error_handler(OperationalError, _database_is_gone)
    app.register_error_handler(Unavailable, _database_is_gone)
    app.register_error_handler(DataError, lambda _problem: problem_page(400, sentence(400)))
    app.register_error_handler(500, lambda _problem: broken_page(500))


def _too_often(problem: RateLimitExceeded) -> Response:
    """When to come again is said for programs, as the outbox of the pages is one."""
    said = str(problem.description) if problem.limit.error_message else sentence(429)
    answer = make_response(problem_page(429, said))
    if limiter.current_limit:
        answer.headers["Retry-After"] = str(max(1, limiter.current_limit.reset_at - int(time.time())))
    return answer


def _database_is_gone(problem: OperationalError | Unavailable) -> tuple[Response | str, int]:
    log.error("The database does not answer: %s", getattr(problem, "orig", problem))
    return broken_page(503)


def sentence(code: int) -> str:
    """What to tell a person about an HTTP status."""
    known = {
        400: _("The server could not read this request. Go back and try again."),
        401: _("Sign in first."),
        403: _("You do not have permission to do this."),
        404: _("This page does not exist, or you do not have permission to see it."),
        405: _("This page does not accept this kind of request."),
        413: _("This is too large. Shorten it or send it in parts."),
        415: _("This page only accepts data from a form."),
        429: _("You have tried too often. Wait a minute, then try again."),
        503: _("The site is busy. What you wrote is not lost. Try again in a moment."),
    }
    return known.get(
        code, _("Something went wrong on our side. What you wrote is saved in your browser. Go back and try again.")
    )


def problem_page(code: int, said: str, problems: dict[str, str] | None = None) -> tuple[Response | str, int]:
    """One sentence that says what is wrong and what to do, as a page or as JSON; what was typed is shown again."""
    if wants_json():
        return jsonify(error=said, problems=problems or {}), code
    return render_template("errors/problem.html", code=code, sentence=said, typed=typed(code)), code


def broken_page(code: int) -> tuple[Response | str, int]:
    """The same without a frame: for when the database, and so the reader's account, cannot be asked."""
    with i18n.in_language(i18n.stranger_language(database().settings.languages)):
        said = sentence(code)
        if wants_json():
            return jsonify(error=said, problems={}), code
        shown = {"sentence": said, "typed": typed(code), "lang": i18n.language_tag(), "dir": i18n.direction()}
        return current_app.jinja_env.get_template("errors/broken.html").render(shown), code


def _headers(settings: Settings) -> dict[str, str]:
    """What every answer tells the browser not to do."""
    live_origin = settings.public_url.replace("http", "ws", 1)
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        f"connect-src 'self' {live_origin}; {OWN_FORMS}; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    if settings.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def _adding(headers: dict[str, str]) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if g.get("forms_lead_out"):
            policy = response.headers["Content-Security-Policy"]
            response.headers["Content-Security-Policy"] = policy.replace(OWN_FORMS, f"{OWN_FORMS} https:")
        if response.mimetype in {"text/html", "application/json"}:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    return add


def let_forms_lead_out() -> None:
    """Let a form of this page be answered with a redirect to another site: browsers hold the whole way of a form against
    the content policy, and where a meeting's address leads on to is not ours to know."""
    g.forms_lead_out = True


def _serve_static(app: Flask) -> None:
    built = site_folder("static") / "dist"
    manifest = built / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}

    def asset(name: str) -> str:
        return f"/static/dist/{names.get(name, name)}"

    app.jinja_env.globals["asset"] = asset
    served = WhiteNoise(
        app.wsgi_app,
        max_age=86_400,
        immutable_file_test=lambda path, url: "/dist/" in url,
        add_headers_function=lambda headers, path, url: headers.add_header("X-Content-Type-Options", "nosniff"),
    )
    for folder in (built, site_folder("static") / "img"):
        if folder.is_dir():
            served.add_files(str(folder), prefix=f"static/{folder.name}/")
    app.wsgi_app = served  # type: ignore[method-assign]


def page(template: str, **values: Any) -> str:
    """Draw a page."""
    return render_template(template, **values)
