"""Who is asked, who may read results, who manages a survey."""

from sqlalchemy import select

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import tokens
from peerhub.people.access import is_secretariat
from peerhub.people.models import Person
from peerhub.surveys import store
from peerhub.surveys.models import NAMED, NamedAnswer, Respondent, Survey, SurveyManager

PURPOSE, ANSWERED = "answer to a survey", "has answered a survey"


def token_for(db: Db, survey_id: int, person_id: int) -> str:
    """The token of a person's link to a survey; the same each time. It names the survey by its key, for a database that was
    restored gives ids to other surveys once more."""
    return tokens.sign(settings_of(db), PURPOSE, [db.get_one(Survey, survey_id).store_key, person_id])


def respondent_of_token(db: Db, token: str) -> Respondent:
    """Who holds the link, as somebody who is asked. Raises NotFound for a token that is not ours, and for closed accounts."""
    read = tokens.read(settings_of(db), PURPOSE, token)
    query = select(Respondent).join(Respondent.survey)
    respondent = db.scalar(query.where(Survey.store_key == read[0], Respondent.person_id == read[1])) if read else None
    if respondent is None or respondent.person.closed_at is not None:
        raise NotFound
    return respondent


def respondent_for(db: Db, viewer: Person, survey_id: int) -> Respondent:
    """The viewer as somebody who is asked. Raises NotFound for those who are not."""
    respondent = db.get(Respondent, (survey_id, viewer.id))
    if respondent is None:
        raise NotFound
    return respondent


def has_answered(db: Db, respondent: Respondent) -> bool:
    """Whether somebody has answered: for their own eyes alone."""
    if respondent.survey.mode == NAMED:
        return db.get(NamedAnswer, (respondent.survey_id, respondent.person_id)) is not None
    return bool(store.answered_by(db, respondent.person_id, [respondent.survey.store_key]))


def proof_of_answer(db: Db, respondent: Respondent) -> str:
    """A token for the page that thanks somebody: when the survey has closed, nobody else knows that they have answered."""
    return tokens.sign(settings_of(db), ANSWERED, [respondent.survey.store_key, respondent.person_id])


def proves_answer(db: Db, respondent: Respondent, proof: str) -> bool:
    """Whether that is the token of this person and survey."""
    return tokens.read(settings_of(db), ANSWERED, proof) == [respondent.survey.store_key, respondent.person_id]


def survey_for(db: Db, viewer: Person, survey_id: int) -> Survey:
    """The survey, for those who are asked, its managers and the secretariat; NotFound for others."""
    survey = db.get(Survey, survey_id)
    if survey is None or not (db.get(Respondent, (survey_id, viewer.id)) or may_manage(db, viewer, survey_id)):
        raise NotFound
    return survey


def may_manage(db: Db, viewer: Person, survey_id: int) -> bool:
    """Whether the person closes and prolongs the survey and takes its results away."""
    return facilitates(db, viewer, survey_id) or is_secretariat(db, viewer)


def facilitates(db: Db, viewer: Person, survey_id: int) -> bool:
    """Whether the person is one of "the facilitator" whom the questionnaire names: they alone read people's own words, and
    what people answered by name."""
    return db.get(SurveyManager, (survey_id, viewer.id)) is not None


def survey_to_manage(db: Db, viewer: Person, survey_id: int) -> Survey:
    """The survey, for its managers and the secretariat. Raises NotAllowed for those who are only asked."""
    survey = survey_for(db, viewer, survey_id)
    if not may_manage(db, viewer, survey_id):
        raise NotAllowed(_("Only the facilitators of the survey can do this."))
    return survey


def managers(db: Db, survey_id: int) -> list[Person]:
    """Who manages the survey and has an account still, in the order of their ids."""
    manages = Person.id.in_(select(SurveyManager.person_id).where(SurveyManager.survey_id == survey_id))
    return list(db.scalars(select(Person).where(manages, Person.closed_at.is_(None)).order_by(Person.id)))
