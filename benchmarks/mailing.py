"""Mails to a server on the loopback, by our delivery and by bare `smtplib` over one connection, with the same bytes.
`python -m benchmarks.mailing NUMBER` prints mails a second as JSON; `python -m benchmarks.mailing serve PORT` is the server, which
forgets what it gets.
"""

import json
import smtplib
import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import select

from benchmarks.bench import ROUNDS
from benchmarks.processes import free_port, python, serving
from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery, outbox
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from peerhub.base.mail.render import render

KIND = "accounts/sign_in_link"


class Forgetting:
    """Takes everything."""

    async def handle_DATA(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        return "250 taken"


def serve(port: int) -> None:
    """Be a mail server until the end."""
    Controller(Forgetting(), hostname="127.0.0.1", port=port).start()
    while True:
        time.sleep(3600)


def main(number: int) -> None:
    """Send what is there; then queue, send, and send the same bytes without us."""
    port = free_port()
    with TemporaryDirectory() as folder:
        command = python("-m", "benchmarks.mailing", "serve", str(port))
        with serving("mail server", command, port, Path(folder) / "log"), create_app().app_context():
            site = database()
            site.settings = replace(
                site.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=False, mail_per_minute=0
            )
            ours(site, 0)
            rounds = [one_round(site, each, number) for each in range(ROUNDS)]
    print(json.dumps({name: median(each[name] for each in rounds) for name in rounds[0]}))


def one_round(site: Database, which: int, number: int) -> dict[str, float]:
    """Mails a second, both ways."""
    receivers = [
        Receiver(f"office{each}@ministry{each % 20}.example", "An office", "fr", "UTC") for each in range(number)
    ]
    with site.transaction() as db:
        mails = [Mail(KIND, f"bench:{which}:{each}", {"path": "/sign-in/link/x" * 5}) for each in range(number)]
        outbox.queue_all(db, list(zip(receivers, mails, strict=True)))
    with site.session() as db:
        rows = db.scalars(select(OutgoingMail).where(OutgoingMail.dedupe_key.startswith(f"bench:{which}:"))).all()
        written = [(row.recipient, render(site.settings, row).as_bytes()) for row in rows]
    return {"bare": number / bare(site, written), "ours": number / ours(site, number)}


def bare(site: Database, written: list[tuple[str, bytes]]) -> float:
    """Seconds that `smtplib` takes for mails that are written already."""
    began = time.perf_counter()
    with smtplib.SMTP(site.settings.smtp_host, site.settings.smtp_port) as server:
        for recipient, content in written:
            server.sendmail(site.settings.mail_from, recipient, content)
    return time.perf_counter() - began


def ours(site: Database, number: int) -> float:
    """Seconds that ours takes: claiming each, writing it, sending it, and keeping that durably."""
    began, left = time.perf_counter(), number
    while sent := delivery.deliver(site, clock.now(), rest=lambda: None):
        left -= sent
    if left > 0:
        raise SystemExit(f"{left} mails were not sent.")
    return time.perf_counter() - began


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(int(sys.argv[2]))
    main(int(sys.argv[1]))
