"""A server of mailboxes that takes connections and says nothing: the site's other work goes on."""

from pathlib import Path

import pytest

from peerhub.base.database.engine import Db
from peerhub.base.mail import outbox
from peerhub.base.mail.outbox import Mail, Receiver
from tests.stories.server import serving
from tests.stories.waiting import until
from tests.support.imap import PASSWORD, USER, imap_server
from tests.support.smtp import smtp_server

pytestmark = pytest.mark.slow
SOONER = 20.0  # seconds: the site waits 30 for an answer of that server


def queue(db: Db) -> None:
    """An email that is to leave."""
    outbox.queue(
        db,
        Receiver("office@cast.example", "An office", "en", "UTC"),
        Mail("accounts/sign_in_link", "one", {"path": "/x"}),
    )


def test_emails_leave_while_the_server_of_the_mailbox_says_nothing(tmp_path: Path) -> None:
    with imap_server() as imap, smtp_server() as (kept, port):
        more = {"HOST": "127.0.0.1", "PORT": str(imap.port), "USER": USER, "PASSWORD": PASSWORD, "TLS": "false"}
        settings = {f"PEERHUB_IMAP_{name}": value for name, value in more.items()}
        imap.pause()
        with serving(tmp_path, port, queue, settings | {"PEERHUB_MAIL_REPLIES": "replies@site.example"}):
            until(lambda: kept.to("office@cast.example") or None, "an email", SOONER)
            imap.stop()
        assert "Traceback" not in (tmp_path / "log").read_text(encoding="utf-8")
