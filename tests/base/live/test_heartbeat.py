"""The heartbeat of a process: it goes on whatever happens, tells the domains' channels, and ends sockets without a sign-in."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from peerhub.accounts.models import SignIn
from peerhub.base.database.engine import Database
from peerhub.base.live import channels, heartbeat
from tests.base.live.arrange import wait_until_heard
from tests.base.live.sites import Line, cookie_of, running_site
from tests.cast import Cast
from tests.support.sockets import Connect


class EnoughError(BaseException):
    """Ends a heart that would beat for ever."""


@pytest.fixture
def beats() -> Iterator[list[Any]]:
    """The registered beats, which the test may change."""
    before = list(heartbeat._beats)
    yield heartbeat._beats
    heartbeat._beats[:] = before


def test_a_beat_is_registered_once(beats: list[Any]) -> None:
    def beat(_channels: Sequence[str]) -> None: ...

    heartbeat.on_heartbeat(beat)
    heartbeat.on_heartbeat(beat)
    assert beats.count(beat) == 1


def test_a_heart_goes_on_after_a_failure(
    app: Flask, beats: list[Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seen: list[Sequence[str]] = []

    def beat(heard: Sequence[str]) -> None:
        seen.append(heard)
        if len(seen) == 1:
            raise ZeroDivisionError
        raise EnoughError

    beats[:] = [beat]
    monkeypatch.setattr(heartbeat, "EVERY", (0.0, 0.0))
    with pytest.raises(EnoughError):
        heartbeat._go_on(app, lambda: None)
    assert len(seen) == 2
    assert "A heartbeat failed" in caplog.text


def test_a_process_has_one_heart(app: Flask, beats: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Any] = []
    monkeypatch.setattr(channels.socketio, "start_background_task", lambda *task: begun.append(task))
    monkeypatch.setitem(app.extensions, "peerhub.heart", True)
    del app.extensions["peerhub.heart"]
    heartbeat.start(app, lambda: None)
    heartbeat.start(app, lambda: None)
    assert len(begun) == 1


def test_domains_learn_which_channels_are_heard(app: Flask, cast: Cast, connect: Connect, beats: list[Any]) -> None:
    seen: list[str] = []
    beats[:] = [seen.extend]
    heartbeat.send_presence(app)
    assert channels.person_channel(cast.seeker.id) not in seen
    connect(cast.seeker)
    heartbeat.send_presence(app)
    assert channels.person_channel(cast.seeker.id) in seen


def test_sockets_without_a_sign_in_are_closed(
    app: Flask, database: Database, cast: Cast, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[str] = []
    monkeypatch.setattr(heartbeat, "close", closed.append)
    stays, ends = connect(cast.seeker), connect(cast.provider)
    who = app.extensions["peerhub.live"]
    heartbeat.close_signed_out_sockets(app, who)
    assert closed == []
    with database.transaction() as db:
        db.query(SignIn).filter_by(person_id=cast.provider.id).delete()
    heartbeat.close_signed_out_sockets(app, who)
    assert closed == [ends.eio_sid]
    assert stays.is_connected()


@pytest.mark.valkey
def test_people_are_counted_on_all_processes(app: Flask, database: Database, cast: Cast, valkey_url: str) -> None:
    address = database.engine.url.render_as_string(hide_password=False)
    joined = replace(database.settings, database_url=address, queue_url=valkey_url)
    with ExitStack() as stack:
        one, two = (stack.enter_context(running_site(joined)) for _process in range(2))
        here, there = Line(one, cookie_of(app, cast.seeker)), Line(two, cookie_of(app, cast.provider))
        for line in (here, there):
            stack.callback(line.wire.shutdown)
            assert line.greet().ask("room:open", room=1)["ok"]
        wait_until_heard(there, here)
        there.ask("test:beat")
        there.ask("test:tell", channel="room:1", text="after the beat")
        assert next_of(here, "told")["text"] == "after the beat"
        here.wire.send('42["test:beat",{}]')
        countries = next_of(here, "room:beat")["here"]["countries"]
        assert countries == [{"code": "CL", "name": "Chile"}, {"code": "JM", "name": "Jamaica"}]


def next_of(line: Line, name: str) -> dict[str, Any]:
    """The next event of that name, but for questions whether anybody hears."""
    while True:
        event, payload = line.event()
        if event == name and payload.get("text") != "ready?":
            return dict(payload)
