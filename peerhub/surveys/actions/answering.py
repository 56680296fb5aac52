"""Taking answers, without a name or with one, and what a person makes of them."""

import logging
from collections.abc import Sequence
from typing import Literal

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid, NotAllowed
from peerhub.base.i18n.translate import _
from peerhub.base.mail import outbox
from peerhub.base.subject import Subject
from peerhub.commitments.actions import commitments
from peerhub.commitments.models import Commitment
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.actions import mailing
from peerhub.surveys.models import NAMED, NamedAnswer
from peerhub.surveys.rules.answer_sizes import split_by_question
from peerhub.surveys.rules.answers import Raw, Value, read_answers
from peerhub.surveys.rules.question_bank import Question
from peerhub.surveys.rules.sides import questions_for

log = logging.getLogger(__name__)
AnswerResult = Literal["stored", "answered", "closed", "unread"]


def answer(db: Db, actor: Person, survey_id: int, raw: Raw) -> AnswerResult:
    """Take the answers of somebody who is asked (form values by question key), without a name, and note that they have
    answered, both or neither.

    "answered" when they had answered already, "closed" when none are taken any more; nothing is stored then.
    Raises NotFound for those who are not asked, Invalid with a sentence a question, Conflict when there are no places for
    the answers.

    Only reads in `db`: nothing in the database changes when somebody answers, nothing is announced and no time is kept.
    """
    respondent = access.respondent_for(db, actor, survey_id)
    if access.has_answered(db, respondent):
        return "answered"
    if not respondent.survey.is_open(clock.now()) or respondent.survey.mode == NAMED:
        return "closed"
    values = _read(questions_for(respondent.survey.outcome_code, respondent.side), raw)
    try:
        return store.store_answers(db, respondent.survey.store_key, actor.id, split_by_question(values))
    except store.StorageMissing as missing:
        log.error("There is no place for answers: %s. Was a backup restored?", missing)
        raise Conflict(
            _(
                "This survey cannot take answers at the moment. Keep them, and try again in a minute. If it lasts, tell its facilitator."
            )
        ) from None


def answer_by_name(db: Db, actor: Person, survey_id: int, raw: Raw, *, may_change: bool = True) -> AnswerResult:
    """Keep the answers of somebody who is asked by name; they may change them until the survey closes.

    "answered" when there are answers and `may_change` is false, as for whoever only holds the link; "unread" when nobody is
    left who reads them; "closed" when none are taken any more. Nothing is kept then. Raises NotFound, Invalid.
    """
    respondent = access.respondent_for(db, actor, survey_id)
    lock_row(db, respondent.survey)
    if not respondent.survey.is_open(clock.now()) or respondent.survey.mode != NAMED:
        return "closed"
    if not access.managers(db, survey_id):
        return "unread"
    values = _read(questions_for(respondent.survey.outcome_code, respondent.side, by_name=True), raw)
    stored = db.get(NamedAnswer, (survey_id, actor.id), populate_existing=True)
    if stored is None:
        db.add(NamedAnswer(survey_id=survey_id, person_id=actor.id, values=dict(values), answered_at=clock.now()))
        outbox.drop_waiting(db, stream=f"{mailing.stream_of(survey_id)}{actor.id}")
    elif not may_change:
        return "answered"
    elif stored.values != values:
        stored.values, stored.answered_at = dict(values), clock.now()
    return "stored"


def _read(questions: Sequence[Question], raw: Raw) -> dict[str, Value]:
    values, problems = read_answers(questions, raw)
    if problems:
        raise Invalid({key: _(problem.words, **problem.params) for key, problem in problems.items()})
    return values


def add_commitment(
    db: Db, actor: Person, survey_id: int, new: commitments.NewCommitment, proof: str = ""
) -> Commitment:
    """Make a commitment from a reflection, only when the person chooses to and in a text that they send again: nothing is read from
    the answers. `proof` is what the page that thanks has with it, empty where there is none.
    Raises NotFound for those who are not asked, NotAllowed before they have answered, Invalid."""
    respondent = access.respondent_for(db, actor, survey_id)
    if not access.has_answered(db, respondent) and not access.proves_answer(db, respondent, proof):
        raise NotAllowed(_("Answer the survey first. Then you can turn your plan into a commitment."))
    survey = respondent.survey
    subject = Subject(survey.subject_kind, survey.subject_id, survey.subject_title, survey.subject_path)
    return commitments.make(db, actor, new, subject)
