"""What every measure is given."""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.clients import Clients
from benchmarks.site import Site

ROUNDS = 3


@dataclass
class Bench:
    """The clients, the site, a folder to write into, and what must be said aloud."""

    clients: Clients
    site: Site
    folder: Path
    quick: bool
    messages: int = 100_000
    notes: list[str] = field(default_factory=list)

    def say(self, note: str) -> None:
        """Print a sentence now and keep it for results.md."""
        print(note, flush=True)
        self.notes.append(note)


def middle(rounds: list[dict[str, Any]], name: str) -> float:
    """The median of one figure."""
    return float(median(one[name] for one in rounds))
