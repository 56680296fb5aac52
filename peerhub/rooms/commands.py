"""The command line of rooms and of the search in them."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.text import markdown
from peerhub.rooms.actions import indexing, rendering

rooms = AppGroup("rooms", help="Rooms and their messages.")
search = AppGroup("search", help="The search index of messages.")


@rooms.command()
def render() -> None:
    """Render messages again that an older version of PeerHub rendered, or that could not be rendered in time.

    You can stop and start this while the site runs.
    """
    migrations.must_be_current(database().engine)
    total, left, after = 0, 0, 0
    while True:
        with database().session() as db:
            batch = rendering.to_render(db, after)
        if not batch:
            break
        results = [(old, old.drawn()) for old in batch]
        with database().transaction() as db:
            rendering.save(db, results)
        left += sum(new.version == markdown.UNDRAWN for _old, new in results)
        total, after = total + len(batch), batch[-1].id
    click.echo(f"Messages rendered again: {total - left}")
    if left:
        click.echo(f"Messages that cannot be rendered and are shown as typed: {left}")


@search.command()
def rebuild() -> None:
    """Rebuild the index of all messages: after you restore a backup, or update to a version that reads words differently.

    Search and posting keep working. It is safe to run this again: it continues where it stopped.
    """
    migrations.must_be_current(database().engine)
    done = False
    while not done:
        with database().transaction() as db:
            reached, last = indexing.rebuild_some(db)
        done = reached >= last
        click.echo(f"Message {reached:,} of {last:,}")
    click.echo("The index holds every message.")
