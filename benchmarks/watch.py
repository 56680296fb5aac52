"""What others feel while something heavy is done: somebody asks whether the site is well, somebody posts, somebody reads."""

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from benchmarks.texts import body
from benchmarks.wire import Answer, Line, Visitor

HEALTH, POST, READ = 0.05, 1.0, 0.1  # seconds between two
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
PAGE = "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept: text/html\r\n"
FINE = {200, 201, 302, 303}


@dataclass
class Watch:
    """The three of them, on one site."""

    port: int
    thread: str
    reader: Visitor
    poster: Visitor
    waits: dict[str, list[float]] = field(default_factory=dict)

    async def during(self, acts: list[dict[str, Any]], rest: float) -> dict[str, Any]:
        """Milliseconds that each waited while the acts were done, all at once, and for `rest` seconds afterwards."""
        self.waits = {"health": [], "post": [], "read": []}
        tasks = [
            asyncio.create_task(self._again("health", HEALTH, self._ask("GET", "/healthz", Visitor()))),
            asyncio.create_task(self._again("post", POST, self._post())),
            asyncio.create_task(self._again("read", READ, self._ask("GET", self.thread, self.reader, more=PAGE))),
        ]
        try:
            took = await asyncio.gather(*(self._act(**act) for act in acts))
            await asyncio.sleep(rest)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        reads = self.waits["read"]
        return {
            "act": max(took, default=0.0),
            "health": max(self.waits["health"]),
            "post": max(self.waits["post"], default=0.0),
            "reads": reads,
        }

    async def _again(self, name: str, every: float, ask: Callable[[], Awaitable[None]]) -> None:
        """Ask at a pace; who waits longer than that asks again at once."""
        while True:
            began = time.monotonic()
            await ask()
            took = time.monotonic() - began
            self.waits[name].append(took * 1000)
            await asyncio.sleep(max(0.0, every - took))

    def _ask(self, method: str, path: str, visitor: Visitor, more: str = "") -> Callable[[], Awaitable[None]]:
        line = Line(self.port)

        async def ask() -> None:
            must_be_fine(await line.ask(method, path, visitor, more=more))

        return ask

    def _post(self) -> Callable[[], Awaitable[None]]:
        line = Line(self.port)

        async def post() -> None:
            fields = urlencode({"body": body(len(self.waits["post"])), "key": uuid.uuid4().hex}).encode()
            more = f"{FORM}Accept: application/json\r\n"
            must_be_fine(await line.ask("POST", f"{self.thread}/messages", self.poster, body=fields, more=more))

        return post

    async def _act(self, method: str, path: str, fields: dict[str, str], visitor: dict[str, str]) -> float:
        line = Line(self.port)
        began = time.monotonic()
        sent = urlencode(fields).encode() if method == "POST" else b""
        must_be_fine(await line.ask(method, path, Visitor(**visitor), body=sent, more=FORM if sent else ""))
        line.close()
        return (time.monotonic() - began) * 1000


def must_be_fine(answer: Answer) -> None:
    """Raise ConnectionError when the site refuses."""
    if answer.status not in FINE:
        raise ConnectionError(
            f"the server answered {answer.status}: {json.dumps(answer.body[:300].decode(errors='replace'))}"
        )
