"""The bytes of an email as JSON: who wrote it, what they typed, its calendar parts. Done in a worker, for any bytes may arrive."""

import base64
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses
from typing import Any

from peerhub.base.text.plain import one_line
from peerhub.incoming.engines import automatic, verdicts
from peerhub.incoming.engines.flowed import joined
from peerhub.incoming.engines.headers import words
from peerhub.incoming.engines.html_text import text_of
from peerhub.incoming.engines.typed import typed

MOST_PARTS, DEEPEST = 100, 20
MOST_CALENDARS, LARGEST_CALENDAR = 3, 1_000_000
LONGEST_SUBJECT = 300


class TooManyParts(ValueError):
    """The email has more parts, or deeper ones, than anybody's mail program makes."""


def read(payload: dict[str, Any]) -> dict[str, Any]:
    """What is read of `content` (base64). `own`: addresses of the site; `verdict_by`: the trusted server; `sender`: of the envelope.

    Raises TooManyParts.
    """
    message = message_from_bytes(base64.b64decode(payload["content"]), policy=compat32)
    parts = list(_parts(message))
    senders = getaddresses([str(each) for each in message.get_all("from", [])])
    only = senders[0] if len(senders) == 1 and len(message.get_all("from", [])) == 1 else ("", "")
    sender = only[1].strip().lower()
    return {
        "message_id": str(message.get("message-id", "")).strip(),
        "sender": sender,
        "sender_name": one_line(words(only[0]))[:LONGEST_SUBJECT],
        "recipients": [address.lower() for _name, address in _recipients(message)],
        "is_sender_true": verdicts.is_sender_true(message, sender, payload["verdict_by"]),
        "subject": one_line(words(message.get("subject")))[:LONGEST_SUBJECT],
        "text": typed(_body(parts)),
        "calendars": [
            [base64.b64encode(content).decode(), part.get_content_charset("")] for part, content in _calendars(parts)
        ],
        "automatic": automatic.reason(message, sender, payload["sender"], payload["own"]),
        "report": automatic.report(parts),
    }


def _recipients(message: Message) -> list[tuple[str, str]]:
    """The addresses that it may have come to, the surest first."""
    names = ("delivered-to", "x-original-to", "envelope-to", "to", "cc")
    return getaddresses([str(each) for name in names for each in message.get_all(name, [])])


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The parts that hold something, in order; those of an attached email not. Raises TooManyParts."""
    yield from _bounded(_leaves(message, depth))


def _bounded(leaves: Iterator[Message]) -> Iterator[Message]:
    for number, leaf in enumerate(leaves):
        if number >= MOST_PARTS:
            raise TooManyParts
        yield leaf


def _leaves(message: Message, depth: int) -> Iterator[Message]:
    if depth > DEEPEST:
        raise TooManyParts
    is_report = message.get_content_type() == "message/delivery-status"
    parts = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(parts, list):
        for part in parts:
            if isinstance(part, Message):
                yield from _leaves(part, depth + 1)
    elif is_report or message.get_content_maintype() != "message":
        yield message


def _body(parts: list[Message]) -> str:
    """The HTML where there is one: mail programs mark in it what they quote, and do not break its lines. Else the text."""
    inline = [part for part in parts if part.get_content_disposition() != "attachment" and part.get_filename() is None]
    of_kind = {
        kind: [part for part in inline if part.get_content_type() == f"text/{kind}"] for kind in ("html", "plain")
    }
    html = "\n\n".join(text_of(_decoded(part)) for part in of_kind["html"])
    if html.strip():
        return html
    return "\n".join(_plain(part) for part in of_kind["plain"])


def _plain(part: Message) -> str:
    text = _decoded(part)
    if str(part.get_param("format", "")).lower() == "flowed":
        return joined(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def _decoded(part: Message) -> str:
    """The text of a part; one that is not in the charset that it names is read as what it most likely is."""
    content = part.get_payload(decode=True)
    content = content if isinstance(content, bytes) else b""
    for charset in (part.get_content_charset("utf-8"), "utf-8"):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", errors="replace")


def _calendars(parts: list[Message]) -> Iterator[tuple[Message, bytes]]:
    found: set[bytes] = set()
    for part in parts:
        name = str(part.get_filename() or "").lower()
        if part.get_content_type() not in {"text/calendar", "application/ics"} and not name.endswith(".ics"):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content not in found and len(content) <= LARGEST_CALENDAR:
            found.add(content)
            yield part, content
        if len(found) == MOST_CALENDARS:
            return
