"""While it takes place and after: joining, ending, who came, what came of it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from peerhub.base import audit, clock, markdown
from peerhub.base.claims import claim
from peerhub.base.database import Db
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n import _
from peerhub.people.models import Person
from peerhub.sessions.access import invitee_of, invitee_of_token, may_join, session_for, session_to_run
from peerhub.sessions.actions.sending import drop_reminders, invited
from peerhub.sessions.facts import MinutesPublished, SessionEnded
from peerhub.sessions.models import CANCELLED, DRAFT, ENDED, SCHEDULED, Invitee, MinutesVersion, Session


def join(db: Db, actor: Person, session_id: int) -> str:
    """Note that the person came, and return the meeting's link. Raises Conflict outside the time for joining."""
    session = session_for(db, actor, session_id)
    mine = invitee_of(db, actor, session)
    if mine is None:
        raise NotFound
    return _join(session, mine)


def join_from_mail(db: Db, token: str) -> str:
    """The same by the signed address in a calendar, without signing in."""
    mine = invitee_of_token(db, token)
    return _join(mine.session, mine)


def _join(session: Session, mine: Invitee) -> str:
    if mine.withdrawn_at is not None or session.state in {CANCELLED, ENDED}:
        raise Conflict(_("This session is over or was cancelled, so there is nothing to join."))
    if not may_join(session, mine, clock.now()):
        raise Conflict(_("The meeting opens 15 minutes before the session starts. Come back then."))
    if not session.join_link:
        raise Conflict(_("There is no link to the meeting yet. Ask the facilitator."))
    mine.attended = True
    return session.join_link


def end_session(
    db: Db, actor: Person, session_id: int, came: Collection[int] | None = None, read: Collection[int] | None = None
) -> Session:
    """End a running session now, noting first who `came` where that is known: its survey asks those who did. `read`: as in
    `note_attendance`.

    Raises Conflict when it has not begun.
    """
    session = session_to_run(db, actor, session_id)
    if came is not None:
        note_attendance(db, actor, session_id, came, read)
    if session.state == ENDED:
        return session
    if session.state != SCHEDULED or clock.now() < session.starts_at:
        raise Conflict(_("Only a session that has begun can be ended. Cancel it if it will not take place."))
    session.state, session.state_changed_at = ENDED, clock.now()
    _finish(db, session)
    return session


def end_due(db: Db, now: datetime) -> bool:
    """End one session whose time is over, whoever else tries to at the same moment; False when there is none."""
    running = select(Session).where(Session.state == SCHEDULED, Session.starts_at <= now).order_by(Session.starts_at)
    over = next((session for session in db.scalars(running) if session.ends_at <= now), None)
    if over is None:
        return False
    unmoved = Session.starts_at == over.starts_at, Session.minutes == over.minutes
    mine = claim(
        db,
        Session,
        [Session.id == over.id, Session.state == SCHEDULED, *unmoved],
        {"state": ENDED, "state_changed_at": now},
    )
    for session in mine:
        _finish(db, session)
    return True


def _finish(db: Db, session: Session) -> None:
    drop_reminders(db, session)
    announce(db, SessionEnded(session.id))


def note_attendance(
    db: Db, actor: Person, session_id: int, came: Collection[int], read: Collection[int] | None = None
) -> Session:
    """Note who came, for everybody invited. `read`: who had come by the page that the actor saw; whom they left as they were there
    stays as somebody else noted them meanwhile. Raises Conflict before the start."""
    session = session_to_run(db, actor, session_id)
    if session.state not in {SCHEDULED, ENDED} or clock.now() < session.starts_at:
        raise Conflict(_("You can record who came once the session has begun."))
    for invitee in invited(db, session):
        here = invitee.person_id in came
        if invitee.attended is None or read is None or here != (invitee.person_id in read):
            invitee.attended = here
    audit.record(db, actor.id, "session.attendance", f"session:{session.id}")
    return session


def save_minutes(db: Db, actor: Person, session_id: int, notes: str, *, publish: bool) -> Session:
    """Keep the minutes (Markdown), and publish them when asked; once published, changes show at once. Each text stays as a version."""
    session = session_to_run(db, actor, session_id)
    if session.state in {DRAFT, CANCELLED}:
        raise Conflict(_("A session that did not take place has no minutes."))
    if len(notes) > markdown.LONGEST:
        raise Invalid(
            {"notes": _("This is too long. Maximum number of characters: %(length)s.", length=markdown.LONGEST)}
        )
    if publish and not notes:
        raise Invalid({"notes": _("Write the minutes before you publish them.")})
    if notes != session.notes:
        db.add(MinutesVersion(session_id=session.id, notes=notes, written_by_id=actor.id, written_at=clock.now()))
        session.notes, session.notes_html = notes, markdown.to_html(notes)
    if publish and session.notes_published_at is None:
        session.notes_published_at = clock.now()
        announce(db, MinutesPublished(session.id))
    return session
