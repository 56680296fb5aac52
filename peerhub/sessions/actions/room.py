"""The room of a session: it opens with the invitations, and its members are those invited."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, case, select

from peerhub.base.database.engine import Db
from peerhub.rooms.actions import members, rooms
from peerhub.rooms.actions.rooms import RoomSubject
from peerhub.rooms.models.rooms import FACILITATOR as ROOM_FACILITATOR
from peerhub.rooms.models.rooms import MEMBER
from peerhub.sessions.actions import invitees
from peerhub.sessions.models import FACILITATOR, Invitee, Session


def open_for(db: Db, session: Session) -> None:
    """Open the session's own room."""
    room = rooms.create(
        db,
        kind="session",
        title=session.title,
        theme_code=session.theme_code,
        purpose=session.purpose,
        private=True,
    )
    session.room_id = room.id
    describe(db, session)
    let_in(db, session, invitees.invited_now(session))


def describe(db: Db, session: Session) -> None:
    """Let the head of the room say of which session it is, in the session's present words."""
    if session.room_id is not None:
        subject = RoomSubject(f"/sessions/{session.id}", session.starts_at)
        rooms.describe(db, session.room_id, subject, session.title, session.purpose)


def let_in(db: Db, session: Session, who: Sequence[ColumnElement[bool]]) -> None:
    """Make people members; facilitators of the session facilitate its room."""
    if session.room_id is not None:
        role = case((Invitee.role == FACILITATOR, ROOM_FACILITATOR), else_=MEMBER)
        members.add_all(db, session.room_id, select(Invitee.person_id, role).where(*who))


def take_out(db: Db, session: Session, person_ids: Collection[int]) -> None:
    """End people's membership."""
    if session.room_id is not None:
        members.remove_all(db, session.room_id, person_ids)
