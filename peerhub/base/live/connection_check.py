"""Who may connect. Stands before Engine.IO, which would read what anybody sends before it asks who that is."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.wrappers import Response

from peerhub.base.i18n.translate import _
from peerhub.base.live.channels import LARGEST_PACKET, PERSON, server
from peerhub.base.live.heartbeat import start
from peerhub.base.settings import Settings
from peerhub.base.web.networks import network_of

DEFAULT_PORTS = {"http": 80, "https": 443}
REQUESTS = "peerhub.requests"  # where the environ of a connection counts those that are being answered
AT_ONCE = 4  # of one connection: a page that moves over to its WebSocket has three

Environ = dict[str, Any]
Origin = tuple[str, str | None, int | None]


class ConnectionCheck:
    """Lets in requests to /socket.io/ from our own pages and signed-in persons, up to a number of open sockets."""

    def __init__(self, app: Flask, settings: Settings, who: Callable[[], int | None]) -> None:
        self._app = app
        self._inside = app.wsgi_app
        self._who = who
        self._public = _origin(settings.public_url)
        self._of_a_person = settings.sockets_per_person
        self._of_an_address = settings.sockets_per_address

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith("/socket.io/"):
            return self._inside(environ, start_response)
        with self._app.request_context(environ):
            refusal = self._refusal(environ)
        if refusal:
            return refusal(environ, start_response)
        start(self._app, self._who)
        return self._answer(environ, start_response)

    def _answer(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Let Engine.IO answer, which for a WebSocket takes as long as the page is open."""
        opened = server().environ.get(_connection(environ), {})
        opened[REQUESTS] = opened.get(REQUESTS, 0) + 1
        try:
            return self._inside(environ, start_response)
        finally:
            opened[REQUESTS] -= 1

    def _refusal(self, environ: Environ) -> Response | None:
        if _is_too_large(environ):
            return Response(_("This is too large. Shorten it or send it in parts."), 413, {"Connection": "close"})
        if not self._from_our_pages(environ):
            return Response(_("Live messages are only for pages of this site."), 403)
        person_id = self._who()
        if person_id is None:
            return Response(_("Sign in first."), 401)
        environ[PERSON] = person_id
        if known := _connection(environ):
            return _refusal_of_known(known, person_id)
        if self._is_crowded(environ):
            return Response(_("Too many pages are open. Close some of them, then reload this one."), 429)
        return None

    def _from_our_pages(self, environ: Environ) -> bool:
        """Browsers name the origin in every upgrade and POST; in a plain GET, whose answer foreign pages cannot read, not always."""
        origins = environ.get("HTTP_ORIGIN")
        if not origins:
            return "websocket" not in environ.get("HTTP_UPGRADE", "").lower()
        own = _origin(f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}")
        # Some clients name it twice, and WSGI joins the two by a comma.
        return all(_origin(origin.strip()) in {own, self._public} for origin in origins.split(","))

    def _is_crowded(self, environ: Environ) -> bool:
        everybody = list(server().environ.values())
        same_person = sum(other.get(PERSON) == environ[PERSON] for other in everybody)
        network = network_of(environ.get("REMOTE_ADDR"))
        same_address = sum(network_of(other.get("REMOTE_ADDR")) == network for other in everybody)
        return bool(same_person >= self._of_a_person or same_address >= self._of_an_address)


def _origin(address: str) -> Origin | None:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return None


def _is_too_large(environ: Environ) -> bool:
    """Whether a post is larger than Engine.IO reads, or does not say how large it is: Engine.IO would leave it unanswered."""
    if environ["REQUEST_METHOD"] != "POST":
        return False
    length = environ.get("CONTENT_LENGTH") or ""
    return not length.isdecimal() or int(length) > LARGEST_PACKET


def _connection(environ: Environ) -> str:
    """The connection that a request belongs to; empty for one that opens another."""
    query: str = environ.get("QUERY_STRING", "")
    return parse_qs(query).get("sid", [""])[0]


def _refusal_of_known(connection: str, person_id: int) -> Response | None:
    """Refuse those who did not open that connection, and more requests at once than a page has: each holds a line open, and
    only connections are counted. Engine.IO itself refuses those that it does not know."""
    opened = server().environ.get(connection, {PERSON: person_id})
    if opened.get(PERSON) != person_id:
        return Response(_("Reload the page."), 403)
    return Response(_("Reload the page."), 429) if opened.get(REQUESTS, 0) >= AT_ONCE else None
