"""The corners of MIME in which emails of people come: names, encodings and charsets as programs write them, broken ones too."""

import base64
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.incoming import rules
from peerhub.incoming.engines import mime
from peerhub.incoming.views import REASONS
from tests.cast import Cast
from tests.incoming.arrange import address, handle, keep, letter, mails, receives
from tests.incoming.test_hostile import payload
from tests.sessions.arrange import response_of, scheduled

HEAD = b"From: Office <office@cast.example>\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"


def read(content: bytes) -> dict[str, Any]:
    """What is read of an email."""
    return mime.read(payload(content))


def encoded(body: bytes, how: str, charset: str = "utf-8") -> bytes:
    """An email as plain text in an encoding."""
    head = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {how}\r\n\r\n"
    return HEAD + head.encode() + body


def parts(*content: bytes, kind: str = "mixed") -> bytes:
    """An email of several parts, each with its own headers."""
    begin = HEAD + f'Content-Type: multipart/{kind}; boundary="b"\r\n'.encode()
    return begin + b"".join(b"\r\n--b\r\n" + part for part in content) + b"\r\n--b--\r\n"


def calendars(content: bytes) -> list[bytes]:
    """The calendar parts of an email."""
    return [base64.b64decode(part) for part, _charset in read(content)["calendars"]]


# ---- Names of files (RFC 2231)


@pytest.mark.parametrize(
    "name",
    [
        b"filename*=utf-8''r%C3%A9ponse.ics",
        b"filename*=iso-8859-1'fr'r%E9ponse.ics",
        b'filename*0="a very long name "; filename*1="of an answer.ics"',
        b"filename*0*=utf-8''%D8%B1%D8%AF; filename*1*=%20%D9%86%D8%B9%D9%85; filename*2=.ICS",
        b"filename*1=.ics; filename*0=answer",  # in any order
        b'filename="=?utf-8?q?r=C3=A9ponse?=.ics"',  # which RFC 2047 forbids and programs write
    ],
)
def test_a_calendar_is_known_by_a_name_that_is_encoded_or_in_pieces(name: bytes) -> None:
    part = (
        b"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; " + name + b"\r\n\r\n" + CALENDAR
    )
    assert [each.strip() for each in calendars(parts(part))] == [CALENDAR.strip()]


@pytest.mark.parametrize(
    "name",
    [
        b"filename*=no-such-charset''%FF.txt",
        b"filename*=utf-8'%E9",
        b"filename*=''",
        b"filename*99999999999999999999=x",
        b"filename*0*=utf-8''%; filename*2=y",
        b"filename*0=a; filename*0=b",
        b"filename*x=y",
    ],
)
def test_a_name_that_is_broken_costs_no_word(name: bytes) -> None:
    attached = b"Content-Type: text/plain\r\nContent-Disposition: attachment; " + name + b"\r\n\r\nOf a file"
    found = read(parts(b"Content-Type: text/plain\r\n\r\nHello", attached))
    assert (found["text"], found["calendars"]) == ("Hello", [])


# ---- Encodings


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"UsOpcG9uc2U", "Réponse"),  # without its end
        (b"UsOp\r\n\r\ncG9uc2U=\r\n", "Réponse"),
        (b"UsOpcG9u!!c2U=", "Réponse"),
        (b"UsOpcG9uc2U=\r\n-- \r\nof a list", "Réponse"),  # lists add a foot
    ],
)
def test_base64_that_is_broken_gives_what_it_can(body: bytes, words: str) -> None:
    assert read(encoded(body, "base64"))["text"].startswith(words)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"R=C3=A9ponse", "Réponse"),
        (b"R=c3=a9p=\r\nonse", "Réponse"),
        (b"R=C3=A9ponse =ZZ 50 = 50", "Réponse =ZZ 50 = 50"),
        (b"R=C3=A9ponse=", "Réponse"),
        ("Réponse".encode(), "Réponse"),  # which is not encoded at all
    ],
)
def test_quoted_printable_that_is_broken_gives_what_it_can(body: bytes, words: str) -> None:
    assert read(encoded(body, "quoted-printable"))["text"] == words


@pytest.mark.parametrize("how", ["8BIT", "x-unknown", "", "uuencode"])
def test_other_encodings_cost_no_word(how: str) -> None:
    assert read(encoded(b"We agree.", how))["text"] == "We agree."


# ---- Charsets


def test_each_part_has_its_own_charset() -> None:
    latin = b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + "Réponse".encode("latin-1")
    arabic = b"Content-Type: text/plain; charset=windows-1256\r\n\r\n" + "نعم".encode("cp1256")
    cyrillic = b'Content-Type: text/plain; charset="koi8-r"\r\n\r\n' + "Да".encode("koi8-r")
    unnamed = b"Content-Type: text/plain\r\n\r\n" + "はい".encode()
    text = read(parts(latin, arabic, cyrillic, unnamed))["text"]
    assert text.split() == ["Réponse", "نعم", "Да", "はい"]


def test_a_subject_of_several_charsets_is_whole() -> None:
    head = b"From: =?iso-8859-1?q?Ren=E9e?= =?utf-8?b?2YbYudmF?= <a@b.example>\r\n"
    subject = b"Subject: =?iso-8859-1?q?R=E9ponse?= =?windows-1256?b?" + base64.b64encode("نعم".encode("cp1256"))
    found = read(head + subject + b"?= (=?no-such?q?x?=)\r\n\r\nHello")
    assert found["sender_name"] == "Renéeنعم"
    plain = read(head + subject + b"?=\r\n\r\nHello")
    assert plain["subject"] == "Réponseنعم"
    assert found["subject"]  # one that cannot be decoded stays as it is written


# ---- Groups of addresses (RFC 5322, 3.4)


@pytest.mark.parametrize(
    ("header", "sender"),
    [
        (b"Office: office@cast.example;", "office@cast.example"),
        (b"Offices: a@b.example, c@d.example;", ""),
        (b"undisclosed-recipients:;", ""),
        (b"Office (of figures) <office@cast.example>", "office@cast.example"),
        (b"office@cast.example, Nobody: ;", "office@cast.example"),
    ],
)
def test_a_group_as_sender_is_whoever_alone_is_in_it(header: bytes, sender: str) -> None:
    assert read(b"From: " + header + b"\r\n\r\nHello")["sender"] == sender


def test_recipients_in_groups_are_found() -> None:
    to = b"To: Site: replies+t1@peerhub.example, b@c.example;, undisclosed-recipients:;\r\nCc: d@e.example\r\n"
    assert read(HEAD + to + b"\r\nHello")["named"] == ["replies+t1@peerhub.example", "b@c.example", "d@e.example"]


# ---- A calendar of ten thousand


def crowd(uid: str, own: str, number: int) -> EmailMessage:
    """An answer that names so many people, its sender first."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//x//EN", "METHOD:REPLY", "BEGIN:VEVENT", f"UID:{uid}"]
    lines += [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{own}"]
    lines += [f"ATTENDEE;PARTSTAT=DECLINED:mailto:person{at}@crowd.example" for at in range(number - 1)]
    message = letter(own, "")
    part = "\r\n".join([*lines, "END:VEVENT", "END:VCALENDAR", ""])
    message.add_alternative(part.encode(), "text", "calendar", params={"method": "REPLY", "charset": "UTF-8"})
    return message


@pytest.mark.parametrize(
    ("number", "became"), [(1, (rules.DONE, rules.ANSWER)), (10_000, (rules.HELD, rules.NOT_A_CALENDAR))]
)
def test_a_calendar_of_ten_thousand_is_a_line_for_the_secretariat(
    app: Flask, browse: Any, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch, number: int,
    became: tuple[str, str],
) -> None:  # fmt: skip
    receives(monkeypatch, database)
    with app.app_context(), database.transaction() as db:
        session = scheduled(db, cast)
        uid, session_id = session.uid, session.id
    keep(
        database,
        address(database, rules.SESSION, session_id, cast.seeker.id),
        crowd(uid, cast.seeker.email, number),
        "",
    )
    with app.app_context():
        assert handle(database) == 1
    with database.session() as db:
        (mail,) = mails(db)
        assert (mail.state, mail.reason) == became
    assert response_of(database, session_id, cast.seeker) == ("accepted" if number == 1 else "needs_action")
    assert str(REASONS[became[1]]) in browse(cast.secretariat).get("/incoming").text
