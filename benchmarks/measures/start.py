"""From `peerhub serve` on an existing database to the first answer."""

import http.client
import os
import subprocess
import time
from statistics import median

from benchmarks.bench import ROUNDS, Bench
from benchmarks.processes import ROOT, end, python
from benchmarks.table import Row, at_most

LIMIT = 20


def measure(bench: Bench) -> list[Row]:
    """The one figure."""
    return [at_most("start, to the first answer", median(once(bench) for _ in range(ROUNDS)), 1.5, "s")]


def once(bench: Bench) -> float:
    """Seconds of one start."""
    environment = {**os.environ, **bench.site.environment}
    began = time.monotonic()
    with subprocess.Popen(
        python("-m", "peerhub", "serve"), cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    ) as process:
        try:
            while not answers(bench.site.port):
                if process.poll() is not None or time.monotonic() - began > LIMIT:
                    raise SystemExit("The site did not start.")
                time.sleep(0.005)
            return time.monotonic() - began
        finally:
            end(process)


def answers(port: int) -> bool:
    """Whether the sign-in page comes."""
    try:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
        line.request("GET", "/sign-in")
        return line.getresponse().status == 200
    except OSError:
        return False
