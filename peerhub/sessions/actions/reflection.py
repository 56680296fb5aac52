"""After a session: those who came are asked what they take from it."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.subject import Subject
from peerhub.sessions.access import attended
from peerhub.sessions.models import FACILITATOR, PROVIDES, Invitee, Session, SessionCountry
from peerhub.surveys.actions import opening


def ask_for_reflection(db: Db, session_id: int) -> None:
    """Open the survey about a session for everybody who attended, or accepted where nobody noted who came."""
    session = db.get_one(Session, session_id)
    invited = select(Invitee).where(Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None))
    people = db.scalars(invited.where(attended(), Invitee.role != FACILITATOR).options(joinedload(Invitee.person)))
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
        [
            (invitee.person_id, "provider" if invitee.person.country_code in providing else "seeker")
            for invitee in people
        ],
        [invitee.person_id for invitee in managers],
        clock.now(),
    )
