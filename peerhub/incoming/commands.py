"""The command that receives emails."""

import logging
import threading

import click
from flask import current_app
from flask.cli import with_appcontext

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.database.engine import Database
from peerhub.base.mail import receiver
from peerhub.base.mail.receiver import Refusal, Taking
from peerhub.incoming.actions import handling, store
from peerhub.incoming.actions.keeping import Keeper
from peerhub.incoming.actions.store import LARGEST, NotTaken
from peerhub.incoming.rules import Handlers

log = logging.getLogger(__name__)
LOOK_EVERY = 10.0  # seconds: what another process has left undone


def receive_with(handlers: Handlers) -> click.Command:
    """`peerhub mail receive`, which hands emails to `handlers`."""

    @click.command()
    @click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
    @click.option("--port", type=click.IntRange(0, 65535), required=True, help="Port to listen on.")
    @click.option(
        "--protocol",
        type=click.Choice(list(receiver.PROTOCOLS)),
        default="lmtp",
        show_default=True,
        help="What is spoken there.",
    )
    @with_appcontext
    def receive(host: str, port: int, protocol: str) -> None:
        """Receive emails for PEERHUB_MAIL_REPLIES from your mail server, and handle them. Several of these can run."""
        site = database()
        if not site.settings.mail_replies:
            raise click.ClickException("PEERHUB_MAIL_REPLIES is not set: PeerHub does not know its own address.")
        migrations.must_be_current(site.engine)
        arrived = threading.Event()
        app = current_app._get_current_object()  # type: ignore[attr-defined]

        def handle_all() -> None:
            with app.app_context():
                while True:
                    _handle(site, handlers)
                    arrived.wait(LOOK_EVERY)
                    arrived.clear()

        threading.Thread(target=handle_all, daemon=True).start()
        try:
            receiver.serve(
                taking(site, handlers, arrived),
                host,
                port,
                protocol,
                lambda port: click.echo(f"Receiving emails on {host}:{port}."),
            )
        except OSError as problem:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({problem.strerror or problem}). Choose another one with --port."
            ) from None

    return receive


def taking(site: Database, handlers: Handlers, arrived: threading.Event) -> Taking:
    """What the mail server does with emails: look whether they are wanted, keep them, and say that some have `arrived`."""
    keeper = Keeper(site)

    def check(recipient: str, sender: str) -> None:
        try:
            with site.session() as db:
                store.must_take(db, handlers, recipient, sender)
        except NotTaken as problem:
            raise Refusal(550 if problem.is_for_good else 450, str(problem)) from None

    def keep(recipient: str, sender: str, content: bytes, message_id: str) -> None:
        try:
            keeper.keep(recipient, sender, content, message_id)
        except NotTaken as problem:
            raise Refusal(552 if problem.is_for_good else 450, str(problem)) from None
        arrived.set()

    return Taking(check, keep, LARGEST)


def _handle(site: Database, handlers: Handlers) -> None:
    """Handle what waits. A failure, such as a database that is away, is logged, and it is tried again."""
    try:
        while handling.handle_due(site, handlers):
            pass
    except Exception:
        log.exception("Incoming emails could not be handled; tried again in %s seconds.", LOOK_EVERY)
