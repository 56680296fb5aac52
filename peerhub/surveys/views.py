"""Surveys as pages and tables show them."""

import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.formats import listed
from peerhub.base.i18n.times import local_date, local_datetime
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.surveys.models import NAMED, TAKING, Survey
from peerhub.surveys.queries.questionnaires import Questionnaire
from peerhub.surveys.queries.results import ResultsPage
from peerhub.surveys.rules.disclosure import DISTRIBUTION_THRESHOLD, HIDDEN_WORDS, THRESHOLD, QuestionResult
from peerhub.surveys.rules.question_bank import SCALE, Question
from peerhub.surveys.rules.window import PROLONG_BY

LARGEST_COOKIE = 3500  # bytes; browsers keep 4096 with its name and attributes
LONGEST_PLAN = 8000  # bytes of a text of 2000 characters
TEXTS = 50  # on a page


@dataclass(frozen=True)
class Bar:
    """One row of a plot; `number` None where it must not be shown."""

    label: str
    number: int | None


@dataclass(frozen=True)
class QuestionView:
    """One question of the results in words: of its texts those of one page. `some_silent`: whether some agreed to none."""

    key: str
    words: str
    kind: str
    answered: int | None
    mean: float | None = None
    low: str = ""
    high: str = ""
    bars: Sequence[Bar] = field(default_factory=tuple)
    unchosen: Sequence[str] = ()
    texts: Sequence[str] = ()
    page: int = 1
    pages: int = 1
    some_silent: bool = False
    why_hidden: str = ""


@dataclass(frozen=True)
class Line:
    """A question and an answer in words; `is_own`: in the words of who answered."""

    question: str
    answer: str
    is_own: bool


@dataclass(frozen=True)
class AnswersOfPerson:
    """What one person answered by name: question and answer in words."""

    person: Person
    answered_at: datetime
    lines: Sequence[Line]


def draft_key(survey_id: int, token: str) -> str:
    """The name under which the browser holds a draft: another person at the same machine has another."""
    return f"survey-{survey_id}-{sha256(token.encode()).hexdigest()[:12]}"


def question_views(results: Sequence[tuple[Question, QuestionResult]], pages: Mapping[str, int]) -> list[QuestionView]:
    """The results in the reader's language. `pages`: which page of its texts is asked for, by question key."""
    return [_paged(_question_view(question, result), pages.get(question.key, 1)) for question, result in results]


def _paged(item: QuestionView, number: int) -> QuestionView:
    pages = max(1, -(-len(item.texts) // TEXTS))
    page = min(max(1, number), pages)
    return replace(item, texts=item.texts[(page - 1) * TEXTS : page * TEXTS], page=page, pages=pages)


def _question_view(question: Question, result: QuestionResult) -> QuestionView:
    return QuestionView(
        question.key,
        _(question.words),
        question.kind,
        result.answered,
        result.mean,
        _(question.low) if question.low else "",
        _(question.high) if question.high else "",
        [Bar(_label(question, key), number) for key, number in result.distribution.items() if _has_bar(result, number)],
        [_label(question, key) for key, number in result.distribution.items() if not _has_bar(result, number)],
        [_in_words(question, text) for text in result.texts],
        some_silent=0 < len(result.texts) < (result.answered or 0),
        why_hidden=_why(question, result),
    )


def _has_bar(result: QuestionResult, number: int | None) -> bool:
    """All steps of a scale; of a long list only what somebody chose."""
    return result.kind == "scale" or number != 0


def _why(question: Question, result: QuestionResult) -> str:
    known = {"threshold": THRESHOLD, "distribution_threshold": DISTRIBUTION_THRESHOLD}
    near = _label(question, str(result.near)) if result.near is not None else ""
    return _(HIDDEN_WORDS[result.hidden], **known, near=near) if result.hidden else ""


def _label(question: Question, key: str) -> str:
    if question.kind != "scale":
        return next(_(choice.words) for choice in question.choices if choice.key == key)
    ends = {str(SCALE[0]): question.low, str(SCALE[-1]): question.high}
    step = _("%(step)s of %(steps)s", step=key, steps=SCALE[-1])
    return _("%(step)s: %(words)s", step=step, words=_(ends[key])) if ends.get(key) else step


def why_no_results(results_page: ResultsPage) -> str:
    """The sentence that stands in the place of results, where the viewer can read none; empty where they can."""
    mode = results_page.survey.mode
    if results_page.rate.is_offered and results_page.may_manage:
        return _("Too few people came for an anonymous survey. You can ask them by name.")
    if mode not in TAKING:
        return _("No one was asked: too few people came for an anonymous survey.")
    if mode == NAMED and not results_page.facilitates:
        return _("These answers carry names. Only the offices named before the first question can read them.")
    if mode == NAMED:
        return "" if results_page.by_name else _("No one has answered yet.")
    if results_page.rate.is_running:
        return _(
            "Results are published once, when the survey has closed. No one sees figures before then, so that no "
            "two figures can be compared."
        )
    return (
        ""
        if results_page.results
        else _("Fewer than five people answered, so nothing is published. Their answers were erased.")
    )


def named_answers(results_page: ResultsPage) -> list[AnswersOfPerson]:
    """What each person answered by name, question by question, in the reader's language."""
    return [
        AnswersOfPerson(answer.person, answer.answered_at, _lines(results_page.questions, answer.values))
        for answer in results_page.by_name
    ]


def own_answers(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    """What somebody has answered by name, in words."""
    return [(line.question, line.answer) for line in _lines(questionnaire.questions, questionnaire.mine)]


def _lines(questions: Sequence[Question], values: Mapping[str, Any]) -> list[Line]:
    answered = [question for question in questions if question.key in values]
    return [
        Line(_(question.words), _in_words(question, values[question.key]), question.kind == "text")
        for question in answered
    ]


def _in_words(question: Question, value: Any) -> str:
    if question.kind == "text":
        return str(value)
    if question.kind == "date":
        return local_date(date.fromisoformat(value))
    return listed(_label(question, str(key)) for key in (value if isinstance(value, list) else [value]))


def closing_sentence(survey: Survey) -> tuple[str, str]:
    """What holds after somebody pressed *Close the survey*, and whether it is good."""
    if survey.mode not in TAKING or not survey.is_ready:
        return _("This survey is not open, so there was nothing to close."), "bad"
    if survey.mode == NAMED:
        return _("The survey takes no more answers. Answers already given stay as they are."), "good"
    if survey.closed_at:
        return _("This survey is closed, and the results that can be shown are published."), "good"
    return _("The survey takes no more answers. The results that can be shown are published within a minute."), "good"


def prolonging_sentence(survey: Survey, seen: str) -> tuple[str, str]:
    """What holds after somebody pressed *Keep open* on a page that named the end `seen`: a page that was stale changed nothing."""
    end = local_datetime(survey.closes_at)
    if (survey.closes_at - PROLONG_BY).isoformat() == seen:
        return _("The survey stays open for five more days, until %(end)s.", end=end), "good"
    return _(
        "Nothing was changed, because someone else has changed the closing date. The survey is open until %(end)s.",
        end=end,
    ), "bad"


def table(results_page: ResultsPage) -> Iterator[Sequence[object]]:
    """Rows for a spreadsheet: what the page shows and no more, each with what it belongs to. In files days are ISO 8601."""
    closed_at, rate = results_page.survey.closed_at, results_page.rate
    closed_on = closed_at.date().isoformat() if closed_at else ""
    about = (results_page.survey.subject_title, closed_on, rate.asked, rate.answered)
    headings, *rows = _table_by_name(results_page) if results_page.survey.mode == NAMED else _table(results_page)
    yield (_("About"), _("Closed on"), _("People asked"), _("People who answered"), *headings)
    yield from ((*about, *row) for row in rows)


def _table_by_name(results_page: ResultsPage) -> Iterator[Sequence[object]]:
    yield (_("Name"), _("Office"), _("Country"), _("Question"), _("Answer"))
    for answer in named_answers(results_page):
        author = (answer.person.name, answer.person.office, country_name(answer.person.country))
        yield from ((*author, line.question, line.answer) for line in answer.lines)


def _table(results_page: ResultsPage) -> Iterator[Sequence[object]]:
    yield (
        _("Code"),
        _("Question"),
        _("Answered"),
        _("Mean (1 to 5)"),
        _("Answer"),
        _("Number"),
        _("Not shown because"),
    )
    for question, result in results_page.results:
        line = _question_view(question, result)
        start = (question.key, line.words, line.answered)
        yield (*start, line.mean, "", "", line.why_hidden)
        yield from ((*start, "", bar.label, bar.number, "") for bar in line.bars)
        yield from ((*start, "", text, "", "") for text in line.texts)


def pack(text: str) -> str:
    """A text as the value of a cookie; empty where it would be larger than browsers keep (RFC 6265, section 6.1)."""
    packed = urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode() if text else ""
    return packed if len(packed) <= LARGEST_COOKIE else ""


def unpack(packed: str) -> str:
    """The text that `pack` was given; empty where somebody else made the value."""
    try:
        return zlib.decompressobj().decompress(urlsafe_b64decode(packed), LONGEST_PLAN).decode()
    except (ValueError, zlib.error):
        return ""
