"""Notices and emails as lines to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, has_request_context, url_for
from flask_login import current_user

from peerhub.base.i18n.formats import translated
from peerhub.base.i18n.translate import lazy_pgettext
from peerhub.base.mail.models import BOUNCED, DROPPED, EXPIRED, FAILED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.notices import rules
from peerhub.notices.models import Notice

STATES = {
    WAITING: lazy_pgettext("email", "waiting"),
    SENDING: lazy_pgettext("email", "being sent"),
    SENT: lazy_pgettext("email", "sent"),
    FAILED: lazy_pgettext("email", "failed"),
    EXPIRED: lazy_pgettext("email", "too late"),
    DROPPED: lazy_pgettext("email", "no longer needed"),
    BOUNCED: lazy_pgettext("email", "came back"),
}


TOPIC_NAMES = {
    rules.MENTIONS: lazy_pgettext("emails", "You are mentioned"),
    rules.REPLIES: lazy_pgettext("emails", "Replies"),
    rules.THREADS: lazy_pgettext("emails", "New threads"),
    rules.SESSIONS: lazy_pgettext("emails", "Sessions"),
    rules.SURVEYS: lazy_pgettext("emails", "Surveys"),
    rules.COMMITMENTS: lazy_pgettext("emails", "Your commitments"),
    rules.EXCHANGES: lazy_pgettext("emails", "Exchanges and proposals"),
    rules.PEOPLE: lazy_pgettext("emails", "Your team and the programme"),
}


@dataclass(frozen=True)
class Line:
    """One line of the bell in the reader's language."""

    id: int
    text: str
    at: datetime
    unread: bool


def line(notice: Notice) -> Line:
    """A notice as its reader sees it; one of a kind that this version does not know still says that there is something."""
    return Line(notice.id, text_of(notice.kind, notice.data), notice.created_at, notice.read_at is None)


def text_of(kind: str, data: dict[str, Any]) -> str:
    """What a notice says, in the reader's language."""
    template = current_app.jinja_env.select_template([f"notices/{kind}.txt", "notices/unknown.txt"])
    return " ".join(template.render(data=data).split())  # not render_template: a line needs nothing of the frame


LONGEST_LINE = 90  # characters


@dataclass(frozen=True)
class EmailLine:
    """One line of an email about the bell: where it leads, what it says, and what was written there."""

    path: str
    text: str
    said: Sequence[dict[str, Any]] = ()
    earlier: Sequence[dict[str, Any]] = ()
    is_private: bool = False


def in_groups(lines: Sequence[dict[str, Any]]) -> list[tuple[str, list[EmailLine]]]:
    """The lines of an email: under the names of their rooms, what matters most and its room first; then the others, under the names
    of their topics."""
    ranked = sorted((line for line in lines if "room" in line), key=lambda line: int(line["rank"]))
    rooms: dict[str, list[dict[str, Any]]] = {}
    for line in ranked:
        rooms.setdefault(line["list"], []).append(line)
    grouped = [(translated(own[0]["room"]), own) for own in rooms.values()]
    for topic, name in TOPIC_NAMES.items():
        grouped.append((str(name), [line for line in lines if "room" not in line and line["topic"] == topic]))
    return [(name, [_email_line(line) for line in own]) for name, own in grouped if own]


def _email_line(line: dict[str, Any]) -> EmailLine:
    text = text_of(line["kind"], line["data"])
    text = text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE].rstrip() + "…"
    said, earlier = line.get("said", ()), line.get("earlier", ())
    return EmailLine(line.get("path", ""), text, said, earlier, bool(line.get("is_private")))


def subject(mail: OutgoingMail) -> str:
    """What an email is about, in the reader's language; its kind where it cannot be written, since that is why it failed."""
    try:
        template = current_app.jinja_env.get_template(f"mail/{mail.kind}.subject.txt")
        return template.render(data=mail.data, recipient_name=mail.recipient_name)
    except Exception:  # whatever is wrong with one email must not hide the others
        return mail.kind


def frame_links() -> dict[str, Any]:
    """Where the frame's bell leads, and the button of those to whom emails come back."""
    signed_in = has_request_context() and current_user.is_authenticated
    names = {"bell_url": "notices.show", "works_url": "notices.address_works", "address_url": "accounts.change_address"}
    return {name: url_for(endpoint) for name, endpoint in names.items()} if signed_in else {}
