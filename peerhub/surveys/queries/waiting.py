"""What surveys wait for somebody: for This week, the list, the counter of the frame, and the page of the subject."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ScalarSelect, Select, exists, func, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import NOW
from peerhub.base.database.prepared import prepared
from peerhub.base.database.unlogged import Unavailable
from peerhub.people.access import VIEWER, AnyViewer, viewer_params
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.models import ANONYMOUS, NAMED, TAKING, NamedAnswer, Publication, Respondent, Survey
from peerhub.surveys.rules.sides import length_of, questions_for

log = logging.getLogger(__name__)
UNREADABLE = "It cannot be read who has answered: %s"
State = Literal["waiting", "answered", "closed"]


@dataclass(frozen=True)
class Waiting:
    """A survey that waits for somebody: what This week and the list show of it."""

    survey_id: int
    title: str
    path: str
    questions: int
    minutes: int
    closes_at: datetime
    is_named: bool


@dataclass(frozen=True)
class SurveyAbout:
    """The survey about a subject, for the page of the subject. `state`: waiting, answered, closed before they answered,
    managed by somebody who is not asked, or offered, when a manager has to choose whether people are asked by name.
    `ends_at`: until when answers are taken, or the offer is open; None when that is over. `has_results`: whether the viewer
    can read something of what was answered."""

    survey_id: int
    path: str
    state: Literal["waiting", "answered", "closed", "managed", "offered"]
    ends_at: datetime | None
    is_named: bool = False
    has_results: bool = False


def waiting(db: Db, viewer: Person) -> list[Waiting]:
    """The surveys that wait for the viewer's answer, those that close first coming first."""
    rows = db.execute(open_ones(), viewer_params(viewer)).all()
    return [_waiting_item(db, viewer, survey, side) for survey, side in _without_answer(db, viewer, rows)]


@prepared
def open_ones() -> Select[Survey, str]:
    """The open surveys that ask VIEWER, answered or not, as a statement."""
    return _open_for(VIEWER).order_by(Survey.closes_at, Survey.id)


def asked_count(viewer: AnyViewer) -> ScalarSelect[int]:
    """How many open surveys ask the viewer, answered or not, as a subquery for the counters of the frame."""
    return _open_for(viewer).with_only_columns(func.count()).scalar_subquery()


def waiting_count(db: Db, viewer: Person) -> int:
    """How many surveys wait for the viewer."""
    return len(_without_answer(db, viewer, db.execute(open_ones(), viewer_params(viewer)).all()))


def survey_about(db: Db, viewer: Person, subject_kind: str, subject_id: int) -> SurveyAbout | None:
    """The survey about a subject, for those who are asked, its managers and the secretariat; None for others, and before it
    opens."""
    about = select(Survey).where(Survey.subject_kind == subject_kind, Survey.subject_id == subject_id)
    survey = db.scalar(about.order_by(Survey.id.desc()).limit(1))
    if survey is None or (survey.mode == ANONYMOUS and not survey.is_ready):
        return None
    now, respondent = clock.now(), db.get(Respondent, (survey.id, viewer.id))
    may_manage = access.may_manage(db, viewer, survey.id)
    if survey.mode not in TAKING:
        offers = may_manage and survey.is_offered(now)
        return SurveyAbout(survey.id, "", "offered", survey.closes_at) if offers else None
    if respondent is None and not may_manage:
        return None
    path = f"/answer/{access.token_for(db, survey.id, viewer.id)}" if respondent else ""
    try:
        state = state_of(db, respondent) if respondent else "managed"
    except Unavailable as problem:  # the subject has a page of its own to show
        log.error(UNREADABLE, problem)
        return None
    ends_at = survey.closes_at if survey.is_open(now) else None
    return SurveyAbout(survey.id, path, state, ends_at, survey.mode == NAMED, _has_results(db, viewer, survey))


def _has_results(db: Db, viewer: Person, survey: Survey) -> bool:
    if survey.mode == ANONYMOUS:
        published = db.get(Publication, survey.id)
        return published is not None and published.answered is not None
    query = select(exists().where(NamedAnswer.survey_id == survey.id))
    return access.facilitates(db, viewer, survey.id) and bool(db.scalar(query))


def state_of(db: Db, respondent: Respondent) -> State:
    """Whether the survey waits for somebody, has their answer, or closed before they answered."""
    if access.has_answered(db, respondent):
        return "answered"
    return "waiting" if respondent.survey.is_open(clock.now()) else "closed"


def _open_for(viewer: AnyViewer) -> Select[Survey, str]:
    query = select(Survey, Respondent.side).join(Respondent, Respondent.survey_id == Survey.id)
    query = query.where(Respondent.person_id == viewer.id)
    takes = query.where(Survey.is_ready, Survey.mode.in_(TAKING), Survey.closed_at.is_(None))
    return takes.where(Survey.opens_at <= NOW, Survey.closes_at > NOW)


def _without_answer(db: Db, viewer: Person, rows: Sequence[tuple[Survey, str]]) -> Sequence[tuple[Survey, str]]:
    surveys = [survey for survey, _side in rows]
    anonymous = [survey.store_key for survey in surveys if survey.mode == ANONYMOUS]
    answered = _answered_by(db, viewer, anonymous)
    named_ids = [survey.id for survey in surveys if survey.mode == NAMED]
    query = select(NamedAnswer.survey_id).where(
        NamedAnswer.person_id == viewer.id, NamedAnswer.survey_id.in_(named_ids)
    )
    by_name = set(db.scalars(query)) if named_ids else set()
    return [row for row in rows if row[0].store_key not in answered and row[0].id not in by_name]


def _answered_by(db: Db, viewer: Person, anonymous: Sequence[str]) -> set[str]:
    try:
        return store.answered_by(db, viewer.id, anonymous)
    except Unavailable as problem:  # this is asked on every page, and the others are not to fail with it
        log.error(UNREADABLE, problem)
        return set()


def _waiting_item(db: Db, viewer: Person, survey: Survey, side: str) -> Waiting:
    path = f"/answer/{access.token_for(db, survey.id, viewer.id)}"
    length, is_named = length_of(questions_for(survey.outcome_code, side)), survey.mode == NAMED
    return Waiting(survey.id, survey.subject_title, path, *length, survey.closes_at, is_named)
