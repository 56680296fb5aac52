"""Messages of an older renderer are drawn anew, as often as one likes."""

from flask import Flask
from sqlalchemy import select, update

from peerhub.base import markdown
from peerhub.base.database import Database
from peerhub.rooms import actions
from peerhub.rooms.actions import Draft, rendering
from peerhub.rooms.commands import rooms
from peerhub.rooms.models import Mention, Message
from tests.cast import Cast
from tests.rooms.conftest import Place


def test_old_messages_are_drawn_anew_in_batches(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    with database.transaction() as db:
        seeker = db.merge(cast.seeker)
        for number in range(3):
            actions.post_message(db, seeker, place.thread, Draft(f"*{number}* @Chile, @Mongolia"))
        db.execute(update(Message).values(html="<p>old</p>", renderer=0))
    with database.transaction() as db:
        for mention in db.scalars(select(Mention).where(Mention.country_code == "MN")):
            db.delete(mention)
    runner = app.test_cli_runner()
    rendering.BATCH, before = 2, rendering.BATCH
    try:
        first, again = (runner.invoke(rooms, ["render"]).output for _ in range(2))
    finally:
        rendering.BATCH = before
    assert "drawn anew: 5" in first, first
    assert ("drawn anew: 5" in first, "drawn anew: 0" in again) == (True, True)
    with database.session() as db:
        last = db.scalars(select(Message).where(Message.thread_id == place.thread)).all()[-1]
        assert last.renderer == markdown.VERSION
        assert last.html == '<p><em>2</em> <bdi class="mention">@Chile</bdi>, @Mongolia</p>'
        assert last.edited_at is None
