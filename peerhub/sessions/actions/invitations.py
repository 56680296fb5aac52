"""Inviting people: everybody when a draft is sent, and those who join later; reminders are planned here too."""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.sessions.access import session_to_run
from peerhub.sessions.actions import calendar_mails, due_mails, invitees, room
from peerhub.sessions.models import DRAFT, FACILITATOR, SCHEDULED, Invitee, Reminder, Session
from peerhub.sessions.queries import choices
from peerhub.sessions.rules import changes, reminders


def send(db: Db, actor: Person, session_id: int, seen: str | None = None) -> Session:
    """Make a draft a session: its room opens, and everybody gets an email. Harmless for one whose invitations are out already.

    `seen` is the version that the page showed: Conflict when the draft says something else by now, so that nobody sends unseen.
    """
    session = session_to_run(db, actor, session_id)
    lock_row(db, session)
    if session.state == SCHEDULED:
        return session
    now = clock.now()
    _must_be_sendable(session, now)
    if seen is not None and seen != choices.version_of(db, session):
        raise Conflict(
            _("Someone else has changed this draft. No one has been notified yet. Check it again, then send it.")
        )
    session.state, session.state_changed_at = SCHEDULED, now
    session.changed_at = changes.next_stamp(now, session.changed_at)
    everybody = invitees.invited_now(session)
    number = db.scalars(select(func.count()).select_from(Invitee).where(*everybody)).one()
    if number < 2:
        raise Invalid(_("No one is invited yet. Choose countries or people first."))
    room.open_for(db, session)
    db.execute(update(Invitee).where(*everybody).values(invited_at=now))
    invitees.accept_for(db, session, actor.id, now)
    plan_reminders(db, session, now)
    audit.record(db, actor.id, "session.invitations_sent", f"session:{session.id}", people=number)
    due_mails.note_request(db, calendar_mails.INVITATION, everybody, Invitee.role != FACILITATOR)
    due_mails.write_first(db, session)
    return session


def _must_be_sendable(session: Session, now: datetime) -> None:
    if session.state != DRAFT:
        raise Conflict(_("This session is over or cancelled. Copy it to a new one instead."))
    if session.starts_at <= now:
        raise Invalid(_("This time is in the past. Choose a later one before you send invitations."))


def plan_reminders(db: Db, session: Session, now: datetime) -> None:
    """Create the reminders for the present start; delete those for another start that are not yet sent."""
    drop_reminders(db, session)
    query = select(Reminder.minutes_before).where(
        Reminder.session_id == session.id, Reminder.starts_at == session.starts_at
    )
    present = set(db.scalars(query))
    for reminder in reminders.reminders(session.starts_at, now):
        before = int(reminder.offset.total_seconds() // 60)
        if before not in present:
            db.add(
                Reminder(
                    session_id=session.id,
                    starts_at=session.starts_at,
                    minutes_before=before,
                    due_at=reminder.due,
                    valid_until=reminder.until,
                )
            )
    db.flush()


def drop_reminders(db: Db, session: Session) -> None:
    """Delete the reminders that are not yet sent."""
    db.execute(delete(Reminder).where(Reminder.session_id == session.id, Reminder.claimed_at.is_(None)))
