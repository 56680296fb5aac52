"""The shape of mails, and that nobody can write a header or a part into one."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerhub.base.mail.mime import Envelope, calendar_mail, mailbox

CALENDAR = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
ANSWER = "https://peerhub.example/unsubscribe/" + "k" * 300


def envelope(subject: str = "Invitation", name: str = "Office", **headers: str) -> Envelope:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Envelope(
        sender=mailbox("rsvp@peerhub.example", "PeerHub"),
        recipient=mailbox("office@ministry.example", name),
        subject=subject,
        message_id="<m1@peerhub.example>",
        headers=named,
    )


def tree(message: MIMEPart) -> Iterator[object]:
    yield message.get_content_type()
    for part in message.iter_parts():
        yield list(tree(part))


def reread(message: EmailMessage) -> EmailMessage:
    read = message_from_bytes(message.as_bytes(), policy=default)
    assert not read.defects
    return read


INVITATION = ["multipart/mixed", ["multipart/alternative", ["text/plain"], ["text/html"], ["text/calendar"]]]


def test_an_invitation_has_the_shape_that_shows_buttons() -> None:
    message = reread(calendar_mail(envelope(), "Salut à tous\n", "<p>Salut</p>", CALENDAR, "REQUEST"))
    assert list(tree(message)) == [*INVITATION, ["application/ics"]]
    alternative, attached = message.iter_parts()
    text, html, calendar = alternative.iter_parts()
    assert text.get_content().splitlines() == ["Salut à tous"]
    assert html.get_content().strip() == "<p>Salut</p>"
    assert dict(calendar["content-type"].params) == {"charset": "UTF-8", "method": "REQUEST"}
    assert calendar["content-disposition"] is None
    assert calendar["content-transfer-encoding"] == attached["content-transfer-encoding"] == "base64"
    assert calendar.get_payload(decode=True) == attached.get_payload(decode=True) == CALENDAR
    assert attached.get_filename() == "invite.ics"
    assert attached.get_content_disposition() == "attachment"
    assert message["content-class"] == "urn:content-classes:calendarmessage"


def test_a_plain_mail_has_two_alternatives() -> None:
    message = reread(calendar_mail(envelope(), "text", "<p>text</p>"))
    assert list(tree(message)) == ["multipart/alternative", ["text/plain"], ["text/html"]]
    assert message["content-class"] is None


def test_headers_arrive_as_they_were_given() -> None:
    message = calendar_mail(
        Envelope(
            sender=mailbox("rsvp@peerhub.example", "PeerHub"),
            recipient=mailbox("office@ministry.example", "Ministère de la Culture, « arts »"),
            subject="Réunion " * 20,
            message_id="<m1@peerhub.example>",
            headers={"List-Unsubscribe": f"<{ANSWER}>", "Auto-Submitted": "auto-generated"},
        ),
        "text",
        "<p>text</p>",
    )
    read = reread(message)
    assert f"List-Unsubscribe: <{ANSWER}>\r\n".encode() in message.as_bytes()  # whole: no encoded words, no folding
    assert read["auto-submitted"] == "auto-generated"
    assert read["subject"] == ("Réunion " * 20).strip()
    (recipient,) = read["to"].addresses
    assert (recipient.display_name, recipient.addr_spec) == (
        "Ministère de la Culture, « arts »",
        "office@ministry.example",
    )
    assert (read["from"], read["message-id"]) == ("PeerHub <rsvp@peerhub.example>", "<m1@peerhub.example>")


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_a_folded_subject_keeps_its_spaces_in_every_script(before: int) -> None:
    words = "دعوة: تبادل حول إمكانية الاكتشاف في أمريكا اللاتينية، الجمعة 25 نوفمبر، 14:00"
    subject = f"{'ا' * before}{words}"
    message = calendar_mail(envelope(subject), "Text", "<p>Text</p>")
    assert reread(message)["Subject"] == subject
    assert max(len(line) for line in message.as_bytes().split(b"\r\n\r\n")[0].split(b"\r\n")) <= 78


def test_equal_mails_are_equal_bytes() -> None:
    first, second, other = (
        calendar_mail(envelope(), text, "<p>text</p>", CALENDAR, "REQUEST").as_bytes() for text in ("a", "a", "b")
    )
    assert first == second != other


@pytest.mark.parametrize(
    ("calendar", "method"),
    [
        (CALENDAR, "CANCEL"),
        (CALENDAR, "request"),
        (CALENDAR, None),
        (None, "REQUEST"),
        (CALENDAR.replace(b"METHOD:REQUEST\r\n", b""), "REQUEST"),
        (CALENDAR.replace(b"METHOD:REQUEST\r\n", b""), None),
        (CALENDAR.replace(b"METHOD:REQUEST\r\n", b"METHOD:REQUEST\r\nmethod;X=1:CANCEL\r\n"), "REQUEST"),
    ],
)
def test_two_methods_are_refused(calendar: bytes | None, method: str | None) -> None:
    with pytest.raises(ValueError, match="method"):
        calendar_mail(envelope(), "text", "<p>text</p>", calendar, method)


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Note": "a\r\nBcc: x@y.z"},
        {"X_Note": "é"},
        {"X_Note": ""},
        {"X_Note": "a" * 901},
        {"X:Note": "a"},
        {"": "a"},
        {"Bcc": "x@y.z"},
        {"Content_Type": "text/plain"},
        {"Subject": "other"},
    ],
)
def test_unsound_headers_are_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="header"):
        calendar_mail(envelope(**headers), "text", "<p>text</p>")


@pytest.mark.parametrize("message_id", ["", "m1", "<m1>", "<a b@c>", "<a@b>\r\nBcc: x@y.z", "<a@b><c@d>"])
def test_unsound_message_ids_are_refused(message_id: str) -> None:
    sound = envelope()
    unsound = Envelope(sender=sound.sender, recipient=sound.recipient, subject="Hello", message_id=message_id)
    with pytest.raises(ValueError, match="header"):
        calendar_mail(unsound, "text", "<p>text</p>")


def test_an_address_cannot_carry_a_second_one() -> None:
    for address in ("a@b.c\r\nBcc: x@y.z", "a@b.c, x@y.z", "a@b.c>, <x@y.z"):
        with pytest.raises((ValueError, IndexError)):
            mailbox(address)


NASTY = st.text(max_size=80) | st.sampled_from(
    [
        "\r\nBcc: x@y.z",
        "a\nContent-Type: text/html\n\n<b>",
        "\r\n\r\n--=_0_",
        "\udcff",
        '"x" <x@y.z>,',
        "=??Q?=0ABcc: x@y.z?=",
        "==??Q?=0A?=",
    ]
)


@settings(max_examples=200, deadline=None)
@given(NASTY, NASTY, NASTY)
def test_no_text_adds_a_header_a_recipient_or_a_part(subject: str, name: str, text: str) -> None:
    body = text.encode("utf-8", "replace").decode()
    message = reread(calendar_mail(envelope(subject, name), body, body, CALENDAR, "REQUEST"))
    assert list(tree(message)) == [*INVITATION, ["application/ics"]]
    assert sorted(message.keys()) == [
        "Content-Class",
        "Content-Type",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert [each.addr_spec for each in message["to"].addresses] == ["office@ministry.example"]
