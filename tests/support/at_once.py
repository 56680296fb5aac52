"""Several that act at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def at_once(works: Sequence[Callable[[], T]]) -> list[T | BaseException]:
    """Run all of them in threads that start together; what each gave or raised, in the order in which they ended."""
    gate = threading.Barrier(len(works))
    outcomes: list[T | BaseException] = []

    def run(work: Callable[[], T]) -> None:
        gate.wait()
        try:
            outcomes.append(work())
        except BaseException as failure:  # told to the test
            outcomes.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
