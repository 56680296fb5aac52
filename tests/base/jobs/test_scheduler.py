"""Jobs of once a day."""

from datetime import UTC, datetime, timedelta

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
