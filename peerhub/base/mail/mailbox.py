"""Reading a mailbox by IMAP (RFC 9051, 3501), for sites that no mail server hands their emails to. Nothing in it is changed."""

import contextlib
import logging
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from peerhub.base.mail.mailbox_faults import FolderError
from peerhub.base.settings import Settings

log = logging.getLogger(__name__)
TIMEOUT = 30.0  # seconds
AT_ONCE = 100  # emails whose sizes are asked for


@dataclass(frozen=True)
class Found:
    """An email in a mailbox. `content` is None where it is larger than was asked for, and empty where it is gone again."""

    uid: int
    size: int
    content: bytes | None


def name_of(settings: Settings) -> str:
    """The name under which it is kept how far the mailbox was read."""
    return f"{settings.imap_user}@{settings.imap_host}/{settings.imap_folder}"


@contextlib.contextmanager
def opened(settings: Settings) -> Iterator[tuple[int, Callable[[int, int], Iterator[Found]]]]:
    """The mailbox: its UIDVALIDITY, and how its emails are read: those after a UID, in order, of so many bytes each at most.

    Raises what the network and IMAP raise: OSError, `imapclient.exceptions.IMAPClientError`, of which `mailbox_faults` says what they mean.
    """
    context = ssl.create_default_context() if settings.imap_tls else None
    port, tls = settings.imap_port, settings.imap_tls
    with IMAPClient(settings.imap_host, port=port, ssl=tls, ssl_context=context, timeout=TIMEOUT) as client:
        client.login(settings.imap_user, settings.imap_password)
        chosen = _chosen(client, settings.imap_folder)

        def after(uid: int, largest: int) -> Iterator[Found]:
            uids = sorted(each for each in client.search(["UID", f"{uid + 1}:*"]) if each > uid)
            for start in range(0, len(uids), AT_ONCE):
                sizes = client.fetch(some := uids[start : start + AT_ONCE], ["RFC822.SIZE"])
                for each in some:
                    size = int(sizes.get(each, {}).get(b"RFC822.SIZE", 0))
                    yield Found(each, size, _content(client, each) if size <= largest else None)

        yield int(chosen[b"UIDVALIDITY"]), after


def _chosen(client: Any, folder: str) -> dict[bytes, Any]:
    try:
        return dict(client.select_folder(folder, readonly=True))
    except IMAPClientAbortError:  # the connection broke off, which says nothing of the folder
        raise
    except IMAPClientError as problem:
        raise FolderError(str(problem)) from problem


def _content(client: Any, uid: int) -> bytes:
    found = client.fetch([uid], ["BODY.PEEK[]"])
    return bytes(found.get(uid, {}).get(b"BODY[]", b""))
