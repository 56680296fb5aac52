"""What follows from surveys opening and closing."""

from sqlalchemy import select

from peerhub.base.database import Db
from peerhub.notices.actions import notify
from peerhub.people.facts import SeatHandedOver
from peerhub.surveys import access, actions
from peerhub.surveys.facts import SurveyClosed, SurveyOpened
from peerhub.surveys.models import Receipt, Survey


def ask(db: Db, fact: SurveyOpened) -> None:
    """Mail everybody their link, and put a line in their bell."""
    survey = db.get_one(Survey, fact.survey_id)
    actions.ask_by_mail(db, survey, "opened")
    asked = db.scalars(select(Receipt.person_id).where(Receipt.survey_id == survey.id)).all()
    notify(db, asked, "surveys/opened", {"title": survey.subject_title}, "/surveys")


def tell_managers(db: Db, fact: SurveyClosed) -> None:
    """Tell the managers that the results are complete."""
    survey = db.get_one(Survey, fact.survey_id)
    data = {"title": survey.subject_title}
    notify(db, access.managers(db, survey.id), "surveys/closed", data, f"/surveys/{survey.id}/results")


def pass_on_seat(db: Db, fact: SeatHandedOver) -> None:
    """The successor looks after what the leaver looked after."""
    actions.pass_on_managing(db, fact.from_id, fact.to_id)
