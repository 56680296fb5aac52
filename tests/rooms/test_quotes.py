"""Quotations: of what one may read, of the same room, leading back."""

from typing import Any

import pytest

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import NotFound
from peerhub.rooms.actions import messages
from peerhub.rooms.queries import quotes
from tests.cast import Cast
from tests.rooms.arrange import Place, build, start


def test_the_form_begins_with_what_was_said(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.provider)
    answer = browser.get(f"/messages/{place.message}/quote")
    assert answer.location == f"/threads/{place.thread}?number=1&quote={place.message}#reply-form"
    shown = browser.get(answer.location.partition("#")[0]).text
    assert (
        f"&gt; [Statistics office, Jamaica](/messages/{place.message}):\n&gt;\n&gt; Its first message.\n\n</textarea>"
        in shown
    )
    said = browser.get(f"/messages/{place.message}/quote", headers={"Accept": "application/json"}).json
    assert said["text"].endswith("> Its first message.\n\n")


def test_only_what_one_may_read_and_of_the_same_room(db: Db, cast: Cast) -> None:
    """Attack 9: a message through a thread that it does not belong to."""
    here = build(db, cast)
    seeker, outsider = db.merge(cast.seeker), db.merge(cast.outsider)
    other = start(db, seeker, here.room)
    assert quotes.quotation(db, seeker, other.thread_id, here.message).startswith("> [Statistics office")
    for viewer, thread, message in (
        (seeker, here.thread, here.private_message), (outsider, here.thread, here.private_message),
        (outsider, here.private_thread, here.message), (seeker, here.thread, 9999),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            quotes.quotation(db, viewer, thread, message)
    messages.remove(db, seeker, here.message)
    with pytest.raises(NotFound):
        quotes.quotation(db, seeker, here.thread, here.message)


def test_a_crafted_address_is_no_page(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    browser = browse(cast.outsider)
    for quote in (place.private_message, 99999):
        assert browser.get(f"/threads/{place.thread}?quote={quote}").status_code == 404
    for odd in ("x", "-1", "", "9" * 30):
        assert browser.get(f"/threads/{place.thread}?quote={odd}").status_code == 200
