"""The clients' process. Reads commands as lines of JSON, answers each with a line. `python -m benchmarks.crowd`.

`open` seats viewers in a room, `burst` posts as fast as answered, `pace` posts so many a second, `pages` reads a page in a
circle, `bytes` tells what viewers received, `watch` tells what others feel while something heavy is done. Every answer is plain
numbers; what they mean is decided by who asked.
"""

import asyncio
import gc
import itertools
import json
import re
import statistics
import sys
import time
import uuid
from array import array
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from benchmarks.processes import open_files
from benchmarks.texts import body
from benchmarks.watch import Watch
from benchmarks.wire import Answer, Line, Viewer, Visitor

SEQ = re.compile(r'"seq":\s?(\d+)')
BROWSER = "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept: text/html\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\n"
OPENING_AT_ONCE = 20


class Hall:
    """The viewers of one server, and when each heard what."""

    def __init__(self, port: int, room: int, path: str, visitors: list[Visitor]) -> None:
        self.port, self.room, self.path, self.visitors = port, room, path, visitors
        self.origin = f"http://127.0.0.1:{port}"
        self.viewers: list[Viewer] = []
        self.heard: dict[int, array[float]] = {}
        self.sent: dict[int, float] = {}
        self.sample = ""
        self.turns: Iterator[Visitor] = itertools.cycle(visitors)

    async def seat(self, wanted: int) -> None:
        """Open as many viewers as are missing; raises ConnectionError when one is refused."""
        gate = asyncio.Semaphore(OPENING_AT_ONCE)
        missing = range(len(self.viewers), wanted)
        await asyncio.gather(*(self._one(self.visitors[place % len(self.visitors)], gate) for place in missing))

    async def _one(self, visitor: Visitor, gate: asyncio.Semaphore) -> None:
        async with gate:
            loop = asyncio.get_running_loop()
            _, viewer = await loop.create_connection(
                lambda: Viewer(self.port, visitor, self.origin, self.room, self._hear), "127.0.0.1", self.port
            )
            await asyncio.wait_for(viewer.ready, 30)
            self.viewers.append(viewer)

    def _hear(self, text: str, moment: float) -> None:
        if text.startswith('42["room:event"') and (found := SEQ.search(text)):
            self.heard.setdefault(int(found[1]), array("d")).append(moment)
            self.sample = text

    async def post(self, line: Line) -> float:
        """Post one message; the milliseconds until the answer."""
        fields = urlencode({"body": body(len(self.sent)), "key": uuid.uuid4().hex}).encode()
        began = time.monotonic()
        answer = await line.ask("POST", self.path, next(self.turns), body=fields, more=FORM)
        took = (time.monotonic() - began) * 1000
        must_be(answer, 201)
        self.sent[json.loads(answer.body)["seq"]] = began
        return took

    def forget(self) -> None:
        """Begin a new round."""
        self.heard.clear()
        self.sent.clear()

    async def all_heard(self, limit: float) -> float:
        """Wait until every viewer has every message; the moment of the last delivery. Raises TimeoutError."""
        async with asyncio.timeout(limit):
            while any(len(self.heard.get(seq, ())) < len(self.viewers) for seq in self.sent):
                await asyncio.sleep(0.02)
        return max(max(self.heard[seq]) for seq in self.sent)

    def delays(self) -> list[float]:
        """Milliseconds from sending to hearing, of each delivery."""
        return [(moment - began) * 1000 for seq, began in self.sent.items() for moment in self.heard[seq]]


class Crowd:
    """Answers the commands."""

    def __init__(self) -> None:
        self.halls: dict[str, Hall] = {}

    async def open(self, name: str, viewers: int, **where: Any) -> dict[str, Any]:
        """Seat viewers; a name that is known keeps those it has."""
        if name not in self.halls:
            visitors = [Visitor(**one) for one in where.pop("visitors")]
            self.halls[name] = Hall(visitors=visitors, **where)
        began = time.monotonic()
        await self.halls[name].seat(viewers)
        return {"viewers": len(self.halls[name].viewers), "seconds": time.monotonic() - began}

    async def close(self, name: str) -> dict[str, Any]:
        """Let all viewers leave."""
        for viewer in self.halls.pop(name).viewers:
            viewer.hang_up()
        return {}

    async def burst(self, name: str, messages: int, posters: int, limit: float) -> dict[str, Any]:
        """Post as fast as answered, wait until all have heard all."""
        hall = self.halls[name]
        hall.forget()
        left = iter(range(messages))
        began, worked = time.monotonic(), time.process_time()

        async def poster() -> list[float]:
            line = Line(hall.port)
            took = [await hall.post(line) for _ in left]
            line.close()
            return took

        posts = list(itertools.chain(*await asyncio.gather(*(poster() for _ in range(posters)))))
        seconds = await hall.all_heard(limit) - began
        busy = (time.process_time() - worked) / seconds
        return {"per_second": messages * len(hall.viewers) / seconds, "busy": busy, **summary(posts)}

    async def pace(self, name: str, per_second: float, seconds: float) -> dict[str, Any]:
        """Post at a pace, whatever the answers take; how long posts and deliveries took."""
        hall = self.halls[name]
        hall.forget()
        free: list[Line] = []
        began = time.monotonic()

        async def post() -> float:
            line = free.pop() if free else Line(hall.port)
            took = await hall.post(line)
            free.append(line)
            return took

        posts = []
        for turn in range(int(per_second * seconds)):
            await asyncio.sleep(max(0.0, began + turn / per_second - time.monotonic()))
            posts.append(asyncio.create_task(post()))
        took = list(await asyncio.gather(*posts))
        await hall.all_heard(30)
        for line in free:
            line.close()
        return {"post": summary(took), "delivery": summary(hall.delays()), "event": hall.sample}

    async def pages(
        self, port: int, path: str, visitor: dict[str, str], clients: int, seconds: float
    ) -> dict[str, Any]:
        """Read one page in a circle over kept-alive connections; requests a second and the bytes of one answer."""
        reader = Visitor(**visitor)
        until = time.monotonic() + seconds
        took: list[float] = []
        sizes: list[int] = []

        async def client() -> None:
            line = Line(port)
            while (began := time.monotonic()) < until:
                answer = await line.ask("GET", path, reader, more=BROWSER)
                must_be(answer, 200)
                took.append((time.monotonic() - began) * 1000)
                sizes.append(len(answer.body))
            line.close()

        await asyncio.gather(*(client() for _ in range(clients)))
        return {"per_second": len(took) / seconds, "bytes": sizes[-1], **summary(took)}

    async def watch(
        self, port: int, thread: str, reader: dict[str, str], poster: dict[str, str], acts: list[Any], rest: float
    ) -> dict[str, Any]:
        """What others feel while `acts` are done."""
        return await Watch(port, thread, Visitor(**reader), Visitor(**poster)).during(acts, rest)

    async def bytes(self, name: str) -> dict[str, Any]:
        """How many bytes the viewers have received so far, for each viewer."""
        viewers = self.halls[name].viewers
        return {"each": sum(viewer.received for viewer in viewers) / len(viewers)}


def must_be(answer: Answer, status: int) -> None:
    """Raise ConnectionError with the beginning of the answer when it is another one."""
    if answer.status != status:
        said = answer.body[:300].decode(errors="replace")
        raise ConnectionError(f"the server answered {answer.status} instead of {status}: {said}")


def summary(milliseconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile."""
    if len(milliseconds) < 2:
        return {"p50": milliseconds[0], "p95": milliseconds[0]}
    cuts = statistics.quantiles(milliseconds, n=20)
    return {"p50": statistics.median(milliseconds), "p95": cuts[18]}


async def main() -> None:
    """Answer until the other side hangs up."""
    open_files()
    gc.freeze()
    gc.disable()  # a pause of ours would look like one of theirs
    crowd = Crowd()
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        asked = json.loads(line)
        try:
            told = await getattr(crowd, asked.pop("do"))(**asked)
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as problem:
            told = {"error": f"{type(problem).__name__}: {problem}"}
        gc.collect()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main())
