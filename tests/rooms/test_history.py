"""What a message said before: each change word by word, a page at a time."""

from datetime import timedelta
from typing import Any

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.rooms.actions import messages
from tests.cast import Cast
from tests.rooms.arrange import Place


def test_each_change_is_shown_by_its_words(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    with database.transaction() as db:
        messages.edit(db, db.merge(cast.seeker), place.message, "Its <b>second</b> message.")
    shown = browse(cast.provider).get(f"/messages/{place.message}/history").text
    assert "<del" in shown
    assert "[removed:]</span>  first" in " ".join(shown.split("\n")) or "first<span" in shown
    assert "&lt;b&gt;second" in shown or "second" in shown
    assert "<b>second" not in shown


def test_many_changes_are_paged(browse: Any, cast: Cast, place: Place, database: Database) -> None:
    for number in range(23):
        with clock.fixed_at(clock.now() + timedelta(minutes=number)), database.transaction() as db:
            messages.edit(db, db.merge(cast.seeker), place.message, f"Text number {number}")
    browser = browse(cast.provider)
    first = browser.get(f"/messages/{place.message}/history").text
    assert first.count("The full text before this change") == 20
    older = browser.get(first.split('rel="next" href="')[1].split('"')[0]).text
    assert older.count("The full text before this change") == 3
    assert "Its first message." in older
    assert "Text number 2<" in older or "2<span" in older
    assert browser.get(f"/messages/{place.message}/history?before=1").status_code == 200
