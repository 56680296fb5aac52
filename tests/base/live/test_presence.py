"""Who hears a channel, as other processes said at their last heartbeat."""

from collections.abc import Iterator

import pytest
from flask import Flask

from peerhub.base.live import presence


@pytest.fixture(autouse=True)
def _nobody(app: Flask) -> Iterator[None]:
    """Nothing said yet, and nothing left."""
    presence._elsewhere.clear()
    yield
    presence._elsewhere.clear()


def test_what_a_process_says_replaces_what_it_said() -> None:
    assert presence.people_in("room:1") == set()
    presence.remember_others("one", {"room:1": [7, 8]})
    presence.remember_others("two", {"room:1": [8, 9], "room:2": [3]})
    assert presence.people_in("room:1") == {7, 8, 9}
    presence.remember_others("one", {"room:2": [7]})
    assert presence.people_in("room:1") == {8, 9}
    assert presence.people_in("room:2") == {3, 7}


def test_a_process_that_says_nothing_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    presence.remember_others("one", {"room:1": [7]})
    monkeypatch.setattr(presence, "KEPT", 0.0)
    assert presence.people_in("room:1") == set()
    presence.remember_others("two", {})
    assert set(presence._elsewhere) == {"two"}


def test_alone_nobody_is_told(app: Flask) -> None:
    presence.share(["room:1"])
    assert presence._elsewhere == {}
