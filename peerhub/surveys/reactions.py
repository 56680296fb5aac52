"""What follows from surveys being offered, opened, published and closed."""

from collections.abc import Iterable

from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.notices.actions import notices
from peerhub.notices.actions.notices import Email
from peerhub.people.access import secretariat
from peerhub.people.facts import SeatHandedOver
from peerhub.surveys import access
from peerhub.surveys.actions import closing
from peerhub.surveys.facts import SurveyClosed, SurveyOffered, SurveyOpened, SurveyPublished
from peerhub.surveys.models import Survey


def notify_offered(db: Db, fact: SurveyOffered) -> None:
    """Notify the managers that they can ask the few by name, or the secretariat where nobody facilitates."""
    people = access.managers(db, fact.survey_id) or secretariat(db)
    _notify(db, [person.id for person in people], fact.survey_id, "surveys/offered", "/surveys")


def notify_opened(db: Db, fact: SurveyOpened) -> None:
    """Notify those who are asked, beside the email that goes to each with a link of their own."""
    _notify(db, fact.person_ids, fact.survey_id, "surveys/opened", "/surveys", Email(is_written=True))


def notify_published(db: Db, fact: SurveyPublished) -> None:
    """Notify those who were asked that there are results. Managers are notified when it closes, also where there are none."""
    managing = {person.id for person in access.managers(db, fact.survey_id)}
    respondent_ids = [person_id for person_id in fact.person_ids if person_id not in managing]
    _notify(db, respondent_ids, fact.survey_id, "surveys/published", f"/surveys/{fact.survey_id}/results")


def notify_closed(db: Db, fact: SurveyClosed) -> None:
    """Notify the managers that the survey has closed."""
    people = [person.id for person in access.managers(db, fact.survey_id)]
    _notify(db, people, fact.survey_id, "surveys/closed", f"/surveys/{fact.survey_id}/results")


def _notify(db: Db, people: Iterable[int], survey_id: int, kind: str, path: str, email: Email | None = None) -> None:
    title = db.get_one(Survey, survey_id).subject_title
    notices.notify(db, people, kind, Subject("survey", survey_id, title, path), {"title": title}, email=email)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Give the surveys that the leaver managed to the successor."""
    closing.hand_over(db, fact.from_id, fact.to_id)
