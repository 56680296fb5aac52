"""In which language a text is written: by its script first, then by the letters that follow each other in it (py3langid).

The library judges in a worker, of which there is one: it is large, and slow to start. Without an answer from it a text counts as
written in one of the writer's own languages.
"""

import logging
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from math import exp

from peerhub.base.workers.pool import Failed, Pool
from peerhub.rooms.engines.known import KNOWN
from peerhub.rooms.engines.scripts import is_written_in, likely_language, script_of

ENOUGH = 12  # letters; what is shorter says too little where a script has hundreds of languages
READ = 500  # characters; a language shows long before
SURE = 0.8
HALF = 0.5
LIKELY = 0.1
_WIDE = frozenset({"Latn", "Hani"})  # scripts in which a few letters tell nothing
_KEPT = 64
_TASK = "peerhub.rooms.engines.recognition:scores"
log = logging.getLogger(__name__)
_worker = Pool(1)
_recent: OrderedDict[str, dict[str, float]] = OrderedDict()


def recognised(text: str, own: Sequence[str], otherwise: str) -> str:
    """The language of `text`, never one of another script. Where it is not plain, the likeliest of the writer's `own`, and
    `otherwise` for a few words."""
    script = script_of(text[:READ])
    if script is None:
        return otherwise
    candidates = [code for code in (otherwise, *own) if is_written_in(code, script)]
    chances = ranked(text)
    if candidates and _letters(text) < ENOUGH:
        return candidates[0]
    likeliest = max(chances, key=chances.__getitem__, default="")
    if chances.get(likeliest, 0) >= SURE and (len(chances) > 1 or not candidates):
        return likeliest
    likely = {code: chances.get(code.partition("-")[0], 0) for code in candidates}
    if candidates:
        best = max(candidates, key=likely.__getitem__)
        return best if likely[best] >= LIKELY else candidates[0]
    return likeliest if chances.get(likeliest, 0) >= HALF else likely_language(script) or otherwise


def ranked(text: str) -> dict[str, float]:
    """The chance of each language that the letters of `text` may be in; empty where they say too little. The latest are kept."""
    text = text[:READ]
    script = script_of(text)
    if script is None or (script in _WIDE and _letters(text) < ENOUGH):
        return {}
    candidates = _candidates(script)
    if len(candidates) < 2:
        return dict.fromkeys(candidates, 1.0)
    if text not in _recent:
        _recent[text] = _chances(text, candidates)
        while len(_recent) > _KEPT:
            _recent.popitem(last=False)
    return _recent.get(text, {})


@cache
def _candidates(script: str) -> list[str]:
    return sorted(code for code in KNOWN if is_written_in(code, script))


def _chances(text: str, candidates: list[str]) -> dict[str, float]:
    try:
        scores: dict[str, float] = _worker.run(_TASK, [text, candidates], seconds=1, patience=5)
    except Failed as problem:
        log.warning("The language of a text is not known: %r", problem)
        return {}
    best = max(scores.values(), default=0.0)
    weights = {code: exp(max(score - best, -100)) for code, score in scores.items()}
    return {code: weight / sum(weights.values()) for code, weight in weights.items()}


def _letters(text: str) -> int:
    return sum(sign.isalpha() for sign in text[:READ])
