"""The end of a survey: prolonged before it, published once at it, erased after it."""

from collections.abc import Collection
from datetime import datetime
from random import SystemRandom

from sqlalchemy import select

from peerhub.base import audit, clock
from peerhub.base.claims import claim
from peerhub.base.database import Db, hold
from peerhub.base.errors import Conflict
from peerhub.base.facts import announce
from peerhub.base.i18n import _
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.actions.mailing import PROLONGED
from peerhub.surveys.facts import SurveyClosed
from peerhub.surveys.models import ANONYMOUS, TAKING, Publication, Respondent, Survey, SurveyManager
from peerhub.surveys.rules import QUOTE, results
from peerhub.surveys.rules.published import plain
from peerhub.surveys.rules.shown import THRESHOLD
from peerhub.surveys.rules.sides import all_questions
from peerhub.surveys.rules.window import PROLONG_BY, RECEIPTS_FOR, may_be_prolonged


def close_survey(db: Db, actor: Person, survey_id: int) -> None:
    """Take no more answers; the results come with the next run of the jobs. Harmless when closed already. Raises NotFound,
    NotAllowed."""
    survey = access.managed_survey_for(db, actor, survey_id)
    hold(db, survey)
    if survey.is_open(clock.now()):
        survey.closes_at = clock.now()
        audit.record(db, actor.id, "close_survey", f"survey:{survey_id}")


def prolong_survey(db: Db, actor: Person, survey_id: int, seen: str) -> None:
    """Keep the survey open for `PROLONG_BY` longer, and tell those who have not answered.

    `seen` is the end that the actor looked at, in ISO 8601: pressed twice, it is prolonged once.
    Raises NotFound, NotAllowed, and Conflict when it is over or has been open for the longest time.
    """
    survey = access.managed_survey_for(db, actor, survey_id)
    hold(db, survey)
    if not survey.is_open(clock.now()):
        raise Conflict(_("This survey is over, and its results stay as they are. It cannot be opened again."))
    if survey.closes_at.isoformat() != seen:
        return
    if not may_be_prolonged(survey.opens_at, survey.closes_at):
        raise Conflict(_("This survey has been open for as long as a survey can be."))
    survey.closes_at += PROLONG_BY
    survey.mailing, survey.mailed_to = PROLONGED, 0
    audit.record(db, actor.id, "prolong_survey", f"survey:{survey_id}")


def close_next(db: Db, now: datetime) -> bool:
    """Close one survey whose time is over, and publish what may be shown of it, once; False when there is none.

    When this is cut off, the survey stays due, its answers sealed: the same is done again.
    """
    over = [Survey.is_ready.is_(True), Survey.mode.in_(TAKING), Survey.closed_at.is_(None), Survey.closes_at <= now]
    closed = claim(db, Survey, over, {"closed_at": now, "mailing": None})
    for survey in closed:
        if survey.mode == ANONYMOUS:
            _publish(db, survey)
        announce(db, SurveyClosed(survey.id))
    return bool(closed)


def end_early(db: Db, now: datetime) -> bool:
    """Bring the end of one anonymous survey forward that everybody has answered who still can; False when there is none.

    Not the last answer does this, which would keep its moment. With fewer than `THRESHOLD` answers a survey stays open.
    """
    going = select(Survey).where(Survey.is_ready, Survey.mode == ANONYMOUS, Survey.closed_at.is_(None))
    surveys = list(db.scalars(going.where(Survey.closes_at > now).order_by(Survey.id)))
    numbers = store.numbers(db, [survey.store_key for survey in surveys])
    for survey in surveys:
        if numbers.get(survey.store_key, 0) >= THRESHOLD and not _awaits_somebody(db, survey):
            survey.closes_at = now
            return True
    return False


def _awaits_somebody(db: Db, survey: Survey) -> bool:
    asked = select(Respondent.person_id).join(Respondent.person).where(Respondent.survey_id == survey.id)
    still_here = set(db.scalars(asked.where(Person.closed_at.is_(None))))
    return any(each in still_here for each in store.unanswered(db, survey.store_key, 0, max(still_here, default=0)))


def _publish(db: Db, survey: Survey) -> None:
    store.seal(db, survey.store_key)
    answered = store.numbers(db, [survey.store_key]).get(survey.store_key, 0)
    sides = db.scalars(select(Respondent.side).where(Respondent.survey_id == survey.id).distinct())
    drawn = results(
        [*all_questions(survey.outcome_code, list(sides)), QUOTE], store.read(db, survey.store_key), SystemRandom()
    )
    enough = answered >= THRESHOLD
    published = [plain(result) for result in drawn] if enough else []
    db.add(Publication(survey_id=survey.id, answered=answered if enough else None, results=published))
    db.flush()


def to_erase(db: Db) -> list[str]:
    """The store keys of surveys whose answers are still kept though their results are published."""
    return _among(db, store.with_answers(db), None)


def to_forget(db: Db, now: datetime) -> list[str]:
    """The store keys of surveys of which it need not be known any more who has answered."""
    return _among(db, store.with_receipts(db), now - RECEIPTS_FOR)


def _among(db: Db, surveys: Collection[str], closed_before: datetime | None) -> list[str]:
    if not surveys:
        return []
    closed = select(Survey.store_key).where(Survey.store_key.in_(surveys), Survey.closed_at.is_not(None))
    return list(db.scalars(closed.where(Survey.closed_at < closed_before) if closed_before else closed))


def pass_on_managing(db: Db, from_id: int, to_id: int) -> None:
    """Somebody sits in another's place and looks after their surveys. Who was asked stays asked: they were there."""
    for managed in db.scalars(select(SurveyManager).where(SurveyManager.person_id == from_id)).all():
        if db.get(SurveyManager, (managed.survey_id, to_id)) is None:
            db.add(SurveyManager(survey_id=managed.survey_id, person_id=to_id))
        db.delete(managed)
    db.flush()
