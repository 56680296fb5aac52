"""The search page among many messages, for common and rare words of three scripts, on SQLite and on PostgreSQL; and how pages
grow with what is written."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from statistics import median, quantiles
from typing import Any

from benchmarks.bench import Bench
from benchmarks.site import Site
from benchmarks.table import Row, against, at_most
from tests.support.postgres import postgres

Grown = dict[str, dict[str, list[float]]]  # milliseconds by reader and page

FEW = 10_000
SLOWEST = 100
GROWN = 1.2


def measure(bench: Bench) -> list[Row]:
    """All figures."""
    rows = []
    for name in ("SQLite", "PostgreSQL"):
        with database(bench, name, "many") as site:
            told = site.write_many(bench.messages)
            took = ask(site, told, bench, [address for _what, address in questions(told)])
            slowest = [(what, quantiles(took[address], n=20)[-1]) for what, address in questions(told)]
            rows += [
                at_most(f"search, {bench.messages:,} messages, {name}, {what}: p95", value, SLOWEST, "ms")
                for what, value in slowest
            ]
            grown = grow(site, told, bench)
        rows += growth(bench, name, grown)
    return rows


def questions(told: dict[str, Any]) -> list[tuple[str, str]]:
    """What is asked, and the address of the answer."""
    kinds = [
        (f"{how} word, {script}", f"/search?q={word}")
        for how in ("common", "rare")
        for script, word in told[how].items()
    ]
    latin = told["common"]["latin"]
    return [
        *kinds,
        ("common word, best first", f"/search?q={latin}&order=best"),
        ("beginning", f"/search?q={latin[:4]}*"),
    ]


def pages(told: dict[str, Any]) -> dict[str, str]:
    """The pages that must not grow, by name."""
    return {
        "thread page": f"/threads/{told['thread']}",
        "room": f"/rooms/{told['room']}",
        "list of rooms": "/rooms",
        "home": "/",
        "sessions": "/sessions",
        "exchanges": "/exchanges",
        "notices": "/notices",
    }


def growth(bench: Bench, name: str, grown: Grown) -> list[Row]:
    """The same pages among few messages."""
    with database(bench, name, "few") as site:
        few = grow(site, site.write_many(FEW), bench)
    return [
        against(
            f"{page}, {bench.messages:,} messages against {FEW:,}, {name}, read {reader}",
            median(took),
            median(few[reader][page]),
            "ms",
            most=GROWN,
        )
        for reader, by_page in grown.items()
        for page, took in by_page.items()
    ]


def grow(site: Site, told: dict[str, Any], bench: Bench) -> Grown:
    """Milliseconds by page, for who has read nothing and for who has read everything."""
    named = pages(told)
    took = {reader: ask(site, told, bench, list(named.values()), reader) for reader in told["readers"]}
    return {reader: {page: by_address[named[page]] for page in named} for reader, by_address in took.items()}


def ask(
    site: Site, told: dict[str, Any], bench: Bench, addresses: list[str], reader: str = "nothing"
) -> dict[str, list[float]]:
    """Milliseconds by address."""
    rounds = 20 if bench.quick else 60
    took: dict[str, list[float]] = json.loads(
        site.run("benchmarks.searching", told["readers"][reader]["cookie"], str(rounds), *addresses)
    )
    return took


@contextmanager
def database(bench: Bench, name: str, size: str) -> Iterator[Site]:
    """A site of its own with a schema."""
    site = Site(bench.folder / f"{name}-{size}")
    if name == "SQLite":
        site.run("peerhub", "db", "upgrade")
        yield site
        return
    with postgres() as server:
        there = replace(site, database_url=server.url())
        there.run("peerhub", "db", "upgrade")
        yield there
