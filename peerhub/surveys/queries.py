"""Reads about surveys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from random import SystemRandom
from typing import Literal

from sqlalchemy import ScalarSelect, Select, exists, func, or_, select

from peerhub.base import clock
from peerhub.base.database import NOW, Db
from peerhub.people.access import Asking, is_secretariat
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.models import Answer, Receipt, Survey, SurveyManager
from peerhub.surveys.rules import QUOTE, Question, QuestionResult, results, steps
from peerhub.surveys.rules.bank import BANK
from peerhub.surveys.rules.reading import Value
from peerhub.surveys.rules.shown import THRESHOLD
from peerhub.surveys.rules.sides import length_of, questions_for

NEWEST = 200
NEW_FOR, MOST_NEW = timedelta(days=14), 3


@dataclass(frozen=True)
class Waiting:
    """A survey that waits for somebody: what This week and the list show of it."""

    survey_id: int
    title: str
    path: str
    questions: int
    minutes: int
    closes_at: datetime


@dataclass(frozen=True)
class SurveyAbout:
    """The survey about a subject, for the page of the subject. `state`: waiting, answered, closed before they answered, or
    managed by somebody who is not asked."""

    survey_id: int
    path: str
    state: Literal["waiting", "answered", "closed", "managed"]


@dataclass(frozen=True)
class Asked:
    """Who holds a link, and what they are asked. `state`: waiting, answered, or closed before they answered.
    `few`: so few are asked that no results can ever be shown."""

    survey: Survey
    person: Person
    questions: Sequence[Question]
    number: int
    minutes: int
    few: bool
    state: Literal["waiting", "answered", "closed"]


@dataclass(frozen=True)
class Managed:
    """A survey with its response rate."""

    survey: Survey
    asked: int
    answered: int
    is_open: bool

    @property
    def few(self) -> bool:
        """Whether fewer are asked than must answer before anything is shown."""
        return self.asked < THRESHOLD


@dataclass(frozen=True)
class SurveysPage:
    """What waits for the viewer, what they have answered, what they manage."""

    waiting: Sequence[Waiting]
    answered: Sequence[Survey]
    managed: Sequence[Managed]


@dataclass(frozen=True)
class ResultsPage:
    """What may be shown of a survey. `published` people stand in `results`, which is empty below the threshold."""

    survey: Survey
    asked: int
    answered: int
    published: int
    is_open: bool
    may_manage: bool
    results: Sequence[tuple[Question, QuestionResult]]

    @property
    def few(self) -> bool:
        """Whether fewer are asked than must answer before anything is shown."""
        return self.asked < THRESHOLD


def waiting(db: Db, viewer: Person) -> list[Waiting]:
    """The surveys that wait for the viewer's answer, those that close first coming first."""
    rows = db.execute(
        _waiting().add_columns(Receipt.side).where(Receipt.person_id == viewer.id).order_by(Survey.closes_at)
    )
    return [_waiting_item(db, viewer, survey, side) for survey, side in rows]


def waiting_count(viewer: Asking) -> ScalarSelect[int]:
    """How many surveys wait for the viewer, as a subquery for the counters of the frame."""
    mine = _waiting().where(Receipt.person_id == viewer.id)
    return mine.with_only_columns(func.count()).scalar_subquery()


def new_results(db: Db, viewer: Person) -> list[Survey]:
    """Surveys that the viewer manages, closed lately, whose results can be read, the newest first."""
    managed = exists().where(SurveyManager.survey_id == Survey.id, SurveyManager.person_id == viewer.id)
    answered = select(func.count()).where(Receipt.survey_id == Survey.id, Receipt.answered).scalar_subquery()
    since = clock.now() - NEW_FOR
    ended_at = func.coalesce(Survey.closed_at, Survey.closes_at)
    closed = select(Survey).where(managed, ended_at.between(since, clock.now()), answered >= THRESHOLD)
    return list(db.scalars(closed.order_by(ended_at.desc()).limit(MOST_NEW)))


def survey_about(db: Db, viewer: Person, subject_kind: str, subject_id: int) -> SurveyAbout | None:
    """The survey about a subject, for those who are asked, its managers and the secretariat; None for others."""
    about = select(Survey).where(Survey.subject_kind == subject_kind, Survey.subject_id == subject_id)
    survey = db.scalar(about.order_by(Survey.id.desc()).limit(1))
    if survey is None:
        return None
    receipt = db.get(Receipt, (survey.id, viewer.id))
    if receipt is None:
        return SurveyAbout(survey.id, "", "managed") if access.may_manage(db, viewer, survey.id) else None
    path = f"/answer/{access.token_for(db, survey.id, viewer.id)}"
    return SurveyAbout(survey.id, path, _state(survey, receipt))


def _state(survey: Survey, receipt: Receipt) -> Literal["waiting", "answered", "closed"]:
    if receipt.answered:
        return "answered"
    return "waiting" if survey.is_open(clock.now()) else "closed"


def asked(db: Db, token: str) -> Asked:
    """Who holds the link of that token and what they are asked. Raises NotFound."""
    receipt = access.receipt_for(db, token)
    survey = receipt.survey
    questions = questions_for(survey.outcome_code, receipt.side)
    everybody, _answered = _response(db, survey.id)
    return Asked(
        survey, receipt.person, questions, *length_of(questions), everybody < THRESHOLD, _state(survey, receipt)
    )


def person_asked(db: Db, token: str) -> Person:
    """Whose link it is: the actor where nobody needs to be signed in. Raises NotFound."""
    return access.receipt_for(db, token).person


def surveys_page(db: Db, viewer: Person) -> SurveysPage:
    """Everything about surveys that concerns the viewer."""
    done = select(Survey).join(Receipt).where(Receipt.person_id == viewer.id)
    done = done.where(or_(Receipt.answered, Survey.closed_at.is_not(None), Survey.closes_at <= NOW))
    return SurveysPage(
        waiting(db, viewer),
        list(db.scalars(done.order_by(Survey.opens_at.desc()).limit(NEWEST))),
        _managed(db, viewer),
    )


def results_page(db: Db, viewer: Person, survey_id: int) -> ResultsPage:
    """The results as far as they may be shown. Raises NotFound."""
    survey = access.survey_for(db, viewer, survey_id)
    return _results_page(db, viewer, survey)


def export_page(db: Db, viewer: Person, survey_id: int) -> ResultsPage:
    """The same for a file that leaves the site. Raises NotFound, and NotAllowed for those who are only asked."""
    return _results_page(db, viewer, access.managed_survey_for(db, viewer, survey_id))


def _response(db: Db, survey_id: int) -> tuple[int, int]:
    """How many were asked and how many have answered."""
    asked, answered = db.execute(
        select(func.count(), func.count().filter(Receipt.answered)).where(Receipt.survey_id == survey_id)
    ).one()
    return int(asked), int(answered)


def _waiting() -> Select[Survey]:
    mine = select(Survey).join(Receipt, Receipt.survey_id == Survey.id)
    return mine.where(~Receipt.answered, Survey.closed_at.is_(None), Survey.opens_at <= NOW, Survey.closes_at > NOW)


def _waiting_item(db: Db, viewer: Person, survey: Survey, side: str) -> Waiting:
    path = f"/answer/{access.token_for(db, survey.id, viewer.id)}"
    return Waiting(
        survey.id, survey.subject_title, path, *length_of(questions_for(survey.outcome_code, side)), survey.closes_at
    )


def _managed(db: Db, viewer: Person) -> list[Managed]:
    rates = (
        select(Survey, func.count(Receipt.person_id), func.count(Receipt.person_id).filter(Receipt.answered))
        .join(Receipt, Receipt.survey_id == Survey.id)
        .group_by(Survey.id)
    )
    if not is_secretariat(db, viewer):
        rates = rates.where(exists().where(SurveyManager.survey_id == Survey.id, SurveyManager.person_id == viewer.id))
    now = clock.now()
    rows = db.execute(rates.order_by(Survey.opens_at.desc(), Survey.id.desc()).limit(NEWEST))
    return [Managed(survey, asked, answered, survey.is_open(now)) for survey, asked, answered in rows]


def _results_page(db: Db, viewer: Person, survey: Survey) -> ResultsPage:
    asked, answered = _response(db, survey.id)
    is_open = survey.is_open(clock.now())
    return ResultsPage(
        survey,
        asked,
        answered,
        steps.published(answered),
        is_open,
        access.may_manage(db, viewer, survey.id),
        _results(db, survey, is_open) if steps.published(answered) else [],
    )


def _results(db: Db, survey: Survey, is_open: bool) -> list[tuple[Question, QuestionResult]]:
    """Means and words while the survey is open. How answers are spread comes at the end: two looks at a table of
    numbers, with three people between them, would show what one of these three chose."""
    questions = _all_questions(db, survey)
    drawn = results([*questions, QUOTE], steps.shown_answers(questions, _steps(db, survey)), SystemRandom())
    pairs = zip(questions, drawn, strict=True)
    return [(question, steps.without_spread(result) if is_open else result) for question, result in pairs]


def _all_questions(db: Db, survey: Survey) -> list[Question]:
    """What the survey asks anybody, in the order of the bank."""
    sides = db.scalars(select(Receipt.side).where(Receipt.survey_id == survey.id).distinct())
    asked = {question.key for side in sides for question in questions_for(survey.outcome_code, side)}
    return [question for key, question in BANK.items() if key in asked]


def _steps(db: Db, survey: Survey) -> list[list[Mapping[str, Value]]]:
    published = (
        select(Answer.step, Answer.values)
        .where(Answer.survey_id == survey.id, Answer.step.is_not(None))
        .order_by(Answer.step, Answer.id)
    )
    return [[row.values for row in rows] for _step, rows in groupby(db.execute(published), key=lambda row: row.step)]
