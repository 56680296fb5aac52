"""Asks the search page again and again, inside the app. `python -m benchmarks.searching COOKIE ROUNDS PATH…` prints milliseconds.

Questions take turns, so that none is answered from what the one before it read.
"""

import gc
import json
import sys
import time

from peerhub import create_app
from peerhub.base.web.extensions import limiter


def main(cookie: str, rounds: int, *addresses: str) -> None:
    """One warm-up round, then as many as asked for."""
    app = create_app()
    limiter.enabled = False  # one person asks more often than people do
    browser = app.test_client(use_cookies=False)
    took: dict[str, list[float]] = {address: [] for address in addresses}
    gc.collect()
    gc.freeze()  # as `peerhub serve` does
    for turn in range(rounds + 1):
        for address in addresses:
            began = time.perf_counter()
            answer = browser.get(address, headers={"Cookie": cookie})
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}.")
            if turn:
                took[address].append((time.perf_counter() - began) * 1000)
    print(json.dumps(took))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), *sys.argv[3:])
