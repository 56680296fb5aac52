"""Emails that come in, a hundred a second for a minute: how fast they are acknowledged, and how fast they are handled."""

import json

from benchmarks.bench import Bench
from benchmarks.site import Site
from benchmarks.table import Row, amount, at_least, told

SECONDS, RATE = 60, 100
KEEPS_UP = 0.95  # of the rate: the last ones are handled after they came


def measure(bench: Bench) -> list[Row]:
    """In a database of its own."""
    site = Site(bench.folder / "incoming")
    site.run("peerhub", "db", "upgrade")
    found = json.loads(site.run("benchmarks.receiving", str(SECONDS // 6 if bench.quick else SECONDS), str(RATE)))
    return [
        at_least("incoming emails, acknowledged", found["taking"], KEEPS_UP * RATE, "emails/s"),
        at_least("incoming emails, handled", found["handling"], KEEPS_UP * RATE, "emails/s"),
        told("incoming emails, of the processor for each", amount(found["processor"], "ms")),
        told("incoming emails, the longest acknowledgement", amount(found["longest"], "ms")),
        told("incoming emails, the last one handled after it came", amount(found["behind"], "s")),
    ]
