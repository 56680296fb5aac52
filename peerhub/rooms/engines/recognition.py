"""The library that recognises languages (py3langid), for a worker: made small, since its model would take eighty megabytes."""

import importlib
import os
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a thread for each core is of no use to one short product

import numpy as np

from peerhub.rooms.engines.automaton import Automaton
from peerhub.rooms.engines.known import KNOWN

_library: Any = importlib.import_module("py3langid.langid")


class _Judge(_library.LanguageIdentifier):  # type: ignore[misc]  # ships no types
    """The library's judge of the KNOWN languages alone, with our automaton in the place of its own."""

    tk_nextmove: Any
    tk_row: Any
    tk_output: Any

    def make_small(self) -> None:
        """Forget the other languages, and the full table of the automaton."""
        self.set_languages(KNOWN & set(self.labels))
        self._full_model = None
        rows = np.frombuffer(self.tk_nextmove, dtype=f"u{self.tk_nextmove.itemsize}").reshape(-1, 256)
        row_of = np.frombuffer(self.tk_row, dtype=f"u{self.tk_row.itemsize}")
        self.automaton = Automaton(rows, row_of, self.tk_output)
        self.tk_nextmove = self.tk_row = self.tk_output = self._rowbase = None

    def _raw_score(self, text: bytes) -> Any:
        found = self.automaton.finds(text)
        return self._sparse_score(found, self.nb_ptc) if found else np.full(len(self.nb_classes), _library.RAW_FLOOR)


def _made() -> _Judge:
    judge: _Judge = _Judge.from_model_file(_library.MODEL_FILE)
    judge.make_small()
    return judge


_judge = _made()


def scores(payload: tuple[str, list[str]]) -> dict[str, float]:
    """How well a text goes with each of some languages, as logarithms; those that the library does not know are left out."""
    text, languages = payload
    allowed = frozenset(languages)
    return {code: float(score) for code, score in _judge.rank(text) if code in allowed}
