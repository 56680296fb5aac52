"""Whatever arrives ends in a letter or in a reason, in bounded time and memory, and in nobody else's name."""

import base64
from contextlib import suppress
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerhub.base.settings import Settings
from peerhub.incoming import rules
from peerhub.incoming.engines import mime, reading
from peerhub.incoming.engines.reading import NotRead
from tests.cast import NOW

SETTINGS = Settings(mail_from="rsvp@peerhub.example", mail_replies="replies@peerhub.example")
HEAD = b"From: Office <office@cast.example>\r\nTo: x@y.example\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"


def nested(depth: int) -> bytes:
    """Parts within parts."""
    begins = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(depth))
    return HEAD + begins + b"Content-Type: text/plain\r\n\r\nHello\r\n"


def forwarded(depth: int) -> bytes:
    """Emails within emails."""
    return HEAD + b"Content-Type: message/rfc822\r\n\r\n" * depth + b"Subject: x\r\n\r\nHello\r\n"


def many(count: int, content: bytes = b"Hello") -> bytes:
    """So many parts."""
    part = b"--b\r\nContent-Type: text/plain\r\n\r\n" + content + b"\r\n"
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * count + b"--b--\r\n"


def html(content: bytes) -> bytes:
    """An email in HTML."""
    return HEAD + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + content


def plain(content: bytes, charset: str = "utf-8") -> bytes:
    """An email as plain text."""
    return HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + content


def read(content: bytes) -> rules.Letter | str:
    """The letter, or why there is none."""
    try:
        return reading.read(SETTINGS, content, "office@cast.example", NOW).letter
    except NotRead as problem:
        return str(problem.args[0])


HOSTILE: dict[str, Any] = {
    "500 parts": lambda: many(500),
    "parts within parts": lambda: nested(1_000),
    "emails within emails": lambda: forwarded(2_000),
    "ten megabytes of tiny parts": lambda: many(250_000, b""),
    "one line of ten megabytes": lambda: plain(b"x" * 10_000_000),
    "a hundred thousand elements": lambda: html(b"<div>" * 100_000 + b"Hello"),
    "half of a tag, often": lambda: html(b"<a href='" * 100_000),
    "entities": lambda: html(b"&amp;" * 1_000_000),
    "On On On": lambda: plain(b"On " * 100_000 + b"wrote:"),
    "On, line by line": lambda: plain(b"On a day wrote\n" * 50_000),
    "headers, line by line": lambda: plain(b"From: a\nSent: b\n" * 50_000),
    "dashes": lambda: plain((b"-" * 40 + b"\n") * 50_000),
    "spaces": lambda: plain(b" " * 1_000_000 + b"x"),
    "quoted deeply": lambda: plain(b">" * 500_000 + b" x\n" + b"> y\n" * 50_000),
    "signatures": lambda: plain(b"Best regards,\n" * 50_000),
    "a name without end": lambda: b"From: " + b"(" * 100_000 + b"x@y.example\r\n\r\nHello",
    "addresses without end": lambda: b"From: a@b.example\r\nTo: " + b"x@y.example, " * 100_000 + b"\r\n\r\nHello",
    "a verdict without end": lambda: (
        b"Authentication-Results: " + b"(" * 50_000 + b"\r\nFrom: a@b.example\r\n\r\nHello"
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_read_or_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 2.0)
    content = HOSTILE[name]()
    found = read(content)
    assert isinstance(found, rules.Letter) or found in {rules.UNREADABLE, rules.TOO_MANY_PARTS}
    assert isinstance(read(plain(b"The next one is read.")), rules.Letter)


@pytest.mark.parametrize("half", [b"<!--", b"<!", b"<?", b"</", b"<![CDATA["])
def test_what_never_ends_costs_no_word_before_it(half: bytes) -> None:
    found = read(html(b"<p>Hello</p>" + half * 500_000))
    assert isinstance(found, rules.Letter)
    assert found.text.startswith("Hello")


@pytest.mark.parametrize("part", [b"; ", b"text/plain; a", b"name*0*=''a;"])
def test_headers_without_end_are_refused(part: bytes) -> None:
    assert read(b"From: a@b.example\r\nContent-Type: " + part * 200_000 + b"\r\n\r\nHello") == rules.UNREADABLE


def test_too_many_parts_have_their_reason() -> None:
    assert read(many(500)) == rules.TOO_MANY_PARTS
    assert isinstance(read(many(20)), rules.Letter)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(content: bytes) -> None:
    for given_bytes in (content, HEAD + content, plain(content), html(content)):
        with suppress(mime.TooManyParts):
            mime.read(payload(given_bytes))


def payload(content: bytes, **more: Any) -> dict[str, Any]:
    """What a worker is given."""
    basis = {"content": base64.b64encode(content).decode(), "sender": "a@b.example", "own": [], "verdict_by": ""}
    return basis | more


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("Réponse".encode("latin-1"), "utf-8"),
        ("Réponse".encode("latin-1"), "no-such-charset"),
        ("Réponse".encode(), "no-such-charset"),
        ("Réponse".encode("latin-1"), "iso-8859-1"),
        ("Réponse".encode("utf-16"), "utf-16"),
    ],
)
def test_a_wrong_charset_costs_no_word(content: bytes, charset: str) -> None:
    assert mime.read(payload(plain(content, charset)))["text"] == "Réponse"


def test_two_senders_are_none() -> None:
    two = b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nHello"
    assert mime.read(payload(two))["sender"] == ""
    assert mime.read(payload(b"From: a@b.example, c@d.example\r\n\r\nHello"))["sender"] == ""
    assert mime.read(payload(b"\r\nHello"))["sender"] == ""
    assert mime.read(payload(b"From: <A@B.example>\r\n\r\nHello"))["sender"] == "a@b.example"


def test_a_name_breaks_no_line() -> None:
    message = b"From: =?utf-8?q?Office=0D=0ABcc:_x@y.example?= <a@b.example>\r\nSubject: =?utf-8?q?a=0Ab?=\r\n\r\nHello"
    found = mime.read(payload(message))
    assert "\n" not in found["sender_name"] + found["subject"]
    assert "\r" not in found["sender_name"] + found["subject"]


def test_without_a_date_or_a_number_it_is_known_again() -> None:
    first, again = (reading.read(SETTINGS, plain(b"Hello"), "a@b.example", NOW + timedelta(n)).letter for n in (0, 1))
    assert first.key == again.key
    assert first.key != reading.read(SETTINGS, plain(b"Hello!"), "a@b.example", NOW).letter.key


def test_calendars_are_found_wherever_they_stand() -> None:
    message = EmailMessage()
    message.set_content("Yes")
    message.add_alternative(b"BEGIN:VCALENDAR", "text", "calendar", params={"charset": "utf-8"}, cte="base64")
    message.add_attachment(b"BEGIN:VCALENDAR 2", "application", "octet-stream", filename="Answer.ICS")
    message.add_attachment(b"BEGIN:VCALENDAR 2", "application", "ics", filename="invite.ics")
    found = [base64.b64decode(part).strip() for part, _charset in mime.read(payload(message.as_bytes()))["calendars"]]
    assert found == [b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR 2"]
