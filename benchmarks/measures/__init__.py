"""What is measured. Each module has `measure(bench) -> list[Row]`; `MEASURES` gives them their names and order."""

from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.measures import acts, browser, digests, incoming, live, mails, page, pauses, search, start, surveys
from benchmarks.table import Row

MEASURES: dict[str, Callable[[Bench], list[Row]]] = {
    "live": live.measure,
    "page": page.measure,
    "browser": browser.measure,
    "acts": acts.measure,
    "pauses": pauses.measure,
    "start": start.measure,
    "search": search.measure,
    "surveys": surveys.measure,
    "mails": mails.measure,
    "incoming": incoming.measure,
    "digests": digests.measure,
}
