"""Mails about surveys. Nobody is mailed who has answered, and nothing keeps who was mailed: see `private` of `base.mail`."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from peerhub.base.claims import claim
from peerhub.base.database import Db
from peerhub.base.mail.outbox import Mail, queue_all
from peerhub.notices.actions import notify
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.actions.opening import OPENED
from peerhub.surveys.models import ANONYMOUS, NAMED, TAKING, NamedAnswer, Respondent, Survey, random_key
from peerhub.surveys.rules.sides import length_of, questions_for
from peerhub.surveys.rules.window import REMIND_AFTER

REMINDER, PROLONGED = "reminder", "prolonged"
AT_ONCE = 200  # people in one transaction


def mail_next(db: Db, now: datetime) -> bool:
    """Queue the mails of one survey to the next people whose turn it is; False when no survey is being mailed."""
    due = [Survey.mailing.is_not(None), Survey.is_ready, Survey.mode.in_(TAKING)]
    due += [Survey.closed_at.is_(None), Survey.closes_at > now]
    survey = db.scalar(select(Survey).where(*due).order_by(Survey.id).limit(1).with_for_update(skip_locked=True))
    if survey is None:
        return False
    turn = list(db.scalars(_next_people(survey)))
    _mail(db, survey, _without_answer(db, survey, turn))
    if len(turn) < AT_ONCE:
        survey.mailing, survey.mailed_to = None, 0
    else:
        survey.mailed_to = turn[-1].person_id
    db.flush()
    return True


def remind_next(db: Db, now: datetime) -> bool:
    """Begin to remind those who have not answered one survey; False when no reminder is due. The later reminder replaces a
    missed earlier one."""
    for number, wait in reversed(list(enumerate(REMIND_AFTER, start=1))):
        due = [
            Survey.is_ready.is_(True),
            Survey.mode.in_(TAKING),
            Survey.mailing.is_(None),
            Survey.closed_at.is_(None),
            Survey.closes_at > now,
            Survey.opens_at <= now - wait,
            Survey.reminders < number,
        ]
        begun = {"reminders": number, "mailing": REMINDER, "mailed_to": 0}
        if claim(db, Survey, due, begun):
            return True
    return False


def _next_people(survey: Survey) -> Select[Respondent]:
    people = select(Respondent).join(Respondent.person).options(contains_eager(Respondent.person))
    people = people.where(Respondent.survey_id == survey.id, Respondent.person_id > survey.mailed_to)
    return people.where(Person.closed_at.is_(None)).order_by(Respondent.person_id).limit(AT_ONCE)


def _without_answer(db: Db, survey: Survey, people: Sequence[Respondent]) -> list[Respondent]:
    """Those of some people, in the order of their ids, who have not answered."""
    if not people:
        return []
    if survey.mode == NAMED:
        named = select(NamedAnswer.person_id).where(NamedAnswer.survey_id == survey.id)
        answered = set(db.scalars(named))
        return [each for each in people if each.person_id not in answered]
    waiting = set(store.unanswered(db, survey.store_key, people[0].person_id - 1, people[-1].person_id))
    return [each for each in people if each.person_id in waiting]


def _mail(db: Db, survey: Survey, people: Sequence[Respondent]) -> None:
    queue_all(db, [(each.person.receiver, _mail_for(db, survey, each)) for each in people])
    if survey.mailing == OPENED:
        asked = [each.person_id for each in people]
        notify(db, asked, "surveys/opened", {"title": survey.subject_title}, "/surveys")


def _mail_for(db: Db, survey: Survey, asked: Respondent) -> Mail:
    questions, minutes = length_of(questions_for(survey.outcome_code, asked.side))
    return Mail(
        kind=f"surveys/{survey.mailing}",
        dedupe_key=random_key(),  # each turn is mailed in one transaction with its progress: never twice
        data={
            "title": survey.subject_title,
            "path": f"/answer/{access.token_for(db, survey.id, asked.person_id)}",
            "questions": questions,
            "minutes": minutes,
            "closes_at": survey.closes_at.isoformat(),
            "is_named": survey.mode == NAMED,
        },
        expires_at=survey.closes_at,
        private=survey.mode == ANONYMOUS,
    )
