"""Emails about surveys. Those of an anonymous one go to everybody who is asked, also to those who have answered: a reminder to
the others alone would reveal who has to anybody who reads the emails, or what is left of them. See `private` of `base.mail`. Whoever
never wants emails about surveys gets none, and is asked on the site.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import contains_eager

from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.outbox import Mail
from peerhub.notices.access import stop_path
from peerhub.notices.queries.email_times import EmailTime, email_times
from peerhub.notices.rules import SURVEYS
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.actions.opening import AGAIN, OPENED
from peerhub.surveys.facts import SurveyOpened, SurveyPublished
from peerhub.surveys.models import ANONYMOUS, NAMED, TAKING, NamedAnswer, Respondent, Survey, random_key
from peerhub.surveys.rules.sides import length_of, questions_for
from peerhub.surveys.rules.window import REMIND_AFTER

REMINDER, PROLONGED, PUBLISHED = "reminder", "prolonged", "published"
AT_ONCE = 200  # people in one transaction


def waiting_for_mail(db: Db, now: datetime) -> list[int]:
    """The surveys that are being mailed."""
    return list(db.scalars(select(Survey.id).where(*_mailed(now)).order_by(Survey.id)))


def send_next(db: Db, survey_id: int, now: datetime) -> bool:
    """Send the email of a survey to the next people whose turn it is, or notify them that its results are published; False when
    all have had their turn."""
    mine = select(Survey).where(Survey.id == survey_id, *_mailed(now)).with_for_update(skip_locked=True)
    survey = db.scalar(mine.execution_options(populate_existing=True))
    if survey is None:
        return False
    turn = list(db.scalars(_next_people(survey)))
    if survey.mailing == PUBLISHED:
        announce(db, SurveyPublished(survey.id, tuple(respondent.person_id for respondent in turn)))
    else:
        _mail(db, survey, _without_answer(db, survey, turn) if survey.mode == NAMED else turn, now)
    if len(turn) < AT_ONCE:
        survey.mailing, survey.mailed_to = None, 0
    else:
        survey.mailed_to = turn[-1].person_id
    db.flush()
    return survey.mailing is not None


def _mailed(now: datetime) -> list[ColumnElement[bool]]:
    takes = and_(Survey.is_ready, Survey.mode.in_(TAKING), Survey.closed_at.is_(None), Survey.closes_at > now)
    return [Survey.mailing.is_not(None), or_(takes, Survey.mailing == PUBLISHED)]


def remind_next(db: Db, now: datetime) -> bool:
    """Begin to remind people of one survey; False when no reminder is due. The later reminder replaces a missed earlier one."""
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
    if not access.managers(db, survey.id):  # nobody reads answers, so none are taken
        return []
    answered = set(db.scalars(select(NamedAnswer.person_id).where(NamedAnswer.survey_id == survey.id)))
    return [respondent for respondent in people if respondent.person_id not in answered]


def stream_of(survey_id: int) -> str:
    """How the streams of a survey's emails begin: one for each person, so that the later of two emails comes later."""
    return f"survey:{survey_id}:"


def _mail(db: Db, survey: Survey, people: Sequence[Respondent], now: datetime) -> None:
    times = email_times(db, [respondent.person_id for respondent in people], SURVEYS, now)
    mails = [
        (respondent.person.receiver, replace(_mail_for(db, survey, respondent), not_before=_later(time, survey, now)))
        for respondent in people
        if (time := times[respondent.person_id]).at is not None
    ]
    outbox.queue_all(db, mails)
    if survey.mailing in {OPENED, AGAIN}:
        announce(db, SurveyOpened(survey.id, tuple(respondent.person_id for respondent in people)))


def _later(time: EmailTime, survey: Survey, now: datetime) -> datetime | None:
    """When the email leaves, where its reader does not want it now and the survey is still open then."""
    return time.at if time.is_late(now) and time.at and time.at < survey.closes_at else None


def _mail_for(db: Db, survey: Survey, respondent: Respondent) -> Mail:
    questions, minutes = length_of(questions_for(survey.outcome_code, respondent.side))
    return Mail(
        kind=f"surveys/{survey.mailing}",
        dedupe_key=random_key(),  # each turn is mailed in one transaction with its progress: never twice
        stream=f"{stream_of(survey.id)}{respondent.person_id}",
        data={
            "title": survey.subject_title,
            "path": f"/answer/{access.token_for(db, survey.id, respondent.person_id)}",
            "questions": questions,
            "minutes": minutes,
            "closes_at": survey.closes_at.isoformat(),
            "is_named": survey.mode == NAMED,
            "stop": stop_path(db, respondent.person_id, [SURVEYS]),
        },
        expires_at=survey.closes_at,
        private=survey.mode == ANONYMOUS,
    )
