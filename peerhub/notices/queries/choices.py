"""How often somebody wants which emails, and when none."""

from dataclasses import dataclass

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.notices.models import EmailChoice, QuietHours
from peerhub.notices.rules import DEFAULTS, NEVER, QUIET
from peerhub.people.models import Person


@dataclass(frozen=True)
class EmailChoices:
    """The frequency for each topic, and the quiet hours: from the first until the second; the same twice: none."""

    frequencies: dict[str, str]
    quiet: tuple[int, int]


def refusing(topic: str) -> Select[int]:
    """The ids of those who never want emails about a topic, as a query."""
    return select(EmailChoice.person_id).where(EmailChoice.topic == topic, EmailChoice.frequency == NEVER)


def choices_of(db: Db, viewer: Person) -> EmailChoices:
    """What the viewer has chosen, or the usual."""
    rows = db.scalars(select(EmailChoice).where(EmailChoice.person_id == viewer.id))
    chosen = {row.topic: row.frequency for row in rows}
    hours = db.get(QuietHours, viewer.id)
    return EmailChoices(DEFAULTS | chosen, (hours.begins, hours.ends) if hours else QUIET)
