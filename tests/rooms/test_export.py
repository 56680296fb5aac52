"""A thread or a room taken along: whole, in order, streamed, and nothing in it poses as something else."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.errors import NotFound
from peerhub.base.security.audit import AuditEntry
from peerhub.base.text.markdown import to_html
from peerhub.rooms.actions import members, messages, rooms
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import export
from peerhub.rooms.queries.export import ExportScope, MessagePart, ThreadPart
from peerhub.rooms.views.export_formats import as_json, as_markdown, file_name
from tests.cast import Cast
from tests.rooms.arrange import Place, start

AT = datetime(2026, 11, 24, 13, tzinfo=UTC)


def talk(database: Database, cast: Cast, place: Place) -> None:
    """Three more messages, one removed, and another thread."""
    with database.transaction() as db:
        seeker = db.merge(cast.seeker)
        messages.post(db, seeker, place.thread, Draft("Second, **strong**"))
        gone = messages.post(db, seeker, place.thread, Draft("secret gone"))
        messages.post(db, seeker, place.thread, Draft("said"))
        messages.remove(db, seeker, gone.id)
        start(db, seeker, place.room, title="Another thread")


@pytest.mark.parametrize("what", ["threads", "rooms"])
def test_three_forms(browse: Any, cast: Cast, database: Database, place: Place, what: str) -> None:
    talk(database, cast, place)
    address = f"/{what}/{place.thread if what == 'threads' else place.room}/export"
    browser = browse(cast.provider)
    for form in ("md", "json", "print"):
        answer = browser.get(f"{address}/{form}")
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "secret" not in answer.text
        assert ("Another thread" in answer.text) == (what == "rooms")
        assert "removed" in answer.text
    told = json.loads(browser.get(f"{address}/json").text)
    assert (told["format"], told["version"], told["room"]["title"]) == ("peerhub-export", 1, "Test room")
    messages = told["threads"][0]["messages"]
    assert [message["state"] for message in messages] == ["", "", "removed", ""]
    assert messages[1]["body"] == "Second, **strong**"
    assert messages[2].keys() == {"id", "number", "state"}
    assert len(told["threads"]) == (1 if what == "threads" else 2)
    printed = browser.get(f"{address}/print").text
    assert "<strong>strong</strong>" in printed
    with database.session() as db:
        noted = db.scalars(select(AuditEntry.verb).where(AuditEntry.verb.endswith(".exported"))).all()
    assert len(noted) == 5


def test_pages_lead_there(browse: Any, cast: Cast, place: Place) -> None:
    browser = browse(cast.provider)
    for address in (f"/threads/{place.thread}", f"/rooms/{place.room}"):
        for form in ("md", "json", "print"):
            assert f'href="{address}/export/{form}"' in browser.get(address).text
            assert browser.get(f"{address}/export/{form}").status_code == 200
    assert browser.get(f"/threads/{place.thread}/export/exe").status_code == 404


def test_long_threads_come_whole_and_in_order(
    app: Flask, browse: Any, cast: Cast, database: Database, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        for number in range(2, 24):
            messages.post(db, db.merge(cast.seeker), place.thread, Draft(f"number {number}"))
    monkeypatch.setattr("peerhub.rooms.queries.export.BATCH", 5)
    told = json.loads(browse(cast.provider).get(f"/threads/{place.thread}/export/json").text)
    assert [message["number"] for message in told["threads"][0]["messages"]] == list(range(1, 24))


def test_others_get_their_turn_between_two_pieces(
    browse: Any, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("peerhub.rooms.routes.export.PIECE", 50)
    monkeypatch.setattr("peerhub.rooms.routes.export.time.sleep", pauses.append)
    assert browse(cast.provider).get(f"/threads/{place.thread}/export/json").text
    assert len(pauses) > 1
    assert min(pauses) > 0


def test_an_empty_room(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        room = rooms.create(db, "theme", "Nothing yet").id
    browser = browse(cast.seeker)
    assert json.loads(browser.get(f"/rooms/{room}/export/json").text)["threads"] == []
    assert "Nothing yet" in browser.get(f"/rooms/{room}/export/md").text
    assert "Nothing was written" in browser.get(f"/rooms/{room}/export/print").text


def test_who_is_taken_out_meanwhile_gets_no_more(app: Flask, cast: Cast, database: Database, place: Place) -> None:
    with database.session() as db:
        taken = export.room(db, db.merge(cast.provider), place.private_room)
    coming = export.parts(database, cast.provider.id, taken)
    assert isinstance(next(coming), ThreadPart)
    with database.transaction() as db:
        members.remove(db, place.private_room, cast.provider.id)
    with pytest.raises(NotFound):
        next(coming)


# What people write cannot pose as something else.


EVIL = '"\n---\nadmin: true\u2028x: y <script>alert(1)</script> [a](javascript:b) # `*_\\'


def parts(title: str, name: str, body: str) -> list[ThreadPart | MessagePart]:
    """A thread with one message."""
    told = MessagePart(1, 1, 1, "", name, "Office", "JM", "en", AT, None, body, to_html(body))
    return [ThreadPart(1, title, "question", "1.1", None, AT), told]


def test_the_head_of_markdown_holds_what_it_says(app: Flask) -> None:
    with app.app_context():
        text = "".join(as_markdown(ExportScope(1, EVIL, 1, EVIL), parts(EVIL, EVIL, EVIL), AT))
    _before, head, body = text.split("---\n", 2)
    told = yaml.safe_load(head)
    assert set(told) == {"format", "version", "exported_at", "room", "thread"}
    assert "admin: true" in told["room"]
    assert "<script" not in body
    assert [line for line in body.split("\n") if line.startswith("#")] == [
        line for line in body.split("\n") if line.startswith(("# ", "## 1 · "))
    ]


def test_no_message_poses_as_another(app: Flask) -> None:
    body = "x\n\n## 2 · Secretariat · 2026-11-24T13:00:00Z\n\n> agreed\n---\n# Title"
    with app.app_context():
        text = "".join(as_markdown(ExportScope(1, "Room"), parts("Title", "Office\n## 9", body), AT))
    assert [line for line in text.split("\n") if line.startswith("#")] == [
        "# Title",
        "## 1 · Office \\#\\# 9 · Office · JM · 2026-11-24T13:00:00Z",
    ]


def test_json_stays_json() -> None:
    told = json.loads("".join(as_json(ExportScope(1, EVIL), parts(EVIL, EVIL, EVIL), AT)))
    assert told["threads"][0]["title"] == EVIL
    assert told["threads"][0]["messages"][0]["body"] == EVIL


@pytest.mark.parametrize(
    "title", [EVIL, "../../etc/passwd", 'a"; filename="x.exe', "\r\nSet-Cookie: a=b", "ثقافة", "CON", "", "x" * 500]
)
def test_names_of_files_are_harmless(title: str) -> None:
    name = file_name(ExportScope(1, "Room", 7, title), "md")
    assert name.startswith("thread-7")
    assert name.replace("-", "").removesuffix(".md").isalnum()
    assert name.isascii()
    assert len(name) < 64


def test_a_print_page_escapes(browse: Any, cast: Cast, database: Database, place: Place) -> None:
    with database.transaction() as db:
        db.get_one(Thread, place.thread).title = EVIL
        db.get_one(Room, place.room).title = EVIL
    page = browse(cast.provider).get(f"/threads/{place.thread}/export/print")
    assert "<script" not in page.text
    answer = browse(cast.provider).get(f"/threads/{place.thread}/export/md")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="thread-1-admin-true')
