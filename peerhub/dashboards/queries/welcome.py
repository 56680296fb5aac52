"""The first steps of somebody new, until they are done or put away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.matching.access import may_add_statement
from peerhub.matching.queries import statements
from peerhub.people.access import team
from peerhub.people.models import Person
from peerhub.rooms.queries import unread

NEW_FOR = timedelta(days=30)
COLLEAGUES = 6


@dataclass(frozen=True)
class Welcome:
    """Which of the three steps are done, and who else is here for the viewer's country."""

    said_who: bool
    looked_around: bool
    spoke: bool
    may_state: bool
    colleagues: Sequence[Person]


def welcome(db: Db, viewer: Person) -> Welcome | None:
    """The steps for somebody who joined in the last 30 days; None when all are done, or they were put away."""
    if viewer.steps_hidden_at is not None or viewer.created_at <= clock.now() - NEW_FOR:
        return None
    said_who = viewer.profile_saved_at is not None
    looked_around = unread.has_looked_into_a_room(db, viewer)
    spoke = unread.has_written(db, viewer) or statements.has_stated(db, viewer)
    if said_who and looked_around and spoke:
        return None
    others = (
        [member for member in team(db, viewer.country_code) if member.id != viewer.id] if viewer.country_code else []
    )
    return Welcome(said_who, looked_around, spoke, may_add_statement(viewer), others[:COLLEAGUES])
