"""Why a mail did not leave: what the server's answer means for it.

An answer 5xx is final wherever it comes (RFC 5321, section 4.2.1), unless it is about the site and not about this mail.
"""

import re
import smtplib
from dataclasses import dataclass

from peerhub.base.i18n.marks import N_

UNREACHED, SET_UP, BROKEN, UNWRITTEN = "unreached", "set_up", "broken", "unwritten"
SENDER, ADDRESS, CONTENT, BOUNCE = "sender", "address", "content", "bounce"
FAILURES = {
    UNREACHED: N_("The mail server could not be reached"),
    SET_UP: N_("The mail server does not accept this site"),
    BROKEN: N_("The connection to the mail server broke off"),
    UNWRITTEN: N_("The email could not be written"),
    SENDER: N_("The mail server refused the sender"),
    ADDRESS: N_("The mail server refused the address"),
    CONTENT: N_("The mail server refused the email"),
    BOUNCE: N_("The email came back"),
}
_OF_SIGN_IN = {530, 534, 535, 538}  # authentication is needed, or failed (RFC 4954, section 6)
_ABOUT_ADDRESS = re.compile(r"^\s*5\.[12]\.")  # addressing and mailbox (RFC 3463, sections 3.2 and 3.3)
_ENHANCED = re.compile(r"^\s*\d\.\d{1,3}\.\d{1,3}\b")
_CODE = re.compile(r"\b[245]\d\d\b(?!\.)")


class UnreachableError(Exception):
    """No connection that takes mails came about; its cause says why."""


class BrokenError(Exception):
    """The connection ended while a mail was under way. `unsure`: its content was, so that it may have arrived."""

    def __init__(self, unsure: bool) -> None:
        super().__init__()
        self.unsure = unsure


@dataclass(frozen=True)
class Failure:
    """Why a mail did not leave: one of FAILURES and what the server said. `final`: another try would end the same way. `unsure`: it may
    have arrived. `about_address`: there is no such mailbox, or it takes nothing."""

    kind: str
    said: str
    final: bool = False
    unsure: bool = False
    about_address: bool = False

    @property
    def codes(self) -> str:
        """The reply codes of SMTP alone, or the kind of the fault: they name nobody."""
        return self.said.partition("(")[0] if self.kind == UNWRITTEN else " ".join(_CODE.findall(self.said))


def in_words(kind: str | None, said: str | None) -> str:
    """The reason in English, for the command line: what happened, and what the server said."""
    return ": ".join(part for part in (FAILURES.get(kind or ""), said) if part)


def understand(problem: Exception) -> Failure:
    """What it means that a mail was not taken."""
    if isinstance(problem, UnreachableError):
        cause = problem.__cause__
        kind = SET_UP if isinstance(cause, smtplib.SMTPResponseException | smtplib.SMTPNotSupportedError) else UNREACHED
        return Failure(kind, _said(cause))
    if isinstance(problem, BrokenError):
        return Failure(BROKEN, _said(problem.__cause__), unsure=problem.unsure)
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return _of_answer(ADDRESS, *next(iter(problem.recipients.values())))
    if isinstance(problem, smtplib.SMTPResponseException):
        kind = SENDER if isinstance(problem, smtplib.SMTPSenderRefused) else CONTENT
        return _of_answer(kind, problem.smtp_code, problem.smtp_error)
    if isinstance(problem, smtplib.SMTPException):
        return Failure(SET_UP, _said(problem))  # such as a server that knows no addresses outside ASCII
    return Failure(UNWRITTEN, repr(problem), final=True)


def _of_answer(kind: str, code: int, answer: bytes | str) -> Failure:
    text = _text(answer)
    if code in _OF_SIGN_IN:
        return Failure(SET_UP, f"{code} {text}")
    final = code >= 500
    # Without an enhanced code, a refusal of an address is about the address; with one, it may be about policy (5.7) or the relay.
    about = kind == ADDRESS and final and (bool(_ABOUT_ADDRESS.match(text)) or not _ENHANCED.match(text))
    return Failure(kind, f"{code} {text}".strip(), final=final, about_address=about)


def _said(problem: BaseException | None) -> str:
    if isinstance(problem, smtplib.SMTPResponseException):
        return f"{problem.smtp_code} {_text(problem.smtp_error)}".strip()
    return str(problem) or type(problem).__name__


def _text(answer: bytes | str) -> str:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return " ".join(text.split())
