"""The bytes of an email as JSON: who wrote it, what they typed, its calendar parts. Done in a worker, for any bytes may arrive."""

import base64
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Any

from peerhub.base.mail.links import without_acting
from peerhub.base.text.plain import many_lines, one_line
from peerhub.incoming.engines import automatic, verdicts
from peerhub.incoming.engines.flowed import joined, unbroken
from peerhub.incoming.engines.headers import addresses, raw_text, words
from peerhub.incoming.engines.html_text import text_of
from peerhub.incoming.engines.quotations import MARK
from peerhub.incoming.engines.typed import typed

MOST_PARTS, DEEPEST = 100, 20
MOST_LINES, LARGEST_HEADERS = 1_000_000, 150_000
MOST_CALENDARS, LARGEST_CALENDAR = 3, 1_000_000
LONGEST_SUBJECT = 300
_BOUNDARY = re.compile(rb"boundary=[ \t]*\"?([^\s\";]{1,100})", re.IGNORECASE)
_NO_CHARSETS = re.compile(
    r"[\W_]*(?:punycode|idna|undefined|(?:raw)?[\W_]*unicode[\W_]*escape|utf[\W_]*7)[\W_]*", re.IGNORECASE
)


class TooManyParts(ValueError):
    """The email has more parts, or deeper ones, than anybody's mail program makes."""


class TooMuch(ValueError):
    """The email has more lines or headers than anybody's mail program makes."""


def read(payload: dict[str, Any]) -> dict[str, Any]:
    """What is read of `content` (base64). `own`: addresses of the site; `verdict_by`: the trusted server; `sender`: of the envelope.

    Raises TooManyParts, TooMuch.
    """
    content = base64.b64decode(payload["content"])
    _check(content)
    try:
        message = message_from_bytes(content, policy=compat32)
    except RecursionError:
        raise TooManyParts from None
    parts = list(_parts(message))
    name, sender = _sender(message)
    names = re.findall(r"[^\W\d_]{3,}", f"{name} {sender}".casefold())
    text, is_quoting = without_acting(many_lines(typed(_body(parts), frozenset(names))))
    return {
        "message_id": one_line(raw_text(message.get("message-id"))),
        "sender": sender,
        "sender_name": name,
        "delivered_to": _emails(message, "delivered-to", "x-original-to", "envelope-to"),
        "named": _emails(message, "to", "cc"),
        "is_sender_true": verdicts.is_sender_true(message, sender, payload["verdict_by"]),
        "subject": one_line(words(message.get("subject")))[:LONGEST_SUBJECT],
        "text": text,
        "is_quoting": is_quoting,
        "calendars": [[base64.b64encode(content).decode(), _charset(part)] for part, content in _calendars(parts)],
        "automatic": automatic.reason(message, sender, payload["sender"], payload["own"]),
        "report": automatic.report(parts) or automatic.report_of_exim(message, parts),
    }


def _check(content: bytes) -> None:
    """Count what makes an email slow to take apart, before that is tried. Raises TooManyParts, TooMuch."""
    end = re.search(rb"\r?\n\r?\n", content)
    if content.count(b"\n") > MOST_LINES or (end.start() if end else len(content)) > LARGEST_HEADERS:
        raise TooMuch
    boundaries = set(_BOUNDARY.findall(content))
    if len(boundaries) > MOST_PARTS or sum(content.count(b"\n--" + each) for each in boundaries) > 4 * MOST_PARTS:
        raise TooManyParts


def _sender(message: Message) -> tuple[str, str]:
    """The name and address in From; both are "" where there is no address, or more than one."""
    found = addresses(message, "from")
    if len(found) != 1 or len(message.get_all("from", [])) != 1:
        return "", ""
    return one_line(words(found[0][0]))[:LONGEST_SUBJECT], found[0][1]


def _emails(message: Message, *headers: str) -> list[str]:
    return [email for _name, email in addresses(message, *headers)]


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
    text = _decoded(part).replace(MARK, "")
    if str(part.get_param("format", "")).lower() == "flowed":
        return joined(text, delete_space=str(part.get_param("delsp", "")).lower() == "yes")
    return unbroken(text)


def _charset(part: Message) -> str:
    """The charset that a part names, "" where none; those that Python knows and no mail program writes are none."""
    try:
        named = str(part.get_content_charset("") or "")
    except (LookupError, UnicodeError, ValueError, TypeError):
        return ""
    return "" if len(named) > 40 or _NO_CHARSETS.fullmatch(named) else named


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _decoded(part: Message) -> str:
    """The text of a part; one that is not in the charset that it names is read as what it most likely is."""
    content = _content(part)
    for charset in (_charset(part) or "utf-8", "utf-8"):
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
        content = _content(part)
        if content and content not in found and len(content) <= LARGEST_CALENDAR:
            found.add(content)
            yield part, content
        if len(found) == MOST_CALENDARS:
            return
