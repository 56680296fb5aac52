"""Mails as MIME messages, with a calendar part that mail programs show as buttons.

Gmail, Outlook and Apple Mail show "accept" and "decline" only if the calendar stands as the last alternative with its
method in the header, and the same bytes as an attached file serve everybody else. The bytes of a message follow from
its content alone, boundaries included, so a second try sends the same mail again. `Date` is for whoever sends it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from functools import cache

from peerhub.base.text.plain import one_line

_METHOD = re.compile(rb"^METHOD(?:;[^:\r\n]*)?:([^\r\n]*)\r?$", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(r"<[!-;=?A-~]+@[!-;=?A-~]+>")
_NAME = re.compile(r"[A-Za-z0-9-]+")
_VALUE = re.compile(r"[ -~]{1,900}")
_OURS = {"from", "to", "cc", "bcc", "sender", "subject", "message-id", "mime-version"}


class _Verbatim(UnstructuredHeader):
    """A header that is never folded: Python would turn a long link in List-Unsubscribe into encoded words."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header on one line; `_VALUE` keeps it below the 998 octets of RFC 5322."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]  # the registry mixes the name in


class _Subject(UniqueUnstructuredHeader):
    """A subject in whole encoded words: folding by the policy loses spaces between words outside ASCII."""

    def fold(self, *, policy: EmailPolicy) -> str:
        """The header in lines of at most 75 signs; its spaces stand inside the encoded words (RFC 2047, section 6.2)."""
        text = str(self)
        words = Header(text, "us-ascii" if text.isascii() else "utf-8", maxlinelen=75, header_name="Subject")
        return f"Subject: {words.encode(linesep=policy.linesep)}{policy.linesep}"


class _Headers(HeaderRegistry):
    """Python's, with each class made once: it makes a new one for every header."""

    @cache  # noqa: B019  (of one registry, and few names)
    def __getitem__(self, name: str) -> type[BaseHeader]:
        return super().__getitem__(name)


_HEADERS = _Headers(default_class=_Verbatim)
_HEADERS.map_to_type("subject", _Subject)  # type: ignore[arg-type]  # the registry mixes the base class in
POLICY = SMTP.clone(header_factory=_HEADERS)


def mailbox(email: str, name: str = "") -> Address:
    """An email address with a name; control characters in the name are dropped, in the address they raise ValueError."""
    local, _at, host = email.rpartition("@")
    if local.isascii() or not email.isprintable():
        return Address(display_name=_header_text(name), addr_spec=email)
    return Address(display_name=_header_text(name), username=local, domain=host)  # RFC 6532, which `addr_spec` refuses


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The headers of a mail. `message_id` is made once, when the mail is decided on, and kept through every try.

    `headers` are further ones in plain ASCII, made by the program and not by people.
    """

    sender: Address
    recipient: Address
    subject: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)


def calendar_mail(
    envelope: Envelope, text: str, html: str, calendar: bytes | None = None, method: str | None = None
) -> EmailMessage:
    """A mail in text and HTML, with `calendar` as its third alternative and as a file if there is one.

    `method` must be the METHOD inside `calendar` (Outlook refuses the mail otherwise); both or neither are given.
    The sender must be the calendar's ORGANIZER. Raises ValueError for anything that isn't a sound header.
    """
    _must_agree(calendar, method)
    message = _addressed(envelope)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(html, subtype="html", cte=_encoding(html))
    if calendar is not None and method is not None:
        _add_calendar(message, calendar, method)
    _set_boundaries(message, text, html, calendar or b"")
    return message


def _encoding(text: str) -> str:
    """The shorter encoding (RFC 2045, section 6): an Arabic letter takes six signs quoted, and less than three in base64."""
    return "base64" if len(text.encode()) > 1.25 * len(text) else "quoted-printable"


def _addressed(envelope: Envelope) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"] = envelope.sender, envelope.recipient
    message["Subject"] = _header_text(envelope.subject)
    message["Message-ID"] = _must_match(_MESSAGE_ID, envelope.message_id)
    for name, value in envelope.headers.items():
        message[_free_name(name)] = _must_match(_VALUE, value)
    return message


def _header_text(text: str) -> str:
    """What people wrote, on one line. Python decodes `=?x?q?=0A?=` while it sets a header, and would break the line."""
    return one_line(text).replace("=?", "= ?")


def _must_agree(calendar: bytes | None, method: str | None) -> None:
    inside = [] if calendar is None else [name.decode("ascii", "replace") for name in _METHOD.findall(calendar)]
    if inside != ([] if method is None else [method]) or (calendar is None) != (method is None):
        raise ValueError(f"The mail says method {method}, its calendar says {inside}.")


def _must_match(pattern: re.Pattern[str], value: str) -> str:
    if not pattern.fullmatch(value):
        raise ValueError(f"Not a sound header value: {value!r}")
    return value


def _free_name(name: str) -> str:
    """The name of an extra header, if it isn't one that this module sets."""
    _must_match(_NAME, name)
    if name.lower() in _OURS or name.lower().startswith("content-"):
        raise ValueError(f"The header {name} is set by the mail itself.")
    return name


def _add_calendar(message: EmailMessage, calendar: bytes, method: str) -> None:
    message.add_alternative(
        calendar, maintype="text", subtype="calendar", params={"charset": "UTF-8", "method": method}
    )
    message.add_attachment(calendar, maintype="application", subtype="ics", filename="invite.ics")
    message["Content-Class"] = "urn:content-classes:calendarmessage"


def _set_boundaries(message: EmailMessage, *content: str | bytes) -> None:
    """Name the boundaries after the content: equal mails are equal, and nobody can write one into a text."""
    digest = hashlib.sha256()
    for written in content:
        digest.update(written.encode() if isinstance(written, str) else written)
    for number, part in enumerate(section for section in message.walk() if section.is_multipart()):
        part.set_boundary(f"=_{number}_{digest.hexdigest()[:40]}")
