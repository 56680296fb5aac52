"""The demonstration is a play: what offices did, each at its moment, acted out from the oldest to the newest.

Every act goes through the domains' own verbs with the clock held at its moment, so that what follows from it (notices,
emails, numbers, marks) is what the site itself makes of it.
"""

import heapq
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people.models import Person

Row = dict[str, Any]
Act = Callable[..., object]
DATA = files("peerhub.demo") / "data"
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@cache
def read(name: str) -> dict[str, list[Row]]:
    """The content of `data/<name>.yaml`; each file explains its shape at the top."""
    text = DATA.joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    content: dict[str, list[Row]] = yaml.load(text, Loader=LOADER)  # noqa: S506  (both loaders are the safe ones)
    return content


class Scenario:
    """What all parts share: the present, the people, ids by the data's keys, and the acts still to come."""

    def __init__(self, db: Db, now: datetime) -> None:
        self.db = db
        self.now = now
        self.people: dict[str, Person] = {}
        self.ids: dict[tuple[str, str], int] = {}
        self._acts: list[tuple[datetime, int, Act, tuple[Any, ...]]] = []
        self._added = 0

    def at(self, moment: datetime, act: Act, *args: Any) -> None:
        """Do `act(play, *args)` at `moment`, or now where that is to come; acts of one moment in the order they were added."""
        self._added += 1
        heapq.heappush(self._acts, (min(moment, self.now), self._added, act, args))

    def perform(self) -> int:
        """Act everything out, also what acts add meanwhile, and return how many acts there were."""
        while self._acts:
            moment, _number, act, args = heapq.heappop(self._acts)
            with clock.fixed_at(moment):
                act(self, *args)
        return self._added

    def id(self, kind: str, key: str) -> int:
        """The id of what the data calls `key`, for instance id("session", "metadata-standards")."""
        return self.ids[kind, key]

    def moment(self, row: Row) -> datetime:
        """When a row of the data happened: `days_ago` and `at` (UTC, noon without it), or `minutes_ago`."""
        if "minutes_ago" in row:
            return self.now - timedelta(minutes=row["minutes_ago"])
        return datetime.combine(self.day(-row["days_ago"]), time.fromisoformat(row.get("at", "12:00")), UTC)

    def day(self, days: int) -> date:
        """The day so many days from today."""
        return (self.now + timedelta(days=days)).date()

    def working_day(self, days: int) -> date:
        """The day so many working days (Monday to Friday) from today, before it where negative."""
        day, step = self.now.date(), DAY if days > 0 else -DAY
        for _ in range(abs(days)):
            day += step
            while day.weekday() >= 5:
                day += step
        return day
