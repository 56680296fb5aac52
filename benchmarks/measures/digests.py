"""Gathered emails for many people: how many are written a second, for how long others wait, and how many queries each takes."""

import json

from benchmarks.bench import Bench
from benchmarks.site import Site
from benchmarks.table import Row, amount, at_most, told

PEOPLE = 5_000
LONGEST = 200  # milliseconds for which nobody else has their turn


def measure(bench: Bench) -> list[Row]:
    """In a database of its own."""
    site = Site(bench.folder / "digests")
    site.run("peerhub", "db", "upgrade")
    found = json.loads(site.run("benchmarks.gathering", str(PEOPLE // 10 if bench.quick else PEOPLE)))
    return [
        told(f"gathered emails for {PEOPLE:,} people", amount(found["rate"], "emails/s")),
        at_most("gathered emails, the longest pause", found["longest"], LONGEST, "ms"),
        told("gathered emails, queries of each", amount(found["queries"], "")),
    ]
