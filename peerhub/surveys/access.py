"""Who is asked, who may read results, who manages a survey."""

from sqlalchemy import select

from peerhub.base import tokens
from peerhub.base.database import Db, settings_of
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n import _
from peerhub.people.access import is_secretariat
from peerhub.people.models import Person
from peerhub.surveys.models import Receipt, Survey, SurveyManager

PURPOSE = "survey answer"


def token_for(db: Db, survey_id: int, person_id: int) -> str:
    """The token of a person's link to a survey; the same each time."""
    return tokens.sign(settings_of(db), PURPOSE, [survey_id, person_id])


def receipt_for(db: Db, token: str) -> Receipt:
    """The receipt of whoever holds the link. Raises NotFound for a token that is not ours, and for closed accounts."""
    read = tokens.read(settings_of(db), PURPOSE, token)
    receipt = db.get(Receipt, tuple(read)) if read else None
    if receipt is None or receipt.person.closed_at is not None:
        raise NotFound
    return receipt


def survey_for(db: Db, viewer: Person, survey_id: int) -> Survey:
    """The survey, for those who are asked, its managers and the secretariat; NotFound for others."""
    survey = db.get(Survey, survey_id)
    if survey is None or not (db.get(Receipt, (survey_id, viewer.id)) or may_manage(db, viewer, survey_id)):
        raise NotFound
    return survey


def may_manage(db: Db, viewer: Person, survey_id: int) -> bool:
    """Whether the person closes, opens again and exports the survey."""
    return db.get(SurveyManager, (survey_id, viewer.id)) is not None or is_secretariat(db, viewer)


def managed_survey_for(db: Db, viewer: Person, survey_id: int) -> Survey:
    """The survey, for its managers and the secretariat. Raises NotAllowed for those who are only asked."""
    survey = survey_for(db, viewer, survey_id)
    if not may_manage(db, viewer, survey_id):
        raise NotAllowed(_("Only its facilitators may do this with the survey."))
    return survey


def managers(db: Db, survey_id: int) -> list[int]:
    """Who manages the survey."""
    return list(db.scalars(select(SurveyManager.person_id).where(SurveyManager.survey_id == survey_id)))
