"""Messages of an older renderer are rendered again, as often as one likes."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from peerhub.base.database.engine import Database, _inside
from peerhub.base.text import markdown
from peerhub.rooms.actions import messages, rendering
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.commands import rooms
from peerhub.rooms.models.messages import Mention, Message
from tests.cast import Cast
from tests.rooms.arrange import Place
from tests.support.forms import submit


def test_old_messages_are_rendered_anew_in_batches(app: Flask, database: Database, cast: Cast, place: Place) -> None:
    with app.app_context(), database.transaction() as db:
        seeker = db.merge(cast.seeker)
        for number in range(3):
            messages.post(db, seeker, place.thread, Draft(f"*{number}* @Chile, @Mongolia"))
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
    assert "rendered again: 5" in first, first
    assert ("rendered again: 5" in first, "rendered again: 0" in again) == (True, True)
    with database.session() as db:
        last = db.scalars(select(Message).where(Message.thread_id == place.thread).order_by(Message.id)).all()[-1]
        assert last.renderer == markdown.VERSION
        assert last.html == '<p dir="auto"><em>2</em> <bdi class="mention">@Chile</bdi>, @Mongolia</p>'
        assert last.edited_at is None


def test_a_message_that_could_not_be_rendered_in_time_is_found_again(
    app: Flask, database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "SECONDS", 0.001)
    text = "**bold** " + "[a](" * 2000
    shown = f'<p dir="auto">{text}</p>'
    with database.transaction() as db:
        posted = messages.post(db, db.merge(cast.seeker), place.thread, Draft(text))
    assert _kept(database, posted.id) == (shown, markdown.UNRENDERED)
    monkeypatch.setattr(markdown, "PATIENT", 0.002)
    assert "shown as typed: 1" in app.test_cli_runner().invoke(rooms, ["render"]).output
    monkeypatch.setattr(markdown, "PATIENT", 20.0)
    assert "rendered again: 1" in app.test_cli_runner().invoke(rooms, ["render"]).output
    html, renderer = _kept(database, posted.id)
    assert (html.startswith('<p dir="auto"><strong>bold</strong>'), renderer) == (True, markdown.VERSION)


def test_nothing_is_rendered_beside_while_a_message_is_kept(
    browse: Any, database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text is cheap or not with the names that are marked in it: a worker is never waited for inside the transaction."""
    text = f"@{cast.teammate.name}! @Chile! @{cast.facilitator.name}! " + "! " * 60
    assert markdown.is_quick_to_render(text)
    inside: list[bool] = []
    beside = markdown._beside

    def noted(*asked: Any) -> str:
        inside.append(_inside.get())
        return beside(*asked)

    monkeypatch.setattr(markdown, "_beside", noted)
    path = f"/threads/{place.thread}"
    assert submit(browse(cast.seeker), f"{path}/messages", form_path=path, body=text).status_code == 302
    assert inside == [False]


def _kept(database: Database, message_id: int) -> tuple[str, int]:
    with database.session() as db:
        message = db.get_one(Message, message_id)
        return message.html, message.renderer
