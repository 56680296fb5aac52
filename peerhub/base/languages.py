"""In which language a text is written, by the letters that follow each other in it (py3langid).

The library and its model are loaded by the first text, once a process: that takes most of a second and some seventy megabytes.
"""

import importlib
import os
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

ENOUGH = 12  # letters; what is shorter says too little
READ = 1000  # characters; a language shows long before
SURE = 0.8
LIKELY = 0.1
# Those of the programme's languages that the library knows; fewer to choose among means fewer mistaken for a neighbour.
KNOWN = frozenset(
    """am ar az be bg bn bs cs da de el en es et fa fi fr ga hi hr ht hu hy id it ja ka kk km ko lb lo lt lv mk mn ms mt nl
    nn no pl ps pt qu ro ru rw sk sl sn sq sr st sv sw tg th tr uk ur uz vi yo zh""".split()  # noqa: SIM905  (a list of words)
)
_ONCE = threading.Lock()


def recognised(text: str, own: Sequence[str], otherwise: str) -> str:
    """The language of `text`. Where that is not plain, the likeliest of the writer's `own`, and `otherwise` for a few words."""
    if sum(sign.isalpha() for sign in text[:READ]) < ENOUGH:
        return otherwise
    ranked: list[tuple[str, float]] = load().rank(text[:READ])
    likeliest, chance = ranked[0]
    if chance >= SURE:
        return likeliest
    return next((code for code, chance in ranked if code in own and chance >= LIKELY), otherwise)


def load() -> Any:
    """The library's judge of texts. A door calls this before its transaction, so that nobody waits for the first text."""
    with _ONCE:
        return _loaded()


@cache
def _loaded() -> Any:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # a thread for each core is of no use to one short product
    library = importlib.import_module("py3langid.langid")  # here, since a site starts without it
    judge = library.LanguageIdentifier.from_model_file(library.MODEL_FILE, norm_probs=True)
    judge.set_languages(KNOWN)
    return judge
