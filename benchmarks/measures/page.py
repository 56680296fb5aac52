"""A thread page: requests a second beside a bare page, and its number of queries."""

from typing import Any
from urllib.request import urlopen

from benchmarks import site
from benchmarks.bench import ROUNDS, Bench, middle
from benchmarks.processes import Server, processor_seconds
from benchmarks.table import Row, against, told

CLIENTS = 8
MOST_QUERIES = 8


def measure(bench: Bench) -> list[Row]:
    """All figures of the page."""
    seconds = 3 if bench.quick else 8
    rounds: dict[str, list[dict[str, Any]]] = {"ours": [], "bare": []}
    with bench.site.serve() as ours, site.bare_page(bench.folder) as bare:
        for turn in range(ROUNDS + 1):  # the first warms up
            for name, server in (("ours", ours), ("bare", bare)):
                rounds[name].append(read(bench, server, name, seconds if turn else 1))
    ours_rate, bare_rate = (middle(rounds[name][1:], "per_second") for name in ("ours", "bare"))
    ours_work, bare_work = (middle(rounds[name][1:], "work") for name in ("ours", "bare"))
    sizes = f"{rounds['ours'][-1]['bytes']:,} bytes, compressed as a browser asks; bare {rounds['bare'][-1]['bytes']:,}, likewise"
    return [
        against("thread page, 50 messages, signed in, 8 clients", ours_rate, bare_rate, "a second", least=0.6),
        against("thread page: processor time", ours_work, bare_work, "ms", most=1 / 0.6),
        told("thread page, HTML", sizes),
        queries(bench),
    ]


def read(bench: Bench, server: Server, name: str, seconds: float) -> dict[str, Any]:
    """One round of reading."""
    if name == "ours":
        path, visitor = bench.site.thread(), bench.site.visitors[0]
    else:
        path, visitor = "/threads/1", {"cookie": get(f"{server.address}/sign-in")}
    worked = processor_seconds(server.pid)
    told = bench.clients.ask("pages", port=server.port, path=path, visitor=visitor, clients=CLIENTS, seconds=seconds)
    each = (processor_seconds(server.pid) - worked) * 1000 / max(1.0, told["per_second"] * seconds)
    return {**told, "work": each}


def get(address: str) -> str:
    """The text at an address of our own."""
    with urlopen(address, timeout=10) as answer:  # noqa: S310  (an http address we made)
        text: str = answer.read().decode()
        return text


def queries(bench: Bench) -> Row:
    """How many questions the page asks the database, for five and for fifty messages."""
    counted = bench.site.count_queries()
    short, long = counted["short"], counted["long"]
    return Row(
        "thread page, queries for 5 and 50 messages",
        f"{short} and {long}",
        f"same, ≤ {MOST_QUERIES}",
        short == long <= MOST_QUERIES,
    )
