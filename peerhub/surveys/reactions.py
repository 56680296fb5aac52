"""What follows from surveys being offered and closing."""

from collections.abc import Iterable

from peerhub.base.database.engine import Db
from peerhub.notices.actions import notices
from peerhub.people.access import secretariat
from peerhub.people.facts import SeatHandedOver
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.actions import closing
from peerhub.surveys.facts import SurveyClosed, SurveyOffered
from peerhub.surveys.models import Survey


def notify_offered(db: Db, fact: SurveyOffered) -> None:
    """Tell the managers that they can ask the few by name; the secretariat, where nobody facilitates."""
    managing = access.managers(db, fact.survey_id) or secretariat(db)
    _tell(db, managing, fact.survey_id, "surveys/offered", "/surveys")


def notify_closed(db: Db, fact: SurveyClosed) -> None:
    """Tell the managers that the results are there."""
    managing = access.managers(db, fact.survey_id)
    _tell(db, managing, fact.survey_id, "surveys/closed", f"/surveys/{fact.survey_id}/results")


def _tell(db: Db, people: Iterable[Person], survey_id: int, kind: str, path: str) -> None:
    survey = db.get_one(Survey, survey_id)
    notices.notify(db, [person.id for person in people], kind, {"title": survey.subject_title}, path)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """The successor looks after what the leaver looked after."""
    closing.hand_over(db, fact.from_id, fact.to_id)
