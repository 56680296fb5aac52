"""The command line of surveys."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.surveys import store
from peerhub.surveys.actions import closing, opening

surveys = AppGroup("surveys", help="Surveys.")


@surveys.command("ask-again")
def ask_again() -> None:
    """After a backup was restored: ask anew where the answers of an open anonymous survey are missing.

    Backups leave these answers out. Everybody is asked once more, by mail; what was answered before is gone. Answers to surveys
    that were begun after the backup are erased.
    """
    migrations.must_be_current(database().engine)
    with database().transaction() as db:
        number = opening.ask_again(db)
    with database().session() as db:
        unknown = closing.unknown(db)
        for store_key in unknown:
            while store.erase(db, store_key):
                pass
    click.echo(f"Surveys that ask once more: {number}")
    click.echo(f"Surveys that the backup does not know, erased: {len(unknown)}")
