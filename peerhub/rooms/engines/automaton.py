"""Finds runs of bytes in a text: what py3langid's automaton finds, in two megabytes instead of forty.

The library keeps a row of 256 next states for each of a hundred thousand states. Nearly all of a row is that of another state, the one
for the longest ending of what was read that begins a run as well (Aho and Corasick, 1975). Here only the differences are kept.
"""

from array import array
from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]
AT_ONCE = 2048  # states: two megabytes of their rows


class Automaton:
    """States and the steps between them, begun at state 0. `found` holds what each state has found: a number, or -1."""

    def __init__(self, rows: Array, row_of: Array, found: Sequence[int]) -> None:
        """From the full table: `rows[row_of[state], byte]` is the next state."""
        self._found = array("i", found)
        self._shorter = array("I", bytes(4 * len(found)))
        keys, targets = self._differences(rows, row_of)
        order = np.argsort(keys)
        states, signs = np.divmod(keys[order], 256)
        self._signs = signs.astype(np.uint8).tobytes()
        self._targets = array("I", targets[order].astype(np.uint32).tobytes())
        self._starts = array("I", np.searchsorted(states, np.arange(len(found) + 1)).astype(np.uint32).tobytes())

    def _differences(self, rows: Array, row_of: Array) -> tuple[Array, Array]:
        """The steps that a state does not share with its shorter one, as state and byte in one number, and where they lead."""
        shorter = np.frombuffer(self._shorter, dtype=np.uint32)
        is_known = np.zeros(len(row_of), dtype=bool)
        is_known[0] = True
        waiting, keys, targets = deque([np.zeros(1, dtype=np.int64)]), [], []
        while waiting:  # breadth first: what is shorter is known before
            states = waiting.popleft()
            own = rows[row_of[states]]
            other = rows[row_of[shorter[states]]] if states[0] else np.zeros_like(own)
            at, signs = np.nonzero(own != other)
            to = own[at, signs].astype(np.int64)
            keys.append(states[at] * 256 + signs)
            targets.append(to)
            new, first = np.unique(to, return_index=True)
            first, new = first[~is_known[new]], new[~is_known[new]]
            is_known[new] = True
            shorter[new] = other[at[first], signs[first]]
            waiting.extend(new[begin : begin + AT_ONCE] for begin in range(0, len(new), AT_ONCE))
        return np.concatenate(keys), np.concatenate(targets)

    def finds(self, text: bytes) -> dict[int, int]:
        """How often each number is found."""
        starts, signs, targets, shorter, found = self._starts, self._signs, self._targets, self._shorter, self._found
        counts: dict[int, int] = {}
        state = 0
        for sign in text:
            at = signs.find(sign, starts[state], starts[state + 1])
            while at < 0 and state:
                state = shorter[state]
                at = signs.find(sign, starts[state], starts[state + 1])
            state = targets[at] if at >= 0 else 0
            if (number := found[state]) >= 0:
                counts[number] = counts.get(number, 0) + 1
        return counts
