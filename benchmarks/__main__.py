"""`python -m benchmarks`: measures, prints the table, writes results.md."""

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from benchmarks import table
from benchmarks.bench import Bench
from benchmarks.clients import Failed, clients
from benchmarks.measures import MEASURES
from benchmarks.processes import open_files
from benchmarks.site import Site


def main() -> None:
    """Run what was asked for."""
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that servers are ended too
    open_files()
    with tempfile.TemporaryDirectory(prefix="peerhub-bench-") as folder, clients() as crowd:
        bench = Bench(crowd, Site(Path(folder)), Path(folder), asked.quick, asked.messages)
        bench.site.fill()
        rows = [row for name in asked.only or MEASURES for row in run(bench, name)]
    print(table.as_text(rows))
    if not asked.only:
        table.write(rows, bench.notes, "python -m benchmarks" + " --quick" * asked.quick)
        print(
            f"Written to {table.TARGET.relative_to(Path.cwd()) if table.TARGET.is_relative_to(Path.cwd()) else table.TARGET.name}."
        )


def run(bench: Bench, name: str) -> list[table.Row]:
    """One measure; a failure is said in the table's notes, and the others go on."""
    print(f"Measuring: {name} …", file=sys.stderr, flush=True)
    try:
        return MEASURES[name](bench)
    except (Failed, SystemExit) as problem:
        bench.say(f"{name} could not be measured: {problem}")
        return [table.Row(name, "not measured", "", met=False)]


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure PeerHub against bare references."
    )
    parser.add_argument(
        "--only",
        action="append",
        choices=list(MEASURES),
        help="this measure alone; may be repeated; writes no results.md",
    )
    parser.add_argument("--quick", action="store_true", help="shorter rounds and 500 viewers only: under three minutes")
    parser.add_argument(
        "--messages", type=int, default=100_000, help="among how many to search; the full measure is a million"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
