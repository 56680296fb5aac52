"""The results of a survey, and the surveys that somebody looks after."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, exists, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database.dialects import is_postgres
from peerhub.base.database.engine import Db
from peerhub.base.database.model import NOW, ago
from peerhub.base.database.prepared import prepared
from peerhub.base.database.unlogged import Unavailable
from peerhub.base.web.paging import paginate
from peerhub.people.access import VIEWER, AnyViewer, is_secretariat, viewer_params
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.models import ANONYMOUS, NAMED, TAKING, NamedAnswer, Publication, Respondent, Survey, SurveyManager
from peerhub.surveys.queries import waiting
from peerhub.surveys.queries.waiting import Waiting
from peerhub.surveys.rules.disclosure import THRESHOLD, QuestionResult
from peerhub.surveys.rules.published import from_json, without_words
from peerhub.surveys.rules.question_bank import BANK, Question
from peerhub.surveys.rules.sides import all_questions
from peerhub.surveys.rules.window import may_be_prolonged

log = logging.getLogger(__name__)
PAGE = 50
NEW_FOR, MOST_NEW = timedelta(days=14), 3
PARTS = [part.name for part in fields(QuestionResult) if part.name != "texts"]


@dataclass(frozen=True)
class Managed:
    """A survey with its response rate. `answered` is exact by name and when an anonymous survey has closed; before, it is
    shown in steps of `THRESHOLD`, so that comparing two moments does not tell who answered between them."""

    survey: Survey
    asked: int
    answered: int
    is_open: bool

    @property
    def is_exact(self) -> bool:
        """Whether `answered` is the number itself, not the last step below it."""
        return self.survey.mode == NAMED or not self.is_running

    @property
    def is_running(self) -> bool:
        """Whether it has not closed: it takes answers, or its results are about to be published."""
        return self.survey.closed_at is None

    @property
    def is_offered(self) -> bool:
        """Whether somebody has to choose if people are asked by name."""
        return self.survey.is_offered(clock.now())

    @property
    def asks(self) -> bool:
        """Whether people are asked, not only could be, by name."""
        return self.survey.mode in TAKING

    @property
    def may_be_prolonged(self) -> bool:
        """Whether it can be kept open for longer."""
        return self.is_open and may_be_prolonged(self.survey.opens_at, self.survey.closes_at)


@dataclass(frozen=True)
class SurveysPage:
    """What waits for the viewer, what they have answered or missed, what they manage; of both the position to ask for next,
    None at the end."""

    waiting: Sequence[Waiting]
    answered: Sequence[Survey]
    older_answered: int | None
    managed: Sequence[Managed]
    older_managed: int | None


@dataclass(frozen=True)
class ResultsPage:
    """What the viewer may read of a survey: `results` where it was anonymous and has closed, `by_name` where it is named
    and the viewer is who reads it."""

    rate: Managed
    may_manage: bool
    facilitates: bool
    questions: Sequence[Question]
    results: Sequence[tuple[Question, QuestionResult]]
    by_name: Sequence[NamedAnswer]

    @property
    def survey(self) -> Survey:
        """The survey."""
        return self.rate.survey


def list_page(
    db: Db, viewer: Person, answered_before: int | None = None, managed_before: int | None = None
) -> SurveysPage:
    """Everything about surveys that concerns the viewer, of what is over and of what they manage one page, newest first."""
    waits = waiting.waiting(db, viewer)
    query = (
        select(Survey).join(Respondent).where(Respondent.person_id == viewer.id, Survey.mode.in_((ANONYMOUS, NAMED)))
    )
    query = query.where(Survey.is_ready, Survey.id.not_in([survey.survey_id for survey in waits]))
    answered, older_answered = _newest(db, query, answered_before)
    surveys = select(Survey) if is_secretariat(db, viewer) else select(Survey).where(_manages(viewer))
    managed, older_managed = _newest(db, surveys, managed_before)
    return SurveysPage(waits, answered, older_answered, _rates(db, managed), older_managed)


def _newest(db: Db, surveys: Select[Survey], before: int | None) -> tuple[list[Survey], int | None]:
    query = surveys if before is None else surveys.where(Survey.id < before)
    return paginate(list(db.scalars(query.order_by(Survey.id.desc()).limit(PAGE + 1))), PAGE)


def new_results(db: Db, viewer: Person) -> list[Survey]:
    """Surveys that the viewer manages, closed lately, whose results can be read, the newest first."""
    return list(db.scalars(new_ones(), viewer_params(viewer)))


@prepared
def new_ones() -> Select[Survey]:
    """Those of VIEWER, as a statement."""
    published = exists().where(Publication.survey_id == Survey.id, Publication.answered.is_not(None))
    named_answers = exists().where(NamedAnswer.survey_id == Survey.id)
    lately = Survey.closed_at.between(ago(NEW_FOR), NOW)
    closed = select(Survey).where(_manages(VIEWER), lately, or_(published, named_answers))
    return closed.order_by(Survey.closed_at.desc()).limit(MOST_NEW)


def page(db: Db, viewer: Person, survey_id: int) -> ResultsPage:
    """The results as far as the viewer may read them. Raises NotFound."""
    return _page(db, viewer, access.survey_for(db, viewer, survey_id))


def export_page(db: Db, viewer: Person, survey_id: int) -> ResultsPage:
    """The same for a file that leaves the site. Raises NotFound, and NotAllowed for those who are only asked."""
    return _page(db, viewer, access.survey_to_manage(db, viewer, survey_id))


def _page(db: Db, viewer: Person, survey: Survey) -> ResultsPage:
    (rate,) = _rates(db, [survey])
    facilitates = access.facilitates(db, viewer, survey.id)
    sides = list(db.scalars(select(Respondent.side).where(Respondent.survey_id == survey.id).distinct()))
    by_name = _by_name(db, survey) if survey.mode == NAMED and facilitates else []
    return ResultsPage(
        rate,
        access.may_manage(db, viewer, survey.id),
        facilitates,
        all_questions(survey.outcome_code, sides),
        _published(db, survey, facilitates=facilitates),
        by_name,
    )


def _by_name(db: Db, survey: Survey) -> list[NamedAnswer]:
    query = select(NamedAnswer).where(NamedAnswer.survey_id == survey.id).options(joinedload(NamedAnswer.person))
    return list(db.scalars(query.order_by(NamedAnswer.person_id)))


def _published(db: Db, survey: Survey, *, facilitates: bool) -> list[tuple[Question, QuestionResult]]:
    results = Publication.results if facilitates else _without_texts(db)
    stored = db.scalar(select(results).where(Publication.survey_id == survey.id)) or []
    results_shown = [from_json({"texts": (), **result}) for result in stored]
    return [(BANK[result.key], result if facilitates else without_words(result)) for result in results_shown]


def _without_texts(db: Db) -> ColumnElement[list[dict[str, Any]]]:
    """The results without the texts, which may be thousands: the database leaves them out."""
    if not is_postgres(db):
        element = func.json_each(Publication.results).table_valued("value")
        bare = select(func.json_group_array(func.json_remove(element.c.value, "$.texts")))
    else:
        element_value = type_coerce(func.json_array_elements(Publication.results).column_valued("one"), JSON)
        # JSONB could leave out a key, but keeps no order.
        pairs = [part for name in PARTS for part in (name, element_value[name])]
        bare = select(func.json_agg(func.json_build_object(*pairs)))
    return type_coerce(bare.correlate(Publication).scalar_subquery(), JSON)


def _manages(viewer: AnyViewer) -> ColumnElement[bool]:
    return Survey.id.in_(select(SurveyManager.survey_id).where(SurveyManager.person_id == viewer.id))


def _rates(db: Db, surveys: Sequence[Survey]) -> list[Managed]:
    ids = [survey.id for survey in surveys]
    counted = select(Respondent.survey_id, func.count()).where(Respondent.survey_id.in_(ids))
    people = dict(db.execute(counted.group_by(Respondent.survey_id)).all())
    answered = _answered(db, surveys)
    now = clock.now()
    return [
        Managed(survey, people.get(survey.id, 0), answered.get(survey.id, 0), survey.is_open(now)) for survey in surveys
    ]


def _answered(db: Db, surveys: Sequence[Survey]) -> dict[int, int]:
    """How many have answered, as exactly as it may be shown."""
    counts: dict[int, int] = {}
    if closed := [survey.id for survey in surveys if survey.mode == ANONYMOUS and survey.closed_at]:
        published = select(Publication.survey_id, func.coalesce(Publication.answered, 0))
        counts |= dict(db.execute(published.where(Publication.survey_id.in_(closed))).all())
    if by_name := [survey.id for survey in surveys if survey.mode == NAMED]:
        query = select(NamedAnswer.survey_id, func.count()).where(NamedAnswer.survey_id.in_(by_name))
        counts |= dict(db.execute(query.group_by(NamedAnswer.survey_id)).all())
    running = {survey.store_key: survey.id for survey in surveys if survey.mode == ANONYMOUS and not survey.closed_at}
    try:
        numbers = store.answer_counts(db, running)
    except Unavailable as problem:  # the page has more to show
        log.error("It cannot be read how many have answered: %s", problem)
        numbers = {}
    return counts | {running[key]: number - number % THRESHOLD for key, number in numbers.items()}
