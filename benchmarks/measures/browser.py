"""What a visit costs in a real Chromium: bytes, requests, and the wait for readable text on a slow line."""

from dataclasses import dataclass, field
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from benchmarks.bench import ROUNDS, Bench
from benchmarks.processes import Server
from benchmarks.table import Row, at_most
from tools import chromium

SLOW_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}  # 400 kbit/s
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"
CALM_MS = 1500
LEFT_ALONE_MS, MINUTES = 70_000, 5  # until nobody counts as looking; and how long it is counted then


@dataclass
class Traffic:
    """What one page brought over the line, counted by the browser."""

    bytes: int = 0
    scripts: int = 0
    requests: int = 0
    kinds: dict[str, str] = field(default_factory=dict)

    def listen(self, session: CDPSession) -> None:
        """Count from now on."""
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        for kind in ("Sent", "Received"):
            session.on(f"Network.webSocketFrame{kind}", self._frame)
        session.send("Network.enable")

    def _sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("http"):
            self.requests += 1
            self.kinds[event["requestId"]] = event.get("type", "")

    def _finished(self, event: dict[str, Any]) -> None:
        size = int(event["encodedDataLength"])
        self.bytes += size
        self.scripts += size if self.kinds.get(event["requestId"]) == "Script" else 0

    def _frame(self, event: dict[str, Any]) -> None:
        self.bytes += len(event["response"]["payloadData"].encode())


def measure(bench: Bench) -> list[Row]:
    """All figures of a visit; says aloud when there is no Chromium."""
    path = chromium.find()
    if not path:
        bench.say("No Chromium on this machine: bytes of a visit and the slow line were not measured.")
        return []
    with bench.site.serve() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        rows = [*visit(bench, server, browser), *slow(bench, server, browser)]
        rows += [] if bench.quick else idle(bench, server, browser)
        browser.close()
    return rows


def visit(bench: Bench, server: Server, browser: Browser) -> list[Row]:
    """The first page with nothing kept, then another one."""
    context = signed_in(bench, server, browser)
    page = context.new_page()
    first, then = Traffic(), Traffic()
    first.listen(context.new_cdp_session(page))
    page.goto(server.address + bench.site.thread(), wait_until="load")
    page.wait_for_timeout(CALM_MS)
    before = Traffic(first.bytes, first.scripts, first.requests)
    page.goto(server.address + bench.site.thread("short"), wait_until="load")
    page.wait_for_timeout(CALM_MS)
    then.bytes = first.bytes - before.bytes
    context.close()
    return [
        at_most("first visit to a thread, everything", before.bytes, 60_000, "bytes"),
        at_most("first visit, requests", before.requests, 6, ""),
        at_most("first visit, JavaScript", before.scripts, 40_000, "bytes"),
        at_most("next page", then.bytes, 12_000, "bytes"),
    ]


def idle(bench: Bench, server: Server, browser: Browser) -> list[Row]:
    """What a thread that is left open brings and sends in a minute: what its socket says, before it is compressed, and all requests."""
    context = signed_in(bench, server, browser)
    page = context.new_page()
    page.goto(server.address + bench.site.thread(), wait_until="load")
    page.wait_for_timeout(LEFT_ALONE_MS)
    heard = Traffic()
    heard.listen(context.new_cdp_session(page))
    page.wait_for_timeout(MINUTES * 60_000)
    context.close()
    return [at_most("idle, a minute, all that the page does", heard.bytes / MINUTES, 500, "bytes")]


def slow(bench: Bench, server: Server, browser: Browser) -> list[Row]:
    """Readable text at 400 kbit/s and 400 ms: first painted text of the thread, cold and then warm."""
    cold, warm = zip(*(cold_and_warm(bench, server, browser) for _ in range(1 if bench.quick else ROUNDS)), strict=True)
    return [
        at_most("slow line, readable text, cold", median(cold), 1.5, "s"),
        at_most("slow line, readable text, warm", median(warm), 0.8, "s"),
    ]


def cold_and_warm(bench: Bench, server: Server, browser: Browser) -> tuple[float, float]:
    """Seconds until text is painted, in a new browser and again."""
    context = signed_in(bench, server, browser)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_LINE)
    times = [painted(page, server.address + bench.site.thread()) for _ in range(2)]
    context.close()
    return times[0], times[1]


def painted(page: Page, address: str) -> float:
    """Seconds from asking for the page to its first painted text."""
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_function(f"({PAINTED})() > 0", timeout=10_000)
    return float(page.evaluate(PAINTED)) / 1000


def signed_in(bench: Bench, server: Server, browser: Browser) -> BrowserContext:
    """A browser that knows nothing but the sign-in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    name, _, value = bench.site.visitors[1]["cookie"].partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.address}])
    return context
