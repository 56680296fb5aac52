"""Commands of the demonstration: load it, list its accounts, move its clock."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from time import monotonic

import click
from flask.cli import AppGroup

from peerhub.base import clock, migrations
from peerhub.base.database.current import database
from peerhub.demo import accounts
from peerhub.demo.load import load as load_all
from peerhub.demo.play import Row
from peerhub.demo.timing import step_to

UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}


demo = AppGroup("demo", help="The demonstration: load it, list its accounts, move its clock.")


def not_in_production(command: Callable[..., None]) -> Callable[..., None]:
    """Refuse with a sentence where real people work."""

    @wraps(command)
    def guarded(*args: object, **kwargs: object) -> None:
        if not database().settings.is_demo:
            raise click.ClickException(
                "The demonstration is closed in production. Run it in a folder of its own, with PEERHUB_ENV=demo."
            )
        command(*args, **kwargs)

    return guarded


@demo.command()
@not_in_production
def load() -> None:
    """Load accounts, rooms, sessions and exchanges around today's date. It is safe to run this again."""
    migrations.must_be_current(database().engine)
    began = monotonic()
    if load_all(database(), click.echo):
        click.echo(f"The demonstration is ready after {monotonic() - began:.1f} seconds.")
    else:
        click.echo("The demonstration is already loaded. Nothing was changed.")


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="All accounts as a JSON list of email, password, role, country.")
@not_in_production
def list_accounts(as_json: bool) -> None:
    """List the accounts and the password they share."""
    click.echo(json.dumps([_told(row) for row in accounts.rows()], indent=2) if as_json else _table(accounts.rows()))


def _told(row: Row) -> dict[str, str | None]:
    account = accounts.shown(row)
    return {name: account[name] for name in ("email", "password", "role", "country")}


def _table(rows: list[Row]) -> str:
    """The accounts worth trying first, why, and the password."""
    first = [row for row in rows if row.get("first")]
    width = max(len(row["email"]) for row in first)
    lines = [f"  {row['email']:<{width}}  {row['first']}" for row in first]
    return "\n".join(
        (
            "",
            "Sign in as one of these first:",
            *lines,
            "",
            f"The password of all {len(rows)} accounts: {accounts.PASSWORD}",
            "All accounts are on the page /demo/accounts.",
            "",
        )
    )


@demo.command("clock")
@click.argument("step", required=False)
@not_in_production
def move_clock(step: str | None) -> None:
    """Show the demonstration's time, or move it by STEP: +2d, +3h, +30m, next (to the next session), end (to its end),
    or back (to the real time)."""
    if step == "back":
        clock.move(-clock.offset())
    elif step in {"next", "end"}:
        clock.move(_step_to(step))
    elif step is not None:
        clock.move(_read_step(step))
    click.echo(f"The demonstration's time is {clock.now():%A %d %B %Y, %H:%M} UTC.")


def _step_to(step: str) -> timedelta:
    migrations.must_be_current(database().engine)
    with database().session() as db:
        target = step_to(db, step)
        if target is None:
            raise click.ClickException("There are no upcoming sessions. Schedule one first.")
        by, session = target
        click.echo(f"Session: {session.title}")
    return by


def _read_step(step: str) -> timedelta:
    read = re.fullmatch(r"\+(\d{1,4})([dhm])", step)
    if read is None:
        raise click.ClickException(
            f"“{step}” is not a step. Write +2d, +3h, +30m, next or end, or back for the real time."
        )
    return int(read[1]) * UNITS[read[2]]
