"""The longest pause that others feel while something heavy is done: the worst permitted text, a thousand invitations, fifty sign-ins,
an export; the emails of the invitations leave meanwhile."""

import json
from statistics import quantiles
from typing import Any

from benchmarks.bench import Bench
from benchmarks.processes import Server
from benchmarks.site import Site
from benchmarks.table import Row, against, at_most

INVITED = 1000
LONGEST_PAUSE, LONGEST_POST, SLOWER, ANSWERED = 300, 500, 1.2, 200
NAMES = {
    "text": "the worst permitted text",
    "invitations": f"{INVITED:,} invited",
    "mails": "their emails leave",
    "sign-ins": "50 sign-ins at once",
    "export": "the export of a room",
}


def measure(bench: Bench) -> list[Row]:
    """All pauses, on a site of its own."""
    site = Site(bench.folder / "heavy")
    site.fill()
    heavy: dict[str, Any] = json.loads(site.run("benchmarks.heavy", str(INVITED)))
    poster = site.visitors[1]
    text = {"body": heavy.pop("worst"), "key": "worst"}
    acts = {
        "text": [{"method": "POST", "path": f"{site.thread()}/messages", "fields": text, "visitor": poster}],
        **heavy,
    }
    acts["mails"] = []
    rest = 8 if bench.quick else 12
    # All the invitations are written before their emails leave alone.
    rests = {"invitations": 50}
    with site.serve() as server:
        watch(bench, site, server, [], 3)  # warms up
        rows: list[Row] = []
        reads, idle_reads = list[float](), list[float]()
        for name, what in NAMES.items():
            # Just before, since a machine is not as fast at all times; the emails leave right after the invitations.
            if name != "mails":
                idle = watch(bench, site, server, [], rest)
            felt = watch(bench, site, server, acts[name], rests.get(name, rest))
            rows += of_act(name, what, felt, idle)
            reads += felt["reads"]
            idle_reads += idle["reads"]
    return [
        at_most("idle: the longest pause of others", idle["health"], LONGEST_PAUSE, "ms"),
        *rows,
        slower("all of it, one after the other", reads, idle_reads),
    ]


def watch(bench: Bench, site: Site, server: Server, acts: list[dict[str, Any]], rest: float) -> dict[str, Any]:
    """What the others felt."""
    visitors = {"reader": site.visitors[0], "poster": site.visitors[2]}
    return bench.clients.ask("watch", port=server.port, thread=site.thread(), acts=acts, rest=rest, **visitors)


def of_act(name: str, what: str, felt: dict[str, Any], idle: dict[str, Any]) -> list[Row]:
    """The rows of one act."""
    rows = [
        at_most(f"{what}: the longest pause of others", felt["health"], LONGEST_PAUSE, "ms"),
        at_most(f"{what}: the longest post of somebody else", felt["post"], LONGEST_POST, "ms"),
        slower(what, felt["reads"], idle["reads"]),
    ]
    answered = [at_most(f"{what}: until it is answered", felt["act"], ANSWERED, "ms")] if name == "invitations" else []
    return [*answered, *rows]


def slower(what: str, reads: list[float], idle: list[float]) -> Row:
    """How long somebody who reads waits, nineteen times out of twenty, beside the same on a site where nothing else happens."""
    slow, usual = (quantiles(waits, n=20)[-1] for waits in (reads, idle))
    return against(f"{what}: a reader's p95, beside an idle site's", slow, usual, "ms", most=SLOWER)
