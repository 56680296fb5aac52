"""Joining a session, and who came."""

from collections.abc import Collection

from sqlalchemy import select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.sessions.access import invitee_of, invitee_of_token, may_join, session_for, session_to_run
from peerhub.sessions.actions import invitees
from peerhub.sessions.models import CANCELLED, ENDED, SCHEDULED, Invitee, Session


def join(db: Db, actor: Person, session_id: int) -> str:
    """Note that the person came, and return the meeting's link. Raises Conflict outside the time for joining."""
    session = session_for(db, actor, session_id)
    invitee = invitee_of(db, actor, session)
    if invitee is None:
        raise NotFound
    return _join(session, invitee)


def join_from_mail(db: Db, token: str) -> str:
    """The same by the signed address in a calendar, without signing in."""
    invitee = invitee_of_token(db, token)
    return _join(invitee.session, invitee)


def _join(session: Session, invitee: Invitee) -> str:
    if invitee.withdrawn_at is not None or session.state in {CANCELLED, ENDED}:
        raise Conflict(_("This session is over or was cancelled, so there is nothing to join."))
    if not may_join(session, invitee, clock.now()):
        raise Conflict(_("The meeting opens 15 minutes before the session starts. Come back then."))
    if not session.join_link:
        raise Conflict(_("There is no link to the meeting yet. Ask the facilitator."))
    invitee.attended = True
    return session.join_link


def record(
    db: Db, actor: Person, session_id: int, came: Collection[int], read: Collection[int] | None = None
) -> Session:
    """Note who came, for everybody invited. `read`: who had come by the page that the actor saw; whom they left as they were there
    stays as somebody else noted them meanwhile. Raises Conflict before the start."""
    session = session_to_run(db, actor, session_id)
    if session.state not in {SCHEDULED, ENDED} or clock.now() < session.starts_at:
        raise Conflict(_("You can record who came once the session has begun."))
    noted = select(Invitee.person_id, Invitee.attended).where(*invitees.invited_now(session))
    known = {row.person_id: row.attended for row in db.execute(noted)}
    for attended in (True, False):
        mine = {each for each in known if (each in came) == attended}
        anew = {each for each in mine if known[each] is None or read is None or attended != (each in read)}
        for people in invitees.these(session, anew):
            db.execute(update(Invitee).where(*people).values(attended=attended))
    audit.record(db, actor.id, "session.attendance_recorded", f"session:{session.id}")
    return session
