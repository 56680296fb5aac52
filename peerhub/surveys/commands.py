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
    """After you restore a backup: ask again where the answers of an open anonymous survey are missing.

    Backups do not contain these answers. Everyone is asked again by email, and earlier answers are lost. Answers to surveys that
    began after the backup are erased.
    """
    migrations.must_be_current(database().engine)
    with database().transaction() as db:
        number = opening.ask_again(db)
    with database().session() as db:
        unknown = closing.orphaned_keys(db)
        for store_key in unknown:
            while store.erase(db, store_key):
                pass
    click.echo(f"Surveys that ask again: {number}")
    click.echo(f"Surveys missing from the backup, erased: {len(unknown)}")
