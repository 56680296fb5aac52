"""The library that recognises languages (py3langid), for a worker: its model takes a second to load, and seventy megabytes."""

import importlib
import os
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a thread for each core is of no use to one short product
_library: Any = importlib.import_module("py3langid.langid")  # here, after the line above
_judge = _library.LanguageIdentifier.from_model_file(_library.MODEL_FILE)


def scores(payload: tuple[str, list[str]]) -> dict[str, float]:
    """How well a text goes with each of some languages, as logarithms; those that the library does not know are left out."""
    text, languages = payload
    allowed = frozenset(languages)
    return {code: float(score) for code, score in _judge.rank(text) if code in allowed}
