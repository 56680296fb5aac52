"""Surveys as pages and tables show them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from peerhub.base.i18n import _
from peerhub.base.words import N_
from peerhub.surveys.queries import ResultsPage
from peerhub.surveys.rules import HIDDEN_WORDS, Question, QuestionResult
from peerhub.surveys.rules.bank import SCALE
from peerhub.surveys.rules.shown import DISTRIBUTION_THRESHOLD, THRESHOLD

LATER = N_("What was chosen is shown when the survey is closed, from %(distribution_threshold)s answers on.")


@dataclass(frozen=True)
class Bar:
    """One row of a plot; `number` None where it must not be shown."""

    label: str
    number: int | None


@dataclass(frozen=True)
class Shown:
    """One question of the results in words."""

    words: str
    kind: str
    answered: int | None
    mean: float | None = None
    low: str = ""
    high: str = ""
    bars: Sequence[Bar] = field(default_factory=tuple)
    unchosen: Sequence[str] = ()
    texts: Sequence[str] = ()
    why_hidden: str = ""


def draft_key(survey_id: int, token: str) -> str:
    """The name under which the browser holds a draft: another person at the same machine has another."""
    return f"survey-{survey_id}-{sha256(token.encode()).hexdigest()[:12]}"


def shown(results: Sequence[tuple[Question, QuestionResult]]) -> list[Shown]:
    """The results in the reader's language."""
    return [_shown(question, result) for question, result in results]


def _shown(question: Question, result: QuestionResult) -> Shown:
    return Shown(
        _(question.words),
        question.kind,
        result.answered,
        result.mean,
        _(question.low) if question.low else "",
        _(question.high) if question.high else "",
        [Bar(_label(question, key), number) for key, number in result.distribution.items() if _has_bar(result, number)],
        [_label(question, key) for key, number in result.distribution.items() if not _has_bar(result, number)],
        result.texts,
        _why(result),
    )


def _has_bar(result: QuestionResult, number: int | None) -> bool:
    """All steps of a scale; of a long list only what somebody chose."""
    return result.kind == "scale" or number != 0


def _is_empty(result: QuestionResult) -> bool:
    """Whether nothing but the number of answers is shown, as of choices while the survey is open."""
    return result.answered is not None and result.mean is None and not result.distribution and not result.texts


def _why(result: QuestionResult) -> str:
    known = {"threshold": THRESHOLD, "distribution_threshold": DISTRIBUTION_THRESHOLD}
    if result.hidden is None:
        return _(LATER, **known) if _is_empty(result) else ""
    return _(HIDDEN_WORDS[result.hidden], **known)


def _label(question: Question, key: str) -> str:
    if question.kind != "scale":
        return next(_(choice.words) for choice in question.choices if choice.key == key)
    ends = {str(SCALE[0]): question.low, str(SCALE[-1]): question.high}
    return _("%(step)s: %(words)s", step=key, words=_(ends[key])) if ends.get(key) else key


def table(found: ResultsPage) -> Iterator[Sequence[object]]:
    """Rows for a spreadsheet: what the page shows and no more."""
    yield (
        _("Code"),
        _("Question"),
        _("Answered"),
        _("Mean (1 to 5)"),
        _("Answer"),
        _("Number"),
        _("Not shown because"),
    )
    for question, result in found.results:
        line = _shown(question, result)
        start = (question.key, line.words, line.answered)
        yield (*start, line.mean, "", "", line.why_hidden)
        yield from ((*start, "", bar.label, bar.number, "") for bar in line.bars)
        yield from ((*start, "", text, "", "") for text in line.texts)
