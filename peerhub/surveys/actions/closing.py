"""The end of a survey: prolonged before it, published once at it, erased after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.security import audit
from peerhub.base.workers.pool import Failed, Pool
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.actions import mailing
from peerhub.surveys.actions.mailing import PROLONGED, PUBLISHED
from peerhub.surveys.facts import SurveyClosed
from peerhub.surveys.models import ANONYMOUS, TAKING, Publication, Respondent, Survey, SurveyManager
from peerhub.surveys.rules.disclosure import THRESHOLD
from peerhub.surveys.rules.question_bank import BANK
from peerhub.surveys.rules.sides import all_questions
from peerhub.surveys.rules.window import PROLONG_BY, may_be_prolonged

SECONDS: Final = 20.0  # that working out results may take
_TASK: Final = "peerhub.surveys.rules.published:compute"
_TEXTS: Final = frozenset(key for key, question in BANK.items() if question.kind == "text")
_worker = Pool(1)


def close_now(db: Db, actor: Person, survey_id: int) -> None:
    """Take no more answers; the results come with the next run of the jobs. Harmless when closed already. Raises NotFound,
    NotAllowed."""
    survey = access.survey_to_manage(db, actor, survey_id)
    lock_row(db, survey)
    if survey.is_open(clock.now()):
        survey.closes_at = clock.now()
        audit.record(db, actor.id, "survey.closed", f"survey:{survey_id}")


def prolong(db: Db, actor: Person, survey_id: int, seen: str) -> None:
    """Keep the survey open for `PROLONG_BY` longer, and send an email to everybody who is asked.

    `seen` is the end that the actor looked at, in ISO 8601: pressed twice, it is prolonged once.
    Raises NotFound, NotAllowed, and Conflict when it is over or has been open for the longest time.
    """
    survey = access.survey_to_manage(db, actor, survey_id)
    lock_row(db, survey)
    if not survey.is_open(clock.now()):
        raise Conflict(_("This survey is over, and its results stay as they are. It cannot be reopened."))
    if survey.closes_at.isoformat() != seen:
        return
    if not may_be_prolonged(survey.opens_at, survey.closes_at):
        raise Conflict(_("This survey cannot be kept open any longer."))
    survey.closes_at += PROLONG_BY
    if survey.mailing is None:  # a round that is under way names the new end to those whose turn comes
        survey.mailing, survey.mailed_to = PROLONGED, 0
    audit.record(db, actor.id, "survey.prolonged", f"survey:{survey_id}")


def fully_answered(db: Db, now: datetime) -> list[tuple[int, datetime]]:
    """The anonymous surveys that everybody has answered who is asked, each with its end as it is set. Whoever has closed
    their account is still counted: otherwise the end would reveal whether they had answered."""
    count = select(func.count()).where(Respondent.survey_id == Survey.id).scalar_subquery()
    query = select(Survey.id, Survey.closes_at, Survey.store_key, count.label("number"))
    query = query.where(Survey.is_ready, Survey.mode == ANONYMOUS, Survey.closed_at.is_(None), Survey.closes_at > now)
    rows = db.execute(query.order_by(Survey.id)).all()
    answered = store.answer_counts(db, [row.store_key for row in rows])
    return [(row.id, row.closes_at) for row in rows if answered.get(row.store_key, 0) >= row.number]


def end_early(db: Db, survey_id: int, seen: datetime, now: datetime) -> None:
    """Bring the end of a survey forward, where it is still the one that was `seen`. Not the last answer does this, which would
    keep its moment."""
    db.execute(update(Survey).where(Survey.id == survey_id, Survey.closes_at == seen).values(closes_at=now))


def to_close(db: Db, now: datetime) -> list[int]:
    """The surveys whose time is over."""
    return list(db.scalars(select(Survey.id).where(*_over(now)).order_by(Survey.id)))


def end(db: Db, survey_id: int, now: datetime) -> None:
    """Take no more answers to an anonymous survey whose time is over. Whoever prolongs it just now comes before or is refused."""
    survey = db.get_one(Survey, survey_id)
    lock_row(db, survey)
    if survey.mode == ANONYMOUS and survey.closed_at is None and survey.closes_at <= now:
        store.close(db, survey.store_key)


@dataclass(frozen=True)
class ClosedAnswers:
    """The answers to a survey that has ended: how many people gave them, and to which questions."""

    survey_id: int
    answered: int
    questions: Sequence[str] = ()
    answers: Sequence[Mapping[str, Any]] = ()


def answers_of(db: Db, survey_id: int) -> ClosedAnswers | None:
    """What was answered to an anonymous survey that has ended; None for one by name."""
    survey = db.get_one(Survey, survey_id)
    if survey.mode != ANONYMOUS:
        return None
    answered = store.answer_counts(db, [survey.store_key]).get(survey.store_key, 0)
    if answered < THRESHOLD:
        return ClosedAnswers(survey_id, answered)
    sides = db.scalars(select(Respondent.side).where(Respondent.survey_id == survey_id).distinct())
    keys = [question.key for question in all_questions(survey.outcome_code, list(sides))]
    return ClosedAnswers(survey_id, answered, keys, store.read(db, survey.store_key))


def results_of(ended: ClosedAnswers | None) -> Publication | None:
    """What may be shown of it. A process beside this one works it out, for that takes longer the more there is, so call this
    while no session is open. Raises Failed."""
    if ended is None:
        return None
    if ended.answered < THRESHOLD:
        return Publication(survey_id=ended.survey_id, answered=None, results=[])
    results = _worked_out(ended.questions, ended.answers)
    return Publication(survey_id=ended.survey_id, answered=ended.answered, results=results)


def _worked_out(keys: Sequence[str], answers: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The results; words stay here, and numbers stand for them on the way to the worker and back."""
    words: list[str] = []
    sent = [dict(answer) for answer in answers]
    for answer in sent:
        for key in answer.keys() & _TEXTS:
            words.append(answer[key])
            answer[key] = str(len(words) - 1)
    try:
        results = _worker.run(_TASK, {"questions": keys, "answers": sent}, SECONDS, patience=SECONDS)
    except Failed as problem:  # its words may quote an answer
        raise type(problem)("Results were not worked out.") from None
    return [{**result, "texts": [words[int(number)] for number in result["texts"]]} for result in results]


def close(db: Db, survey_id: int, now: datetime, results: Publication | None) -> None:
    """Close a survey whose time is over, and publish its results: once, and never again in another state. Emails about it that
    wait are dropped. Harmless when done already. When this is cut off, the survey stays due: the same is done again."""
    mailing_kind = PUBLISHED if results and results.answered else None
    closed = {"closed_at": now, "mailing": mailing_kind, "mailed_to": 0}
    if not claim(db, Survey, [Survey.id == survey_id, *_over(now)], closed):
        return
    if results is not None:
        db.add(results)
    outbox.drop_waiting_streams(db, mailing.stream_of(survey_id))
    db.flush()
    announce(db, SurveyClosed(survey_id))


def _over(now: datetime) -> list[ColumnElement[bool]]:
    return [Survey.is_ready.is_(True), Survey.mode.in_(TAKING), Survey.closed_at.is_(None), Survey.closes_at <= now]


def to_erase(db: Db) -> list[str]:
    """The store keys of surveys of which something is still kept though their results are published."""
    if not (store_keys := store.stored_surveys(db)):
        return []
    closed = select(Survey.store_key).where(Survey.store_key.in_(store_keys), Survey.closed_at.is_not(None))
    return list(db.scalars(closed))


def orphaned_keys(db: Db) -> list[str]:
    """The store keys of which something is kept and which no survey has: those begun after a backup that was restored."""
    store_keys = store.stored_surveys(db)
    return sorted(set(store_keys) - set(db.scalars(select(Survey.store_key).where(Survey.store_key.in_(store_keys)))))


def hand_over(db: Db, from_id: int, to_id: int) -> None:
    """Give the surveys that somebody managed to their successor. Who was asked stays asked: they were there."""
    for managed in db.scalars(select(SurveyManager).where(SurveyManager.person_id == from_id)).all():
        if db.get(SurveyManager, (managed.survey_id, to_id)) is None:
            db.add(SurveyManager(survey_id=managed.survey_id, person_id=to_id))
        db.delete(managed)
    db.flush()
