"""Notices and emails as lines to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app, has_request_context, url_for
from flask_login import current_user

from peerhub.base.i18n.translate import lazy_pgettext
from peerhub.base.mail.models import DROPPED, EXPIRED, FAILED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.notices import rules
from peerhub.notices.models import Notice

STATES = {
    WAITING: lazy_pgettext("email", "waiting"),
    SENDING: lazy_pgettext("email", "being sent"),
    SENT: lazy_pgettext("email", "sent"),
    FAILED: lazy_pgettext("email", "failed"),
    EXPIRED: lazy_pgettext("email", "too late"),
    DROPPED: lazy_pgettext("email", "replaced"),
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
    said: Sequence[dict[str, str]] = ()
    before: Sequence[dict[str, str]] = ()
    is_private: bool = False


def by_topic(lines: Sequence[dict[str, Any]]) -> list[tuple[str, list[EmailLine]]]:
    """The lines of an email, under the names of their topics, in the order of the topics."""
    grouped = [(topic, [line for line in lines if line["topic"] == topic]) for topic in TOPIC_NAMES]
    return [(str(TOPIC_NAMES[topic]), [_email_line(line) for line in own]) for topic, own in grouped if own]


def _email_line(line: dict[str, Any]) -> EmailLine:
    said, before = ([each for each in line.get(name, ()) if each["text"]] for name in ("said", "before"))
    text = text_of(line["kind"], line["data"])
    text = text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE].rstrip() + "…"
    return EmailLine(line.get("path", ""), text, said, before, bool(line.get("is_private")))


def subject(mail: OutgoingMail) -> str:
    """What an email is about, in the reader's language; its kind where it cannot be written, since that is why it failed."""
    try:
        template = current_app.jinja_env.get_template(f"mail/{mail.kind}.subject.txt")
        return template.render(data=mail.data, recipient_name=mail.recipient_name)
    except Exception:  # whatever is wrong with one email must not hide the others
        return mail.kind


def frame_links() -> dict[str, Any]:
    """Where the frame's bell leads."""
    signed_in = has_request_context() and current_user.is_authenticated
    return {"bell_url": url_for("notices.show")} if signed_in else {}
