"""One answer to an anonymous survey, among few and among many; and the results of many."""

import json
from statistics import median
from typing import Any

from benchmarks.bench import Bench
from benchmarks.site import Site
from benchmarks.table import Row, against, amount, at_most, told

FEW, MANY, MOST = 50, 5_000, 10_000
GROWN = 1.2
SLOWEST = 200


def measure(bench: Bench) -> list[Row]:
    """All figures. The page is asked by the facilitator, who alone reads everybody's words."""
    few, many, most = (survey(bench, people) for people in (FEW, MANY, MOST))
    return [
        against(
            f"one answer, a survey of {MANY:,} against {FEW}", median(many["one"]), median(few["one"]), "ms", most=GROWN
        ),
        at_most(f"survey results, {MOST:,} answers: work of the server", most["in_server"], SLOWEST, "ms"),
        told(f"survey results, {MOST:,} answers: until they are published", amount(most["closing"], "ms")),
        at_most(f"survey results, {MOST:,} answers, the facilitator's page", median(most["page"]), SLOWEST, "ms"),
    ]


def survey(bench: Bench, people: int) -> dict[str, Any]:
    """Milliseconds of one survey, in a database of its own."""
    site = Site(bench.folder / f"survey-{people}")
    site.run("peerhub", "db", "upgrade")
    found: dict[str, Any] = json.loads(site.run("benchmarks.surveying", str(people)))
    return found
