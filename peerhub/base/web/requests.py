"""How a request is read, and which answers may carry its cookie."""

from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType
from werkzeug.formparser import FormDataParser

from peerhub.base.i18n.templates import LanguageEnvironment
from peerhub.base.web.origin import is_cross_site

SENT_BY_FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})
MOST_SENT = 5000  # fields of a form; the longest, of a session, has a box for each person


class Fields(FormDataParser):
    """Reads forms of at most MOST_SENT fields: each costs time, and in a megabyte there is room for half a million empty ones."""

    def parse(self, stream: IO[bytes], mimetype: str, *more: Any, **options: Any) -> Any:
        """Read a form. Raises RequestEntityTooLarge; Werkzeug itself counts the parts of the other kind of form."""
        if mimetype == "application/x-www-form-urlencoded":
            sent = stream.read()
            if sent.count(b"&") >= MOST_SENT:
                raise RequestEntityTooLarge
            stream = BytesIO(sent)
        return super().parse(stream, mimetype, *more, **options)


class SiteRequest(Request):
    """A request with a bound on the number of its fields, and with an address that can be read."""

    form_data_parser_class = Fields

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Quote bare letters of other encodings than UTF-8, which old links carry and Werkzeug cannot read; those that come quoted
        it leaves quoted. The environ does not hold the request in turn: sockets keep theirs as long as a page is open."""
        super().__init__(*args, **{"populate_request": False, **kwargs})
        # The handler that Werkzeug registers for its own addresses; without it the line below raises LookupError in every test.
        self.query_string = self.query_string.decode(errors="werkzeug.url_quote").encode()


class OwnCookies(SecureCookieSessionInterface):
    """The cookie of the sign-in. A form of another site is sent without it, so its answer must not put an empty one in its
    place: whoever follows a foreign link would be signed out."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the answer carries it."""
        return not (request.method == "POST" and is_cross_site()) and super().should_set_cookie(app, session)


class Site(Flask):
    """The app, with templates for each language, and an error log that names nobody: the token in the address of a mailed link
    names the person."""

    jinja_environment = LanguageEnvironment

    def log_exception(self, exc_info: Any) -> None:
        """Log an error, with the numbers in the address and without its words."""
        path = request.url_rule.rule if request.url_rule else "an address that is not there"
        for name, value in (request.view_args or {}).items():
            path = path.replace(f"<int:{name}>", str(value))
        self.logger.error("Exception on %s [%s]", path, request.method, exc_info=exc_info)


def only_forms() -> None:
    """Refuse a body that no form sends. Flask-WTF would take JSON for fields, which then are no texts. Raises
    UnsupportedMediaType."""
    if request.method == "POST" and request.endpoint and request.mimetype not in SENT_BY_FORMS:
        raise UnsupportedMediaType
