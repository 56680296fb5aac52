"""The command line of sessions."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.text import markdown
from peerhub.sessions.actions import rendering

sessions = AppGroup("sessions", help="Exchange sessions.")


@sessions.command()
def render() -> None:
    """Render minutes again, as `rooms render` does with messages. You can stop and start this while the site runs."""
    migrations.must_be_current(database().engine)
    total, after = 0, 0
    while True:
        with database().session() as db:
            minutes = rendering.outdated_minutes(db, after)
        if minutes is None:
            break
        html = markdown.render(minutes.notes, seconds=markdown.PATIENT).html
        if html != minutes.html:
            with database().transaction() as db:
                rendering.save(db, minutes, html)
            total += 1
        after = minutes.session_id
    click.echo(f"Minutes rendered again: {total}")
