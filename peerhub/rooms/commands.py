"""The command line of rooms and of the search in them."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.text import markdown
from peerhub.rooms.actions import indexing, rendering

rooms = AppGroup("rooms", help="Rooms and their messages.")
search = AppGroup("search", help="The index of what is said in rooms.")


@rooms.command()
def render() -> None:
    """Draw anew what an older version of PeerHub drew, and what could not be drawn in time.

    It can be stopped and started again while the site runs.
    """
    migrations.must_be_current(database().engine)
    total, left, after = 0, 0, 0
    while True:
        with database().session() as db:
            found = rendering.to_render(db, after)
        if not found:
            break
        drawn = [(old, old.drawn()) for old in found]
        with database().transaction() as db:
            rendering.save(db, drawn)
        left += sum(new.version == markdown.UNDRAWN for _old, new in drawn)
        total, after = total + len(found), found[-1].id
    click.echo(f"Messages drawn anew: {total - left}")
    if left:
        click.echo(f"Messages that cannot be drawn, and are shown as they were typed: {left}")


@search.command()
def rebuild() -> None:
    """Read every message into the index anew: after a backup was restored, or a version that reads words otherwise.

    Search and posting go on meanwhile. Harmless to repeat; one that was stopped goes on where it was.
    """
    migrations.must_be_current(database().engine)
    done = False
    while not done:
        with database().transaction() as db:
            reached, last = indexing.rebuild_some(db)
        done = reached >= last
        click.echo(f"Message {reached:,} of {last:,}")
    click.echo("The search knows every message.")
