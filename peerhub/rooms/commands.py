"""The command line of the search."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.web import database
from peerhub.rooms import actions

search = AppGroup("search", help="The index of what is said in rooms.")


@search.command()
def rebuild() -> None:
    """Read every message into the index anew: after a backup was restored, or a version that reads words otherwise.

    Search and posting go on meanwhile. Harmless to repeat; one that was stopped goes on where it was.
    """
    migrations.must_be_current(database().engine)
    done = False
    while not done:
        with database().transaction() as db:
            reached, last = actions.rebuild_some(db)
        done = reached >= last
        click.echo(f"Message {reached:,} of {last:,}")
    click.echo("The search knows every message.")
