"""Jobs of once a day, and the turns of others."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from peerhub.base.database.engine import Database, Db
from peerhub.base.jobs import scheduler
from peerhub.base.jobs.scheduler import daily
from peerhub.wiring.jobs import JOBS

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def test_a_daily_job_runs_until_nothing_is_left_and_again_the_next_day() -> None:
    left, asked = [2, 1, 0], list[datetime]()

    def job(now: datetime) -> int:
        asked.append(now)
        return left.pop(0) if left else 0

    run = daily(job)
    hours = [NOW + timedelta(hours=number) for number in range(5)]
    assert [run(now) for now in hours] == [2, 1, 0, 0, 0]
    assert asked == hours[:3]
    run(NOW + timedelta(days=1))
    assert len(asked) == 4


def test_the_site_prunes() -> None:
    assert "prune" in JOBS


def test_others_get_their_turn_after_each_row_and_outside_of_its_transaction(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    left = [True, True, False]

    def verb(_db: Db, _now: datetime) -> bool:
        steps.append("row")
        return left.pop(0)

    def give_way() -> None:
        with database.transaction():  # would be refused inside another one
            steps.append("pause")

    monkeypatch.setattr(scheduler, "give_way", give_way)
    with app.app_context():
        assert scheduler.one_by_one(verb, NOW) == 2
    assert steps == ["row", "pause", "row", "pause", "row"]


def test_others_get_their_turn_between_items_and_jobs(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[int] = []
    monkeypatch.setattr(scheduler, "give_way", lambda: pauses.append(1))
    assert scheduler.run_separately("counting", range(3), lambda _item: None) == 3
    assert len(pauses) == 3
    scheduler.tick(app, {"one": lambda _now: 1, "two": lambda _now: 2})
    assert len(pauses) == 5
