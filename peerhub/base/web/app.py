"""What every page shares, joined to the app: sessions, limits, compression, headers, answers to refusals, static files."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from peerhub.base.settings import Settings
from peerhub.base.web import errors, static
from peerhub.base.web.extensions import OWN_MEMORY, compress, csrf, form_token, limiter, memory_limiter
from peerhub.base.web.headers import header_adder, headers
from peerhub.base.web.numbers import IdConverter
from peerhub.base.web.requests import OwnCookies, SiteRequest, only_forms
from peerhub.base.web.submitted import LARGEST_REQUEST
from peerhub.base.web.transactions import end_read_session


def init_app(app: Flask, settings: Settings) -> None:
    """Join all of this to the app."""
    app.url_map.converters["int"] = IdConverter
    app.request_class = SiteRequest
    app.session_interface = OwnCookies()
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="peerhub",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_REFRESH_EACH_REQUEST=False,  # signing it costs; accounts.login renews it once an hour
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,  # a form may stay open for a day on a weak line; the token ends with the sign-in
        RATELIMIT_STORAGE_URI=settings.queue_url or OWN_MEMORY,
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
    app.jinja_env.globals["csrf_token"] = form_token
    app.context_processor(lambda: {"csrf_token": form_token})
    limiter.init_app(app)
    memory_limiter.init_app(app)
    compress.init_app(app)
    app.teardown_appcontext(end_read_session)
    app.after_request(header_adder(headers(settings)))
    errors.init_app(app)
    static.init_app(app)


def trust_proxies(app: Flask, settings: Settings) -> None:
    """Take the visitor's address, scheme and host from the proxies in front. Comes last, so that the check of the sockets sees them too."""
    number = settings.proxies
    if number:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]
