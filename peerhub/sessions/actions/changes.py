"""Changing, moving and cancelling what people know of already."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.sessions.access import possible_leaders, session_to_run
from peerhub.sessions.actions import calendar_mails, calendar_requests, due_mails, invitations, invitees, plans, room
from peerhub.sessions.actions.plans import Plan
from peerhub.sessions.models import CANCELLED, DRAFT, FACILITATOR, SCHEDULED, Invitee, Session
from peerhub.sessions.rules import changes

LONGEST_REASON = 500


def change(db: Db, actor: Person, session_id: int, plan: Plan) -> Session:
    """Change a session to a new plan, and send an email to those whom the difference concerns.

    A new time asks everybody again (SEQUENCE + 1); new words keep the answers; people who are added or removed get an email
    about that alone. Raises Invalid with a sentence for each field that cannot be taken.
    """
    session = _locked(db, actor, session_id)
    _must_be_open(session)
    plans.check(plan)
    now, starts_at = clock.now(), plans.instant_of(plan)
    moved = (session.starts_at, session.minutes) != (starts_at, plan.minutes)
    if moved and starts_at <= now:
        raise Invalid({"date": _("This time is in the past. Choose a later one.")})
    roles = plans.roles_in(db, plan, [person.id for person in possible_leaders(db, session)])
    before, words = changes.Timing(session.starts_at, session.minutes), _words(db, session)
    plans.write_plan(db, session, plan, starts_at)
    room.describe(db, session)
    session.sequence = _next_sequence(session, before, plan)
    if session.state == DRAFT:
        _set_people(db, session, roles, now)
    else:
        _apply(db, actor, session, roles, (before, _words(db, session) != words))
    return session


def _locked(db: Db, actor: Person, session_id: int) -> Session:
    """The session, for those who run it; whoever writes its emails waits until this is committed."""
    session = session_to_run(db, actor, session_id)
    lock_row(db, session)
    return session


def _must_be_open(session: Session) -> None:
    if session.state not in {DRAFT, SCHEDULED}:
        raise Conflict(_("This session is over or cancelled. Copy it to a new one instead."))


def _next_sequence(session: Session, before: changes.Timing, plan: Plan) -> int:
    if session.state == DRAFT:
        return session.sequence
    return changes.next_sequence(session.sequence, before, changes.Timing(session.starts_at, plan.minutes))


def _words(db: Db, session: Session) -> tuple[object, ...]:
    """What people read of a session in their emails and calendars, its time left out."""
    return session.title, session.purpose, bool(session.join_link), plans.agenda_of(db, session.id)


def _set_people(db: Db, session: Session, roles: Mapping[int, str], now: datetime) -> None:
    """The people of a draft: nobody has been invited yet, so nobody needs an email."""
    current = invitees.roles(db, session)
    invitees.delete_rows(db, session, current.keys() - roles.keys())
    invitees.add(db, session, _new(roles, current), now)
    invitees.change_roles(db, session, _changed(roles, current))


def _new(roles: Mapping[int, str], current: Mapping[int, str]) -> dict[int, str]:
    return {person_id: role for person_id, role in roles.items() if person_id not in current}


def _changed(roles: Mapping[int, str], current: Mapping[int, str]) -> dict[int, str]:
    return {person_id: role for person_id, role in roles.items() if current.get(person_id, role) != role}


def _apply(
    db: Db, actor: Person, session: Session, roles: Mapping[int, str], change: tuple[changes.Timing, bool]
) -> None:
    """Send everybody what concerns them: those who leave, those who stay, those who join."""
    before, reworded = change
    now = clock.now()
    moved = before != changes.Timing(session.starts_at, session.minutes)
    current = invitees.roles(db, session)
    session.changed_at = changes.next_stamp(now, session.changed_at)
    _withdraw(db, actor, session, current.keys() - roles.keys())
    invitees.change_roles(db, session, _changed(roles, current))
    stay = invitees.invited_now(session)  # those who join come later
    if moved:
        calendar_requests.forget_proposals(db, session)
        invitees.ask_again(db, stay, now)
        invitees.accept_for(db, session, actor.id, now)
        invitations.plan_reminders(db, session, now)
        notify = Invitee.role != FACILITATOR
        due_mails.note_request(db, calendar_mails.MOVED, stay, notify, before.starts_at)
    elif reworded:
        due_mails.note_request(db, calendar_mails.UPDATED, stay)
    joining = _new(roles, current)
    invitees.add(db, session, joining, now)
    for people in invitees.these(session, joining):
        due_mails.note_request(db, calendar_mails.INVITATION, people, Invitee.person_id != actor.id)
    room.let_in(db, session, invitees.invited_now(session))
    due_mails.write_first(db, session)


def withdraw(db: Db, actor: Person, session_id: int, person_id: int) -> Session:
    """Take back one person's invitation; only they get an email. Raises Conflict for the last facilitator."""
    session = _locked(db, actor, session_id)
    _must_be_open(session)
    mine = db.get(Invitee, (session.id, person_id))
    if mine is None or mine.withdrawn_at is not None:
        raise NotFound
    leading = select(Invitee.person_id).where(*invitees.invited_now(session), Invitee.role == FACILITATOR)
    if list(db.scalars(leading)) == [person_id]:
        raise Conflict(_("A session needs a facilitator. Choose another one first."))
    if session.state == DRAFT:
        db.delete(mine)
    else:
        session.changed_at = changes.next_stamp(clock.now(), session.changed_at)
        _withdraw(db, actor, session, [person_id])
        due_mails.write_first(db, session)
    return session


def _withdraw(db: Db, actor: Person, session: Session, ids: Collection[int]) -> None:
    invitees.withdraw(db, session, ids, clock.now())
    room.take_out(db, session, ids)
    for people in invitees.these(session, ids):
        due_mails.note_cancellation(db, calendar_mails.WITHDRAWN, people)
    each = [{"person": person_id} for person_id in sorted(ids)]
    audit.record_all(db, actor.id, "session.invitation_withdrawn", f"session:{session.id}", each)


def cancel(db: Db, actor: Person, session_id: int, reason: str) -> Session:
    """Cancel the session and send an email to everybody invited, those who declined too. Raises Invalid without a reason."""
    session = _locked(db, actor, session_id)
    _must_be_open(session)
    if session.state == DRAFT:
        raise Conflict(_("No one has been notified about this session. Delete the draft instead."))
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid({"reason": _("Write the reason in one sentence. Maximum number of characters: 500.")})
    now = clock.now()
    timing = changes.Timing(session.starts_at, session.minutes)
    cancelled = changes.Timing(session.starts_at, session.minutes, cancelled=True)
    session.sequence = changes.next_sequence(session.sequence, timing, cancelled)
    session.changed_at = changes.next_stamp(now, session.changed_at)
    session.state, session.state_changed_at, session.cancel_reason = CANCELLED, now, reason
    invitations.drop_reminders(db, session)
    audit.record(db, actor.id, "session.cancelled", f"session:{session.id}", reason=reason)
    everybody = invitees.invited_now(session)
    due_mails.note_cancellation(db, calendar_mails.CANCELLED, everybody, Invitee.role != FACILITATOR)
    due_mails.write_first(db, session)
    return session
