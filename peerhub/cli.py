"""The `peerhub` command: Flask's click group with what a site needs."""

import gc
import os
import resource
import socket
import sys
from pathlib import Path
from typing import Any

import click
import gevent
from flask import Flask, current_app
from flask.cli import FlaskGroup, ScriptInfo
from sqlalchemy.exc import DatabaseError, OperationalError

from peerhub import create_app
from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.database.unlogged import Unavailable
from peerhub.base.i18n import reader
from peerhub.base.jobs import scheduler
from peerhub.base.live import channels
from peerhub.base.mail import couriers, outbox, refusals
from peerhub.base.mail.outbox import PrivateMailState
from peerhub.base.settings import DATABASE_FILE, Settings, SettingsError
from peerhub.base.web.transactions import read_session
from peerhub.wiring.endpoints import COMMANDS
from peerhub.wiring.inbound import RECEIVE
from peerhub.wiring.jobs import JOBS, SEEDS

MOST_OPEN = 65_536  # files and connections of a process that serves
PRIVATE = {
    PrivateMailState.NONE: "None of them is waiting to be sent.",
    PrivateMailState.WAITING: "Some are waiting to be sent.",
    PrivateMailState.TRIED: "Some are waiting to be sent. Some could not be sent at first and are tried again.",
}


def _make_app() -> Flask:
    _must_be_begun()
    try:
        return create_app()
    except SettingsError as problem:
        sys.exit(str(problem))


def _must_be_begun() -> None:
    """Raise SchemaError where there is no database file yet, before folder, secret and an empty file are made: only the commands of
    the group `db` begin a site."""
    elsewhere = any(os.environ.get(name) for name in ("PEERHUB_DATABASE_URL", "PEERHUB_DATABASE_URL_FILE"))
    var = Path(os.environ.get("PEERHUB_VAR", Settings.var))
    group = click.get_current_context().parent
    begins = group is not None and group.command is db
    if not (elsewhere or begins or (var / DATABASE_FILE).exists()):
        raise migrations.SchemaError(f"There is no database in PEERHUB_VAR ({var}). Run `peerhub db upgrade` first.")


class Commands(FlaskGroup):
    """Flask's group of commands, each of which ends with a sentence when the database or a file cannot be used."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """A command of ours. Flask would make the app to look for those that it has, and with it a folder."""
        return self.commands.get(name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Ours."""
        return sorted(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Unavailable as problem:
            raise click.ClickException(
                f"{problem}. Check the folders beside the database and in PEERHUB_MEMORY."
            ) from None
        except (OperationalError, OSError) as problem:
            raise click.ClickException(_cause(problem)) from None
        except DatabaseError as problem:
            if type(problem) is not DatabaseError:  # the others are faults of the site
                raise
            raise click.ClickException(_cause(problem)) from None  # SQLite's, of a file that is torn or another one


def _cause(problem: DatabaseError | OSError) -> str:
    if isinstance(problem, OSError):
        where = f"{problem.filename}: " if problem.filename else ""
        return f"{where}{problem.strerror or problem}. Check the folder in PEERHUB_VAR, its permissions and the free space on its disk."
    message = str(problem.orig).strip().splitlines()[0].rstrip(".")
    return (
        f"The database cannot be used ({message}). Is it running, and is PEERHUB_DATABASE_URL right? "
        "Without that setting the database is a file in PEERHUB_VAR: check the folder's permissions and the free space on its disk."
    )


cli = Commands(
    create_app=_make_app,
    add_default_commands=False,
    add_version_option=False,
    help="PeerHub: countries learn from each other.",
)
cli.params.clear()  # the app is always this one
cli._loaded_plugin_commands = True  # those of Flask's extensions are of no use to whoever runs a site


@cli.command(with_appcontext=False)
@click.option("--host", help="Address to listen on. Default: PEERHUB_HOST.")
@click.option("--port", type=int, help="Port to listen on. Default: PEERHUB_PORT.")
@click.pass_obj
def serve(info: ScriptInfo, host: str | None, port: int | None) -> None:
    """Start the site: pages, live rooms and due jobs in one process."""
    for name, value in (("PEERHUB_HOST", host), ("PEERHUB_PORT", port)):
        if value is not None:
            os.environ[name] = str(value)  # before the settings are read: links in mails carry the port as well
    from peerhub.base.web.server import Handler  # noqa: PLC0415  (only the server runs on gevent)

    app = info.load_app()
    settings = app.extensions["peerhub.database"].settings
    with app.app_context():
        migrations.must_be_current(database().engine)
        reader.preload_catalogues(settings.languages)
    _keep_for_good()
    _listen_on(settings)
    if settings.run_jobs:
        couriers.start(app, channels.socketio.start_background_task)
    clock = scheduler.start(app, JOBS, settings.tick_seconds) if settings.run_jobs else None
    click.echo(f"PeerHub listens on http://{settings.host}:{settings.port}")
    hub = gevent.get_hub()
    hub.NOT_ERROR = (*hub.NOT_ERROR, KeyboardInterrupt)  # Ctrl+C is how one stops it: no traceback
    try:
        channels.socketio.run(app, host=settings.host, port=settings.port, log_output=False, handler_class=Handler)
    except KeyboardInterrupt:
        click.echo("PeerHub has stopped.")
    finally:
        if clock:
            clock.shutdown(wait=False)


def _keep_for_good() -> None:
    """What is there now stays: to look through it again for what is unused would stop everybody for a tenth of a second."""
    gc.collect()
    gc.freeze()


def _hold_many_pages() -> None:
    """Each open page holds a file descriptor, and the usual limit is 1024: take more, as far as the system lets this user."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_OPEN if hard == resource.RLIM_INFINITY else min(hard, MOST_OPEN)
    if resource.RLIM_INFINITY != soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _listen_on(settings: Settings) -> None:
    """Say it in a sentence when the port cannot be had, before anything else starts; and be able to hold many pages."""
    _hold_many_pages()
    try:
        socket.create_server((settings.host, settings.port)).close()
    except OSError as problem:
        raise click.ClickException(
            f"Port {settings.port} on {settings.host} cannot be used ({problem.strerror or problem}). "
            "Stop the program that uses it, or choose another port: --port or PEERHUB_PORT (PORT=8001 make demo in a clone)."
        ) from None


@cli.group()
def db() -> None:
    """The database and its schema."""


@db.command()
def upgrade() -> None:
    """Update the schema and load the programme's lists. It is safe to run this again."""
    engine = database().engine
    with migrations.in_turn(engine):
        migrations.upgrade(engine)
        with database().transaction() as open_db:
            for load in SEEDS:
                load(open_db)
    click.echo("The database is up to date.")


@db.command()
@click.argument("what")
def revision(what: str) -> None:
    """Write a migration that says WHAT changed, from the difference between models and schema."""
    migrations.revision(database().engine, what)


@cli.group()
def mail() -> None:
    """Emails that the site sends and receives."""


@mail.command()
@click.option("--limit", default=50, show_default=True, help="How many of the newest emails.")
def show(limit: int) -> None:
    """List the newest emails: date, status, kind and recipient."""
    migrations.must_be_current(database().engine)
    for row in outbox.newest(read_session(), limit):
        reason = refusals.in_words(row.failure, row.last_error)
        click.echo(
            f"{row.created_at:%Y-%m-%d %H:%M}  {row.state:<8}  {row.kind:<28}  {row.recipient}  {reason}".rstrip()
        )
    click.echo(f"Emails about anonymous surveys are not listed. {PRIVATE[outbox.private_waiting(read_session())]}")


@cli.command()
def tick() -> None:
    """Run all due jobs once."""
    migrations.must_be_current(database().engine)
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    for name, count in scheduler.tick(app, JOBS).items():
        click.echo(f"{name}: {'failed, see the log' if count < 0 else count}")


mail.add_command(RECEIVE)
for group in COMMANDS:
    cli.add_command(group)
