"""The command line of rooms."""

import click
from flask.cli import AppGroup

from peerhub.base import migrations
from peerhub.base.database.current import database
from peerhub.base.text import markdown
from peerhub.rooms.actions import rendering

rooms = AppGroup("rooms", help="Rooms and their messages.")


@rooms.command()
def render() -> None:
    """Render messages again that an older version of PeerHub rendered, or that could not be rendered in time.

    You can stop and start this while the site runs.
    """
    migrations.must_be_current(database().engine)
    total, left, after = 0, 0, 0
    while True:
        with database().session() as db:
            batch = rendering.outdated_messages(db, after)
        if not batch:
            break
        results = [(old, old.rendered()) for old in batch]
        with database().transaction() as db:
            rendering.save(db, results)
        left += sum(new.version == markdown.UNRENDERED for _old, new in results)
        total, after = total + len(batch), batch[-1].id
    click.echo(f"Messages rendered again: {total - left}")
    if left:
        click.echo(f"Messages that cannot be rendered and are shown as typed: {left}")
