"""The command line of the search."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.rooms.actions import indexing

search = AppGroup("search", help="The search index of messages.")


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
