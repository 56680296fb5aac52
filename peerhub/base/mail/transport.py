"""How mails leave: by SMTP, many over one connection, or into a folder where no server is named."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import Any

from peerhub.base.mail.refusals import BrokenError, UnreachableError
from peerhub.base.settings import Settings

Send = Callable[[EmailMessage, str], None]  # the mail, and where it comes back to: "" for its sender
MOST = 50  # mails over one connection: servers end it after some, commonly a hundred
PATIENCE = 30  # seconds for each answer
CLOSING = 421  # the server ends the connection (RFC 5321, section 4.2.3)


@contextmanager
def transport(settings: Settings) -> Iterator[Send]:
    """Send mails, one after the other, until the block ends. Sending raises `UnreachableError`, `BrokenError` and what smtplib raises
    for refusals; `refusals.understand` tells them apart."""
    if not settings.smtp_host:
        folder = mail_folder(settings)
        yield lambda message, _bounces_to: _into_folder(folder, message)
        return
    sender = SmtpSender(settings)
    try:
        yield sender.send
    finally:
        sender.close()


def mail_folder(settings: Settings) -> Path:
    """Where the demonstration keeps its mails."""
    return settings.var / "mail"


def _into_folder(folder: Path, message: EmailMessage) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = str(message["Message-ID"]).strip("<>").partition("@")[0]
    (folder / f"{name}.eml").write_bytes(message.as_bytes())


class _Line(smtplib.SMTP):
    """A connection that knows whether the content of a mail is under way, and how many mails it took."""

    under_way = False
    taken = 0

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content; while no answer to it has come, the mail may have arrived."""
        self.under_way = True
        answer = super().data(msg)
        self.under_way = False
        return answer


class SmtpSender:
    """Sends over one connection, which is opened with the first mail. Where it broke off since the last mail, or the server ends it, it
    is opened anew, once for each mail."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._line: _Line | None = None

    def send(self, message: EmailMessage, bounces_to: str) -> None:
        """Send one mail. `bounces_to`: the address to which servers report that it cannot be delivered, "" for its sender."""
        line = self._line
        if line is not None and line.taken < MOST:
            try:
                return self._send_over(line, message, bounces_to)
            except smtplib.SMTPResponseException as problem:
                if problem.smtp_code != CLOSING:
                    raise
            except smtplib.SMTPRecipientsRefused as problem:
                if not any(code == CLOSING for code, _said in problem.recipients.values()):
                    raise
            except BrokenError as problem:
                if problem.unsure:
                    raise
        self.close()
        self._line = self._open()
        return self._send_over(self._line, message, bounces_to)

    def _send_over(self, line: _Line, message: EmailMessage, bounces_to: str) -> None:
        line.taken += 1
        try:
            line.send_message(message, from_addr=bounces_to or None)
        except (smtplib.SMTPServerDisconnected, OSError) as problem:
            if isinstance(problem, smtplib.SMTPException) and not isinstance(problem, smtplib.SMTPServerDisconnected):
                raise  # smtplib's exceptions are OSErrors
            self._drop()
            raise BrokenError(line.under_way) from problem
        finally:
            line.under_way = False

    def _open(self) -> _Line:
        """A connection that takes mails."""
        settings, line = self._settings, None
        try:
            line = _Line(settings.smtp_host, settings.smtp_port, timeout=PATIENCE)
            if settings.smtp_tls:
                line.starttls(context=_trusted())
            if settings.smtp_user:
                line.login(settings.smtp_user, settings.smtp_password)
            line.ehlo_or_helo_if_needed()
        except (smtplib.SMTPException, OSError) as problem:
            if line is not None:
                line.close()
            raise UnreachableError from problem
        return line

    def _drop(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def close(self) -> None:
        """Take leave of the server."""
        if self._line is not None and self._line.sock is not None:
            with suppress(smtplib.SMTPException, OSError):
                self._line.quit()
        self._drop()


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities whose certificates a mail server may show; reading them anew for each mail would hold up every page."""
    return ssl.create_default_context()
