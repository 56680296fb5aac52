"""Limits are counted in memory, and what is over is forgotten without looking through everybody's requests at each one."""

from limits import parse
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from peerhub.base.web.extensions import OWN_MEMORY
from peerhub.base.web.limits import EVERY, OwnMemory


def test_requests_are_counted_by_who_sends_them() -> None:
    counter = MovingWindowRateLimiter(storage_from_string(OWN_MEMORY))
    limit = parse("2/minute")
    assert [counter.hit(limit, person) for person in ("a", "a", "a", "b")] == [True, True, False, True]


def test_what_is_over_is_forgotten_now_and_then() -> None:
    storage = OwnMemory()
    storage.timer.join(5)
    first = storage.timer
    counter, limit = MovingWindowRateLimiter(storage), parse("2/minute")
    for person in range(50):
        counter.hit(limit, str(person))
    waiting = storage.timer
    assert waiting is not first
    assert (waiting.interval, waiting.daemon) == (EVERY, True)
    for events in storage.events.values():
        for event in events:
            event.expiry = 0  # long over
    counter.hit(limit, "now")
    assert storage.timer is waiting
    waiting.function(*waiting.args)
    assert len(storage.events) == 1
    assert set(storage.locks) == set(storage.events)
    waiting.cancel()
