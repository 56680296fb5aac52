"""A thread page: requests a second beside a bare page, and its number of queries."""

from typing import Any
from urllib.request import urlopen

from benchmarks import site
from benchmarks.bench import ROUNDS, Bench, middle
from benchmarks.processes import Server, processor_seconds
from benchmarks.table import Row, against, told

CLIENTS = 8
MOST_QUERIES = 8
MOST_OF_OTHERS = 1.5


def measure(bench: Bench) -> list[Row]:
    """All figures of the page, and those of the others beside it."""
    seconds = 3 if bench.quick else 8
    rounds: dict[str, list[dict[str, Any]]] = {"ours": [], "bare": [], **{what: [] for what in others(bench)}}
    with bench.site.serve() as ours, site.bare_page(bench.folder) as bare:
        servers = {name: bare if name == "bare" else ours for name in rounds}
        for turn in range(ROUNDS + 1):  # the first warms up
            for name, server in servers.items():
                rounds[name].append(read(bench, server, name, seconds if turn else 1))
    rates, works = ({name: middle(rounds[name][1:], figure) for name in rounds} for figure in ("per_second", "work"))
    sizes = f"{rounds['ours'][-1]['bytes']:,} bytes, compressed as a browser asks; bare {rounds['bare'][-1]['bytes']:,}, likewise"
    return [
        against("thread page, 50 messages, signed in, 8 clients", rates["ours"], rates["bare"], "a second", least=0.5),
        against("thread page: processor time", works["ours"], works["bare"], "ms", most=2),
        told("thread page, HTML", sizes),
        queries(bench),
        *(
            against(
                f"{what}, beside the thread page: processor time", works[what], works["ours"], "ms", most=MOST_OF_OTHERS
            )
            for what in others(bench)
        ),
    ]


def others(bench: Bench) -> dict[str, str]:
    """Other pages that everybody opens, by name."""
    return {"home": "/", "list of rooms": "/rooms", "session": f"/sessions/{bench.site.filled['session']}"}


def read(bench: Bench, server: Server, name: str, seconds: float) -> dict[str, Any]:
    """One round of reading."""
    path = others(bench).get(name, bench.site.thread())
    visitor = bench.site.visitors[0]
    if name == "bare":
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
