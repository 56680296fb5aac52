"""What programs send is told from what people write, and whom the trusted server believes."""

from email import message_from_string
from email.message import Message

import pytest

from peerhub.incoming.engines import automatic, verdicts
from peerhub.incoming.rules import AUTOMATIC, FAILED, LIST, LOOP

OFFICE, SITE = "office@cast.example", "replies@peerhub.example"
REPORT = """Content-Type: multipart/report; report-type={kind}; boundary="b"

--b
Content-Type: text/plain

Not everything went well.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.cast.example

Final-Recipient: rfc822; x@cast.example
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 There is nobody
 of this name
--b--
"""


def message(headers: str) -> Message:
    """An email with some headers."""
    return message_from_string(f"{headers}\n\nHello")


def reason(headers: str, sender: str = OFFICE, envelope: str | None = OFFICE) -> str:
    """Why nobody wrote it."""
    return automatic.reason(message(headers), sender, envelope, [SITE])


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ("Auto-Submitted: auto-replied", AUTOMATIC),
        ("Auto-Submitted: auto-generated; owner=x", AUTOMATIC),
        ("Precedence: bulk\nX-Autoreply: yes", AUTOMATIC),
        ("Precedence: auto_reply", AUTOMATIC),
        ("Return-Path: <>", AUTOMATIC),
        ("Subject: Automatic reply: Figures", AUTOMATIC),
        ("Subject: R\u00e9ponse automatique\u00a0: Chiffres", AUTOMATIC),
        ("Subject: =?utf-8?q?Respuesta_autom=C3=A1tica=3A_Cifras?=", AUTOMATIC),
        ("Subject: \u0631\u062f \u062a\u0644\u0642\u0627\u0626\u064a: \u0623\u0631\u0642\u0627\u0645", AUTOMATIC),
        ("Subject: Resposta autom\u00e1tica: Dados", AUTOMATIC),
        ("Subject: Abwesenheitsnotiz", AUTOMATIC),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", AUTOMATIC),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", FAILED),
        ("X-Failed-Recipients: x@cast.example", FAILED),
        ("List-Id: <law.lists.example>", LIST),
        ("Precedence: list", LIST),
        ("Received: x\n" * 51 + "Subject: x", LOOP),
    ],
)
def test_what_programs_send_is_known(headers: str, expected: str) -> None:
    assert reason(headers, envelope=None) == expected


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: no",
        "Auto-Submitted: no; by a person",
        "Precedence: first-class",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: All",
        "Return-Path: <office@cast.example>",
        "Subject: Out of office supplies",
        "Subject: On leave policies in our country",
        "Subject: Fwd: Automatic reply: Figures",
        "Subject: Re: Automatic reply: Figures",
        "Subject: Automatic replies of the survey",
        "Subject: Absence du bureau de statistique",
    ],
)
def test_what_people_write_is_theirs(headers: str) -> None:
    assert reason(headers, envelope=None) == ""


def test_who_sent_it_counts() -> None:
    assert reason("Subject: x", envelope="") == AUTOMATIC
    assert reason("Subject: x", "mailer-daemon@cast.example") == FAILED
    assert reason("Subject: x", "replies+token@peerhub.example") == LOOP
    assert reason("Subject: x", "replies@cast.example") == ""


@pytest.mark.parametrize(
    ("action", "expected"), [("failed", "550 5.1.1 There is nobody of this name"), ("delayed", ""), ("relayed", "")]
)
def test_only_what_failed_for_good_is_reported(action: str, expected: str) -> None:
    whole = message_from_string(REPORT.format(kind="delivery-status", action=action))
    assert automatic.report([part for part in whole.walk() if part is not whole]) == expected


def test_a_server_that_names_them_in_a_header_is_understood() -> None:
    whole = message_from_string("X-Failed-Recipients: x@cast.example\n\nx@cast.example\n  host said: 550 No such user")
    assert automatic.report_of_exim(whole, [whole]) == "550 No such user"
    assert automatic.report_of_exim(message("Subject: x"), [whole]) == ""


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("mx.peerhub.example; dmarc=pass", True),
        ("mx.peerhub.example; dmarc=pass header.from=cast.example", True),
        ("mx.peerhub.example; dmarc=pass header.from=other.example", False),
        ("mx.peerhub.example; dmarc=fail; dkim=pass header.d=cast.example", False),
        ("mx.peerhub.example; dkim=pass header.d=cast.example", True),
        ("mx.peerhub.example; dkim=pass header.d=other.example", False),
        ("mx.peerhub.example; spf=pass smtp.mailfrom=office@cast.example", True),
        ("mx.peerhub.example; spf=softfail smtp.mailfrom=office@cast.example", False),
        ("evil.example; dmarc=pass", False),
        ("mx.peerhub.example; none", False),
        ("", False),
        ("((((", False),
    ],
)
def test_only_the_trusted_server_is_believed(stated: str, expected: bool) -> None:
    whole = message(f"Authentication-Results: {stated}\nAuthentication-Results: mx.peerhub.example; dmarc=pass")
    assert verdicts.is_sender_true(whole, OFFICE, "mx.peerhub.example") is expected
    assert verdicts.is_sender_true(whole, "", "mx.peerhub.example") is False
    assert verdicts.is_sender_true(whole, OFFICE, "") is None
