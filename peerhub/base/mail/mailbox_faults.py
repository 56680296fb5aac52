"""Why a mailbox cannot be read, in words for whoever runs the site: what is wrong, the settings to check, and what the server said."""

import re
import socket
import ssl
from imaplib import IMAP4

from imapclient.exceptions import LoginError

_FAULTS: tuple[tuple[type[Exception], str], ...] = (
    (
        LoginError,
        "The mail server refused the user name or password. Check PEERHUB_IMAP_USER and PEERHUB_IMAP_PASSWORD.",
    ),
    (
        ssl.SSLCertVerificationError,
        "The certificate of the mail server is not trusted, or is for another name. Check PEERHUB_IMAP_HOST.",
    ),
    (ssl.SSLError, "The mail server does not speak TLS here. Check PEERHUB_IMAP_PORT and PEERHUB_IMAP_TLS."),
    (socket.gaierror, "There is no mail server of this name. Check PEERHUB_IMAP_HOST."),
    (TimeoutError, "The mail server does not answer. Check PEERHUB_IMAP_HOST and PEERHUB_IMAP_PORT."),
    (ConnectionRefusedError, "Nothing answers there. Check PEERHUB_IMAP_HOST and PEERHUB_IMAP_PORT."),
)
_NO_FOLDER = "The mail server does not open this folder. Check PEERHUB_IMAP_FOLDER."
_BYTES = re.compile(r"""b(['"])(.*?)\1""", re.DOTALL)  # as imaplib writes what a server said


class FolderError(IMAP4.error):
    """The mailbox has no such folder, or its user may not open it."""


def in_words(problem: Exception) -> str:
    """The reason in English, for the log and the command line."""
    said = " ".join(_BYTES.sub(r"\2", str(problem)).split()) or type(problem).__name__
    known = (words for kind, words in ((FolderError, _NO_FOLDER), *_FAULTS) if isinstance(problem, kind))
    words = next(known, "")
    return f"{words} ({said})" if words else said
