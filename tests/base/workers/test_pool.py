"""Workers: bounded in time and number, replaced when stopped, gone with the site."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from peerhub.base.workers.pool import Broken, Busy, Pool, TookTooLong
from tests.stories.waiting import until

TASKS = "tests.base.workers.tasks:"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def pool() -> Iterator[Pool]:
    one = Pool(1)
    yield one
    one.close()


def test_a_worker_is_used_again_and_knows_no_secret(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEERHUB_SECRET_KEY", "x" * 40)
    first, again = (pool.run(TASKS + "about", None, 5) for _ in range(2))
    assert first == again == {"pid": first["pid"], "secrets": []}
    assert first["pid"] != os.getpid()
    assert pool.run(TASKS + "twice", "ab\x00\u2028é" * 100_000, 5) == "ab\x00\u2028é" * 200_000


@pytest.mark.parametrize(
    ("task", "error"), [("endless", TookTooLong), ("deep", Broken), ("greedy", Broken), ("dies", Broken)]
)
def test_a_task_that_fails_leaves_nothing_behind(pool: Pool, task: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        pool.run(TASKS + task, 1, 0.2)
    assert pool.run(TASKS + "twice", 2, 5) == 4


def test_a_worker_that_ended_meanwhile_is_replaced(pool: Pool) -> None:
    first = pool.run(TASKS + "about", None, 5)["pid"]
    os.kill(first, 9)
    until(lambda: _state(first) in {None, "Z"} or None, "the end of the worker")
    assert pool.run(TASKS + "about", None, 5)["pid"] != first


def test_who_has_nothing_to_do_for_long_ends_and_is_replaced(pool: Pool) -> None:
    first = pool.run(TASKS + "about", None, 5)["pid"]
    rests_since = pool._free[0].rests_since
    pool.end_rested(rests_since - 0.001)
    assert pool.run(TASKS + "about", None, 5)["pid"] == first
    pool.end_rested(pool._free[0].rests_since)
    assert (pool._free, _state(first)) == ([], None)
    assert pool.run(TASKS + "about", None, 5)["pid"] != first
    assert pool._free[0].rests_since > rests_since


def test_somebody_looks_for_those_who_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerhub.base.workers.pool.REST", 0.05)
    resting = Pool(1)
    first = resting.run(TASKS + "about", None, 5)["pid"]
    until(lambda: _state(first) is None or None, "the end of the worker")
    assert resting._free == []
    resting.close()


def test_who_waits_too_long_for_a_turn_is_told(pool: Pool) -> None:
    pool.run(TASKS + "twice", 1, 5)

    def overrun() -> None:
        with pytest.raises(TookTooLong):
            pool.run(TASKS + "endless", None, 1)

    at_work = threading.Thread(target=overrun)
    at_work.start()
    until(lambda: not pool._free or None, "the worker to be at work")
    with pytest.raises(Busy):
        pool.run(TASKS + "twice", 1, 5, patience=0.01)
    pool._waiting = pool._most_waiting
    with pytest.raises(Busy):
        pool.run(TASKS + "twice", 1, 5, patience=60)
    at_work.join()


SITE = """
from gevent import monkey; monkey.patch_all()
import sys, time, gevent
from peerhub.base.workers.pool import Pool, TookTooLong
pool, beats = Pool(2), []
def beat():
    while True:
        beats.append(time.monotonic())
        gevent.sleep(0.01)
gevent.spawn(beat)
print(pool.run("tests.base.workers.tasks:about", None, 5)["pid"], flush=True)
def over():
    try:
        pool.run("tests.base.workers.tasks:endless", None, 0.5)
    except TookTooLong:
        return 1
print(sum(each.get() for each in [gevent.spawn(over) for _ in range(4)]), flush=True)
print(max(b - a for a, b in zip(beats, beats[1:])), flush=True)
pool.run("tests.base.workers.tasks:endless", None, 3)
"""


def test_on_gevent_others_go_on_and_workers_end_with_a_killed_site() -> None:
    with subprocess.Popen([sys.executable, "-c", SITE], cwd=ROOT, stdout=subprocess.PIPE, text=True) as site:
        assert site.stdout
        worker, stopped, longest = (site.stdout.readline().strip() for _ in range(3))
        assert stopped == "4"
        assert float(longest) < 0.5, "somebody waited for a worker"
        workers = until(lambda: _children(site.pid) or None, "the workers")
        assert int(worker) not in workers, "a worker that was stopped is not used again"
        site.kill()
        site.wait()
    for pid in workers:
        until(lambda pid=pid: _state(pid) in {None, "Z"} or None, "the end of the workers")  # type: ignore[misc]


def _state(pid: int) -> str | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return None


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]
