"""The command line of sessions."""

import click
from flask.cli import AppGroup

from peerhub.base import markdown, migrations
from peerhub.base.web import database
from peerhub.sessions.actions.rendering import keep_minutes, next_minutes

sessions = AppGroup("sessions", help="Exchange sessions.")


@sessions.command()
def render() -> None:
    """Render minutes again, as `rooms render` does with messages. You can stop and start this while the site runs."""
    migrations.must_be_current(database().engine)
    total, after = 0, 0
    while True:
        with database().session() as db:
            minutes = next_minutes(db, after)
        if minutes is None:
            break
        html = markdown.drawn(minutes.notes, seconds=markdown.PATIENT).html
        if html != minutes.html:
            with database().transaction() as db:
                keep_minutes(db, minutes, html)
            total += 1
        after = minutes.session_id
    click.echo(f"Minutes rendered again: {total}")
