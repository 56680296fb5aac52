"""Asking people: a survey opens, gets places for its answers, or is offered to its facilitator where few are asked."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import func, insert, select

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.claims import claim
from peerhub.base.security import audit
from peerhub.base.subject import Subject
from peerhub.people.access import open_people, open_people_countries
from peerhub.people.models import Person
from peerhub.surveys import access, store
from peerhub.surveys.facts import SurveyOffered
from peerhub.surveys.models import ANONYMOUS, DECLINED, NAMED, OFFERED, Respondent, Survey, SurveyManager, random_key
from peerhub.surveys.rules.answer_sizes import answer_sizes
from peerhub.surveys.rules.disclosure import THRESHOLD
from peerhub.surveys.rules.sides import question_sides, questions_for
from peerhub.surveys.rules.window import OPEN_FOR

REFLECTION, REFLECTION_VERSION = "session_reflection", 1
OPENED, AGAIN = "opened", "again"


def open_survey(
    db: Db,
    subject: Subject,
    outcome_code: str | None,
    people: Iterable[tuple[int, str]],
    managers: Iterable[int],
    now: datetime,
) -> Survey | None:
    """Ask `people` (id and side, "seeker" or "provider") about a subject; the one survey there is when asked again.

    Where fewer than `THRESHOLD` are asked, nothing anonymous could ever be shown: the managers are offered a survey by name,
    or none. None when nobody of the people has an open account. The caller says who is asked.
    """
    existing = select(Survey).where(
        Survey.subject_kind == subject.kind, Survey.subject_id == subject.id, Survey.template == REFLECTION
    )
    if (survey := db.scalar(existing)) is not None:
        return survey
    sides = dict(people)
    sides = question_sides({person_id: sides[person_id] for person_id in open_people_countries(db, sides)})
    if not sides:
        return None
    survey = _new_survey(subject, outcome_code, ANONYMOUS if len(sides) >= THRESHOLD else OFFERED, now)
    db.add(survey)
    db.flush()
    rows = [{"survey_id": survey.id, "person_id": person_id, "side": side} for person_id, side in sorted(sides.items())]
    db.execute(insert(Respondent), rows)
    managing = open_people(db, set(managers))
    db.add_all(SurveyManager(survey_id=survey.id, person_id=person.id) for person in managing)
    db.flush()
    if survey.mode == OFFERED:
        announce(db, SurveyOffered(survey.id))
    return survey


def _new_survey(subject: Subject, outcome_code: str | None, mode: str, now: datetime) -> Survey:
    return Survey(
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_title=subject.title,
        subject_path=subject.path,
        template=REFLECTION,
        template_version=REFLECTION_VERSION,
        outcome_code=outcome_code,
        mode=mode,
        opens_at=now,
        closes_at=now + OPEN_FOR,
        created_at=now,
        closed_at=None,
        is_ready=False,
        reminders=0,
        mailing=None,
        mailed_to=0,
    )


def ask_by_name(db: Db, actor: Person, survey_id: int) -> None:
    """Ask a small group by name. Where nobody facilitates, who asks reads the answers, so that an office can be named to
    those who are asked. Harmless when done already. Raises NotFound, NotAllowed, Conflict."""
    survey = _offered(db, actor, survey_id, NAMED)
    if survey.mode == OFFERED:
        now = clock.now()
        survey.mode, survey.is_ready = NAMED, True
        survey.opens_at, survey.closes_at = now, now + OPEN_FOR
        survey.mailing, survey.mailed_to = OPENED, 0
        if not access.managers(db, survey_id):
            db.merge(SurveyManager(survey_id=survey_id, person_id=actor.id))
        audit.record(db, actor.id, "survey.asked_by_name", f"survey:{survey_id}")


def decline(db: Db, actor: Person, survey_id: int) -> None:
    """Do not ask a small group. Harmless when done already. Raises NotFound, NotAllowed, Conflict."""
    survey = _offered(db, actor, survey_id, DECLINED)
    if survey.mode == OFFERED:
        survey.mode = DECLINED
        audit.record(db, actor.id, "survey.declined", f"survey:{survey_id}")


def _offered(db: Db, actor: Person, survey_id: int, mode: str) -> Survey:
    survey = access.survey_to_manage(db, actor, survey_id)
    lock_row(db, survey)
    if survey.mode not in {OFFERED, mode}:
        raise Conflict(_("Someone else has already decided about this survey."))
    if survey.mode == OFFERED and not survey.is_offered(clock.now()):
        raise Conflict(_("It is too late to choose. No one was asked."))
    return survey


def to_prepare(db: Db) -> list[int]:
    """The surveys that wait for places for their answers; they open when these are there."""
    waiting = select(Survey.id).where(Survey.mode == ANONYMOUS, ~Survey.is_ready, Survey.closed_at.is_(None))
    return list(db.scalars(waiting.order_by(Survey.id)))


def prepare_some(db: Db, survey_id: int) -> bool:
    """Make some of the places for the answers of a survey; False when all are there. Harmless when cut off or done twice."""
    survey = db.get_one(Survey, survey_id)
    if survey.is_ready:  # by another process
        return False
    return store.prepare(db, survey.store_key, _people(db, survey_id), _sizes(db, survey))


def surveys_without_receipts(db: Db) -> list[int]:
    """The open anonymous surveys of which it is forgotten who has answered: the machine has been restarted."""
    query = select(Survey.id, Survey.store_key).where(
        Survey.mode == ANONYMOUS, Survey.is_ready, Survey.closed_at.is_(None)
    )
    surveys = {row.store_key: row.id for row in db.execute(query.order_by(Survey.id))}
    lost = store.without_receipts(db, surveys) if surveys else set()
    return [survey_id for key, survey_id in surveys.items() if key in lost and store.has_survey(db, key)]


def recover_survey(db: Db, survey_id: int, now: datetime) -> None:
    """Go on with a survey of which it is forgotten who has answered, so that nobody can answer twice: where nobody had, as if
    nothing had happened; where at least `THRESHOLD` had, by ending it; else by asking everybody once more."""
    survey = db.get_one(Survey, survey_id)
    lock_row(db, survey)
    if not survey.is_ready or survey.closed_at or not store.without_receipts(db, [survey.store_key]):
        return
    answered = store.answer_counts(db, [survey.store_key]).get(survey.store_key, 0)
    if not answered:
        store.add_receipts(db, survey.store_key, _people(db, survey_id))
    elif answered >= THRESHOLD:
        survey.closes_at = min(survey.closes_at, now)
    else:
        store.close(db, survey.store_key)  # what is sealed is erased by `store.prepare`
        survey.is_ready, survey.reminders, survey.mailing = False, 0, AGAIN


def _people(db: Db, survey_id: int) -> list[int]:
    return list(db.scalars(select(Respondent.person_id).where(Respondent.survey_id == survey_id)))


def open_prepared(db: Db, survey_id: int, now: datetime) -> None:
    """Open a survey that has its places, from now on and for its whole time, and begin to send its emails. Harmless when open already."""
    mailing = func.coalesce(Survey.mailing, OPENED)
    opened = {"is_ready": True, "mailing": mailing, "mailed_to": 0, "opens_at": now, "closes_at": now + OPEN_FOR}
    claim(db, Survey, [Survey.id == survey_id, ~Survey.is_ready], opened)


def _sizes(db: Db, survey: Survey) -> Mapping[str, tuple[int, int]]:
    counted = select(Respondent.side, func.count()).where(Respondent.survey_id == survey.id)
    by_side = db.execute(counted.group_by(Respondent.side).order_by(Respondent.side)).all()
    return answer_sizes([(number, questions_for(survey.outcome_code, side)) for side, number in by_side])


def ask_again(db: Db) -> int:
    """Ask everybody of open surveys whose answers are not in their file, as after a backup was restored; returns how many
    surveys. What was answered is gone, so nobody is held to have answered, and their links are new: a key of their own keeps
    apart what was kept of them before."""
    lost = select(Survey).where(Survey.mode == ANONYMOUS, Survey.is_ready, Survey.closed_at.is_(None))
    surveys = [survey for survey in db.scalars(lost) if not store.has_survey(db, survey.store_key)]
    for survey in surveys:
        survey.is_ready, survey.reminders, survey.mailing, survey.store_key = False, 0, AGAIN, random_key()
    return len(surveys)
