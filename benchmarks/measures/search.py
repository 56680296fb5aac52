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
            grown = ask(site, told, bench, pages(told))
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


def pages(told: dict[str, Any]) -> list[str]:
    """Pages that must not grow."""
    return [f"/threads/{told['thread']}", f"/rooms/{told['room']}", "/rooms", "/"]


def growth(bench: Bench, name: str, grown: dict[str, list[float]]) -> list[Row]:
    """The same pages among few messages."""
    with database(bench, name, "few") as site:
        told = site.write_many(FEW)
        few = ask(site, told, bench, pages(told))
    what = ("thread page", "room", "list of rooms", "home")
    return [
        against(
            f"{each}, {bench.messages:,} messages against {FEW:,}, {name}", median(more), median(less), "ms", most=GROWN
        )
        for each, more, less in zip(what, grown.values(), few.values(), strict=True)
    ]


def ask(site: Site, told: dict[str, Any], bench: Bench, addresses: list[str]) -> dict[str, list[float]]:
    """Milliseconds by address."""
    rounds = 20 if bench.quick else 60
    took: dict[str, list[float]] = json.loads(
        site.run("benchmarks.searching", told["visitor"]["cookie"], str(rounds), *addresses)
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
