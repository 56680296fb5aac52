"""Live rooms: fan-out, posting under load, memory and idle bytes, beside a bare Flask-SocketIO."""

import json
import time
from contextlib import ExitStack
from typing import Any

from benchmarks import site
from benchmarks.bench import ROUNDS, Bench, middle
from benchmarks.processes import Server, memory_mb, processor_seconds
from benchmarks.table import Row, against, at_most, beside, told

OURS, BARE = "ours", "bare"
POSTERS = 4
MESSAGES = 100
FEWER, MORE = 500, 1000
LEAST = {FEWER: 1.3, MORE: 1.5}  # deliveries beside the reference
LARGEST_EVENT, LARGEST_MINUTE = 2048, 500  # bytes
PAGES = 1000
EVENTS = 20
BUSY = 0.9


def measure(bench: Bench) -> list[Row]:
    """All figures of live rooms."""
    with ExitStack() as running:
        ours = running.enter_context(bench.site.serve())
        rows = [at_most("memory, idle (PSS)", settled(ours), 110, "MB")]
        event = first_event(bench, ours)
        bare = running.enter_context(site.bare_socketio(bench.folder, event))
        seat(bench, BARE, bare, 1)
        rows += [*rows_of(bench, ours, bare, FEWER), after_pages(bench, ours)]
        rows += [] if bench.quick else rows_of(bench, ours, bare, MORE)
        return [*rows, *bytes_of(bench)]


def settled(server: Server) -> float:
    """Memory of a server that has answered once and then had nothing to do for a while."""
    time.sleep(2)
    return memory_mb(server.pid)


def seat(bench: Bench, name: str, server: Server, viewers: int) -> None:
    """Fill a hall; it keeps the viewers it has."""
    where: dict[str, Any] = {"path": "/threads/1/messages", "room": 1, "visitors": [{}]}
    if name == OURS:
        filled = bench.site.filled
        where = {"path": f"{bench.site.thread()}/messages", "room": filled["room"], "visitors": bench.site.visitors}
    bench.clients.ask("open", name=name, viewers=viewers, port=server.port, **where)


def first_event(bench: Bench, ours: Server) -> dict[str, Any]:
    """The payload that a viewer of ours hears when one message is posted: what the reference will send too."""
    seat(bench, OURS, ours, 1)
    heard = bench.clients.ask("pace", name=OURS, per_second=1, seconds=1)["event"]
    payload: dict[str, Any] = json.loads(heard[2:])[1]
    return payload


def rows_of(bench: Bench, ours: Server, bare: Server, viewers: int) -> list[Row]:
    """Fan-out at one size; at the first size also posting and memory."""
    servers = {OURS: ours, BARE: bare}
    for name in servers:
        bench.clients.ask("open", name=name, viewers=viewers)
    fast: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
    slow: dict[str, list[dict[str, Any]]] = {name: [] for name in servers}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            fast[name].append(burst(bench, name, server, viewers))
            calm = bench.clients.ask("pace", name=name, per_second=1, seconds=4 if bench.quick else 10)
            slow[name].append(calm["delivery"])
    if max(middle(rounds, "busy") for rounds in fast.values()) > BUSY:
        bench.say(f"At {viewers} viewers the clients' core was full: the quicker side could do more than is shown.")
    return compared(viewers, fast, slow) + (posting(bench, ours) if viewers == FEWER else [])


def burst(bench: Bench, name: str, server: Server, viewers: int) -> dict[str, Any]:
    """Post as fast as answered until all have heard all; also what the server worked for each delivery."""
    worked = processor_seconds(server.pid)
    told = bench.clients.ask("burst", name=name, messages=MESSAGES, posters=POSTERS, limit=60)
    each = (processor_seconds(server.pid) - worked) * 1e6 / (MESSAGES * viewers)
    return {**told, "work": each}


def compared(viewers: int, fast: dict[str, list[dict[str, Any]]], slow: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """The rows of one size, from the rounds of both."""
    what = f"{viewers:,} viewers of a room"
    rates, works = ([middle(fast[name], figure) for name in (OURS, BARE)] for figure in ("per_second", "work"))
    delays = [middle(slow[name], "p95") for name in (OURS, BARE)]
    return [
        against(f"{what}: deliveries, sustained", rates[0], rates[1], "a second", least=LEAST[viewers]),
        beside(f"{what}: processor time of a delivery, post included", works[0], works[1], 15, "µs"),
        against(f"{what}: p95 at one message a second", delays[0], delays[1], "ms", most=1),
        told(f"{what}: median at one message a second", f"{middle(slow[OURS], 'p50'):.0f} ms"),
    ]


def posting(bench: Bench, ours: Server) -> list[Row]:
    """Answers to posts at twenty a second, and memory after all that."""
    turns = range(1 if bench.quick else ROUNDS)
    rounds = [bench.clients.ask("pace", name=OURS, per_second=20, seconds=5)["post"] for _ in turns]
    bare = [bench.clients.ask("pace", name=BARE, per_second=20, seconds=5)["post"] for _ in turns]
    return [
        beside("post at 20 a second, 500 viewers: p95", middle(rounds, "p95"), middle(bare, "p95"), 20, "ms"),
        at_most("memory, 500 viewers (PSS)", settled(ours), 200, "MB"),
    ]


def after_pages(bench: Bench, ours: Server) -> Row:
    """Memory once a thousand pages were read as well, in turn by all."""
    path, done = bench.site.thread(), 0
    while done < PAGES:
        visitor = bench.site.visitors[done % len(bench.site.visitors)]
        told = bench.clients.ask("pages", port=ours.port, path=path, visitor=visitor, clients=8, seconds=1)
        done += int(told["per_second"])
    return at_most(f"memory, {FEWER} viewers and {PAGES:,} pages later (PSS)", settled(ours), 200, "MB")


def bytes_of(bench: Bench) -> list[Row]:
    """What one event takes of a viewer's line, and what they receive in a minute in which nothing is posted."""
    before = bench.clients.ask("bytes", name=OURS)["each"]
    bench.clients.ask("pace", name=OURS, per_second=5, seconds=EVENTS / 5)
    size = (bench.clients.ask("bytes", name=OURS)["each"] - before) / EVENTS
    before, began = bench.clients.ask("bytes", name=OURS)["each"], time.monotonic()
    time.sleep(40 if bench.quick else 120)
    minute = (bench.clients.ask("bytes", name=OURS)["each"] - before) * 60 / (time.monotonic() - began)
    return [
        at_most("one live event, on the line", size, LARGEST_EVENT, "bytes"),
        at_most("idle, a minute, the socket alone", minute, LARGEST_MINUTE, "bytes"),
    ]
