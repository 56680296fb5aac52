"""One person's act among few and among many, and a calendar feed, built and unchanged."""

import json
from statistics import median
from typing import Any

from benchmarks.bench import Bench
from benchmarks.site import Site
from benchmarks.table import Row, against, at_most

FEW, MANY, FEED = 50, 5_000, 500
GROWN, SLOWEST, UNCHANGED = 1.2, 50, 5
NAMES = {"reaction": "a reaction", "mark": "a mark of what was read", "answer": "an answer to an invitation"}


def measure(bench: Bench) -> list[Row]:
    """All figures: processor time inside the app."""
    few, many = (acts(bench, number) for number in (FEW, MANY))
    grown = [
        against(f"{what}, after {MANY:,} against {FEW}", median(many[name]), median(few[name]), "ms", most=GROWN)
        for name, what in NAMES.items()
    ]
    return [
        *grown,
        at_most(f"calendar feed, {FEED} sessions", median(many["feed"]), SLOWEST, "ms"),
        at_most(f"calendar feed, {FEED} sessions, unchanged (304)", median(many["unchanged"]), UNCHANGED, "ms"),
    ]


def acts(bench: Bench, number: int) -> dict[str, Any]:
    """Milliseconds after so many have acted, in a database of its own."""
    site = Site(bench.folder / f"acts-{number}")
    site.run("peerhub", "db", "upgrade")
    found: dict[str, Any] = json.loads(site.run("benchmarks.acting", str(number), str(FEED)))
    return found
