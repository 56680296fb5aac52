"""The command line of rooms."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.web import database
from peerhub.rooms.actions.rendering import render_anew

rooms = AppGroup("rooms", help="Rooms and their messages.")


@rooms.command()
def render() -> None:
    """Draw anew what an older version of PeerHub drew. It can be stopped and started again while the site runs."""
    migrations.must_be_current(database().engine)
    total, after = 0, 0
    while True:
        with database().transaction() as db:
            count, after = render_anew(db, after)
        if not count:
            break
        total += count
    click.echo(f"Messages drawn anew: {total}")
