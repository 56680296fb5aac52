"""A mail as its reader sees it, for those who only look: without the links that act in the reader's name, and without what was quoted,
both of which are erased when it is sent."""

import re
from dataclasses import dataclass
from typing import Any

from werkzeug.wrappers import Response

from peerhub.base.errors import NotFound
from peerhub.base.mail import links
from peerhub.base.mail.links import NOWHERE
from peerhub.base.mail.models import ERASED, OutgoingMail
from peerhub.base.mail.outbox import kept_of
from peerhub.base.mail.render import render
from peerhub.base.settings import Settings

LINKS = {"path": NOWHERE, "invitation": NOWHERE}
ACTING = {"list-unsubscribe", "list-unsubscribe-post"}
FOLDED = re.compile(r"\r?\n[ \t]")  # RFC 5545, section 3.1


@dataclass(frozen=True)
class Preview:
    """What is shown of a mail. `calendar` is empty where there is none, or it is no longer kept."""

    subject: str
    headers: list[tuple[str, str]]
    text: str
    html: str
    calendar: str


def preview(settings: Settings, mail: OutgoingMail, *, could_be_stopped: bool = False) -> Preview | None:
    """The mail in its reader's language; None for one that cannot be written. `could_be_stopped`: whether its kind can be, for a mail
    of which that is no longer kept."""
    columns = ("kind", "recipient", "recipient_name", "language", "zone", "message_id")
    shown = OutgoingMail(**{name: getattr(mail, name) for name in columns}, data=_harmless(mail, could_be_stopped))
    try:
        message = render(settings, shown)
    except Exception:  # whatever is wrong with it, which is why it failed, the page says that it cannot be shown
        return None
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    return Preview(
        subject=str(message["Subject"]).strip(),
        headers=[(name, str(value)) for name, value in message.items() if name.lower() not in ACTING],
        text=plain.get_content() if plain else "",
        html=html.get_content() if html else "",
        calendar=links.ACTING.sub(NOWHERE, FOLDED.sub("", mail.calendar_body or "")),
    )


def _harmless(mail: OutgoingMail, could_be_stopped: bool) -> dict[str, Any]:
    data: dict[str, Any] = kept_of(mail.data)
    lists = {name: [_without_links(each) for each in value] for name, value in data.items() if isinstance(value, list)}
    has_stop = "stop" in mail.data or (mail.state in ERASED and could_be_stopped)
    return data | lists | LINKS | ({"stop": NOWHERE} if has_stop else {})


def _without_links(each: Any) -> Any:
    return each | LINKS if isinstance(each, dict) else each


def html_page(shown: Preview | None) -> Response:
    """A mail as a mail program shows it. Raises NotFound where it cannot be written."""
    if shown is None:
        raise NotFound
    return sandboxed(shown.html)


def sandboxed(html: str) -> Response:
    """The HTML of a mail: without scripts or anything from elsewhere, but with the styles that mails carry."""
    answer = Response(html, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    return answer
