"""Verbs about surveys."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import aliased, contains_eager

from peerhub.base import audit, clock
from peerhub.base.claims import claim
from peerhub.base.database import Db
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n import _
from peerhub.base.mail.outbox import Mail, queue
from peerhub.commitments import actions as commitments
from peerhub.commitments.models import Commitment
from peerhub.commitments.rules import Subject
from peerhub.people.access import open_people
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.facts import SurveyClosed, SurveyOpened
from peerhub.surveys.models import Answer, Receipt, Survey, SurveyManager, random_key
from peerhub.surveys.rules import QUOTE, Question, read_answers, steps
from peerhub.surveys.rules.bank import BANK
from peerhub.surveys.rules.reading import Raw, Value
from peerhub.surveys.rules.shown import THRESHOLD
from peerhub.surveys.rules.sides import asked_sides, length_of, questions_for
from peerhub.surveys.rules.window import OPEN_FOR, REMIND_AFTER

REFLECTION, REFLECTION_VERSION = "session_reflection", 1
REOPENED_FOR = timedelta(days=3)
Told = Literal["stored", "answered", "closed"]


def open_survey(
    db: Db,
    subject: Subject,
    outcome_code: str | None,
    people: Iterable[tuple[int, str]],
    managers: Iterable[int],
    now: datetime,
) -> Survey | None:
    """Ask `people` (id and side, "seeker" or "provider") about a subject; the one survey there is when asked again.

    Receipts are made for everybody at once. None when nobody of them has an open account. The caller says who is asked.
    """
    made = select(Survey).where(
        Survey.subject_kind == subject.kind, Survey.subject_id == subject.id, Survey.template == REFLECTION
    )
    if (survey := db.scalar(made)) is not None:
        return survey
    sides = dict(people)
    sides = asked_sides({person.id: sides[person.id] for person in open_people(db, sides)})
    if not sides:
        return None
    survey = _new_survey(subject, outcome_code, now)
    db.add(survey)
    db.flush()
    db.add_all(Receipt(survey_id=survey.id, person_id=each, side=side) for each, side in sorted(sides.items()))
    managing = open_people(db, set(managers))
    db.add_all(SurveyManager(survey_id=survey.id, person_id=person.id) for person in managing)
    db.flush()
    announce(db, SurveyOpened(survey.id))
    return survey


def _new_survey(subject: Subject, outcome_code: str | None, now: datetime) -> Survey:
    return Survey(
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_title=subject.title,
        subject_path=subject.path,
        template=REFLECTION,
        template_version=REFLECTION_VERSION,
        outcome_code=outcome_code,
        opens_at=now,
        closes_at=now + OPEN_FOR,
        created_at=now,
        closed_at=None,
        reminders=0,
    )


def answer(db: Db, actor: Person, survey_id: int, raw: Raw) -> Told:
    """Take the answers of somebody who is asked (form values by question key) and mark their receipt, both or neither.

    "answered" when they had answered already, "closed" when none are taken any more; nothing is stored then.
    Raises NotFound for those who are not asked, Invalid with a sentence a question.

    No trace joins receipt and answers. No time is kept and nothing is announced. PostgreSQL notes in hidden columns
    which transaction wrote a row (xmin) and where (ctid): so one statement writes *all* receipts of the survey anew in
    their old order, and all answers that wait for their step are written anew in the order of their random keys.
    """
    # One after the other: PostgreSQL waits here for those who answer or close at the same time, SQLite has one writer.
    survey = db.scalar(
        select(Survey).where(Survey.id == survey_id).with_for_update().execution_options(populate_existing=True)
    )
    receipt = db.get(Receipt, (survey_id, actor.id))
    if survey is None or receipt is None:
        raise NotFound
    if receipt.answered:
        return "answered"
    if not survey.is_open(clock.now()):
        return "closed"
    values = _read(questions_for(survey.outcome_code, receipt.side), raw)
    if not _mark_answered(db, survey_id, actor.id):
        return "answered"
    _store(db, survey_id, values)
    return "stored"


def _read(questions: Collection[Question], raw: Raw) -> dict[str, Value]:
    values, problems = read_answers(questions, raw)
    if problems:
        raise Invalid({key: _(problem.words, **problem.params) for key, problem in problems.items()})
    return values


def _mark_answered(db: Db, survey_id: int, person_id: int) -> bool:
    """Turn one receipt from asked to answered, touching all alike; False when it was turned already."""
    mine = aliased(Receipt)
    unanswered = exists().where(mine.survey_id == survey_id, mine.person_id == person_id, ~mine.answered)
    touched = (
        update(Receipt)
        .where(Receipt.survey_id == survey_id, unanswered)
        .values(answered=case((Receipt.person_id == person_id, True), else_=Receipt.answered))
        .returning(Receipt.person_id)
        .execution_options(synchronize_session=False)
    )
    return bool(db.execute(touched).all())


def _store(db: Db, survey_id: int, values: dict[str, Value]) -> None:
    waiting = delete(Answer).where(Answer.survey_id == survey_id, Answer.step.is_(None))
    rows = [{"id": row.id, "values": row.values} for row in db.execute(waiting.returning(Answer.id, Answer.values))]
    rows += [{"id": random_key(), "values": each} for each in _apart(values)]
    answered = db.scalar(select(func.count()).where(Receipt.survey_id == survey_id, Receipt.answered))
    step = steps.completed(answered or 0)
    rows.sort(key=lambda row: str(row["id"]))
    db.execute(insert(Answer), [{**row, "survey_id": survey_id, "step": step} for row in rows])


def _apart(values: dict[str, Value]) -> list[dict[str, Value]]:
    """One row for each question; consent goes with the words it is about, and is nothing by itself."""
    consent = {QUOTE.key: values[QUOTE.key]} if QUOTE.key in values else {}
    given = {key: value for key, value in values.items() if key != QUOTE.key}
    return [{key: value} | (consent if BANK[key].kind == "text" else {}) for key, value in given.items()]


def commit(db: Db, actor: Person, survey_id: int, promise: commitments.Promise) -> Commitment:
    """Make a promise out of a reflection, by the person's own choice and in words they send again: nothing is read from
    the answers. Raises NotFound for those who are not asked, Invalid."""
    survey = db.get(Survey, survey_id)
    if survey is None or db.get(Receipt, (survey_id, actor.id)) is None:
        raise NotFound
    subject = Subject(survey.subject_kind, survey.subject_id, survey.subject_title, survey.subject_path)
    return commitments.promise(db, actor, promise, subject)


def close_survey(db: Db, actor: Person, survey_id: int) -> None:
    """Take no more answers. Harmless when closed already. Raises NotFound, NotAllowed."""
    survey = access.managed_survey_for(db, actor, survey_id)
    if survey.closed_at is None:
        _close(db, survey, clock.now())
        audit.record(db, actor.id, "close_survey", f"survey:{survey_id}")


def _close(db: Db, survey: Survey, now: datetime) -> None:
    survey.closed_at = now
    db.flush()
    announce(db, SurveyClosed(survey.id))


def reopen_survey(db: Db, actor: Person, survey_id: int) -> None:
    """Take answers again, for three more days at least. Harmless when open. Raises NotFound, NotAllowed, and Conflict when
    nobody is left to answer."""
    survey = access.managed_survey_for(db, actor, survey_id)
    now = clock.now()
    if not survey.is_open(now):
        if not db.scalar(select(Survey.id).where(Survey.id == survey_id, awaits_somebody())):
            raise Conflict(_("Everybody who was asked has answered, so there is nobody to open it for."))
        survey.closed_at = None
        survey.closes_at = max(survey.closes_at, now + REOPENED_FOR)
        audit.record(db, actor.id, "reopen_survey", f"survey:{survey_id}")


def close_next(db: Db, now: datetime) -> bool:
    """Close one survey whose time is over, or that everybody has answered, so that its results are complete at once; False
    when there is none.

    One that everybody has answered waits for this job: closed by the last answer, it would keep the moment of it. With
    fewer than `THRESHOLD` answers it stays open, for nothing could be shown. What is shown stays under the same rules
    (`rules.steps`): the last few answers may never be.
    """
    enough = select(func.count()).where(Receipt.survey_id == Survey.id, Receipt.answered).scalar_subquery() >= THRESHOLD
    over = [Survey.closed_at.is_(None), or_(Survey.closes_at <= now, and_(enough, ~awaits_somebody()))]
    closed = claim(db, Survey, over, {"closed_at": now})
    for survey in closed:
        announce(db, SurveyClosed(survey.id))
    return bool(closed)


def awaits_somebody() -> ColumnElement[bool]:
    """The condition for surveys that somebody with an open account has not answered."""
    asked = exists().where(Receipt.survey_id == Survey.id, ~Receipt.answered, Receipt.person_id == Person.id)
    return asked.where(Person.closed_at.is_(None))


def remind_next(db: Db, now: datetime) -> bool:
    """Remind those who have not answered one survey; False when no reminder is due. The later reminder replaces a missed earlier one."""
    for number, wait in reversed(list(enumerate(REMIND_AFTER, start=1))):
        due = [
            Survey.closed_at.is_(None),
            Survey.closes_at > now,
            Survey.opens_at <= now - wait,
            Survey.reminders < number,
        ]
        for survey in claim(db, Survey, due, {"reminders": number}):
            ask_by_mail(db, survey, f"reminder:{number}")
            return True
    return False


def ask_by_mail(db: Db, survey: Survey, occasion: str) -> None:
    """Queue a mail with their own link to everybody who has not answered. `occasion`: "opened" or "reminder:<number>"."""
    unanswered = (
        select(Receipt)
        .join(Receipt.person)
        .where(Receipt.survey_id == survey.id, ~Receipt.answered, Person.closed_at.is_(None))
        .options(contains_eager(Receipt.person))
    )
    for receipt in db.scalars(unanswered.order_by(Receipt.person_id)):
        person = receipt.person
        mail = Mail(
            kind=f"surveys/{occasion.partition(':')[0]}",
            dedupe_key=f"survey:{survey.id}:{occasion}:{person.id}",
            data=_mail_data(db, survey, receipt),
            stream=f"survey:{survey.id}:{person.id}",
            expires_at=survey.closes_at,
        )
        queue(db, person.receiver, mail)


def _mail_data(db: Db, survey: Survey, receipt: Receipt) -> dict[str, Any]:
    questions, minutes = length_of(questions_for(survey.outcome_code, receipt.side))
    return {
        "title": survey.subject_title,
        "path": f"/answer/{access.token_for(db, survey.id, receipt.person_id)}",
        "questions": questions,
        "minutes": minutes,
        "closes_at": survey.closes_at.isoformat(),
    }


def pass_on_managing(db: Db, from_id: int, to_id: int) -> None:
    """Somebody sits in another's place and looks after their surveys. Who was asked stays asked: they were there."""
    for managed in db.scalars(select(SurveyManager).where(SurveyManager.person_id == from_id)).all():
        if db.get(SurveyManager, (managed.survey_id, to_id)) is None:
            db.add(SurveyManager(survey_id=managed.survey_id, person_id=to_id))
        db.delete(managed)
    db.flush()
