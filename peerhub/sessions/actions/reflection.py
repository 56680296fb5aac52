"""After a session: those who came are asked what they take from it."""

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.people.models import Person, Seat
from peerhub.sessions.access import attended
from peerhub.sessions.models import FACILITATOR, PROVIDES, Invitee, Session, SessionCountry
from peerhub.surveys.actions import opening


def ask_for_reflection(db: Db, session_id: int) -> None:
    """Open the survey about a session for everybody who attended, or accepted where nobody noted who came."""
    session = db.get_one(Session, session_id)
    invited = select(Invitee.person_id).where(Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None))
    people = invited.join(Invitee.person).outerjoin(Person.seat).where(attended(), Invitee.role != FACILITATOR)
    asked = db.execute(people.add_columns(Seat.country_code))
    managers = db.scalars(invited.where(Invitee.role == FACILITATOR))
    providing = set(
        db.scalars(
            select(SessionCountry.country_code).where(
                SessionCountry.session_id == session.id, SessionCountry.part == PROVIDES
            )
        )
    )
    opening.open_survey(
        db,
        Subject("session", session.id, session.title, f"/sessions/{session.id}"),
        session.outcome_code,
        [(row.person_id, "provider" if row.country_code in providing else "seeker") for row in asked],
        managers,
        clock.now(),
    )
