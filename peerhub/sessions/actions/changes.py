"""Changing, moving and cancelling what people know of already."""

from collections.abc import Mapping
from datetime import datetime

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.people.models import Person
from peerhub.sessions.access import possible_leaders, session_to_run
from peerhub.sessions.actions import calendar_mails, invitations, plans, room
from peerhub.sessions.actions.plans import Plan
from peerhub.sessions.facts import InviteesAdded, SessionCancelled, SessionMoved
from peerhub.sessions.models import CANCELLED, DRAFT, FACILITATOR, NEEDS_ACTION, SCHEDULED, Invitee, Session
from peerhub.sessions.rules import changes

LONGEST_REASON = 500


def change(db: Db, actor: Person, session_id: int, plan: Plan) -> Session:
    """Change a session to a new plan, and send an email to those whom the difference concerns.

    A new time asks everybody again (SEQUENCE + 1); new words keep the answers; people who are added or removed get an email
    about that alone. Raises Invalid with a sentence for each field that cannot be taken.
    """
    session = session_to_run(db, actor, session_id)
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
    current = {invitee.person_id: invitee for invitee in invitations.invited(db, session)}
    for person_id in current.keys() - roles.keys():
        db.delete(current[person_id])
    for person_id, role in roles.items():
        mine = db.get(Invitee, (session.id, person_id)) or Invitee(session_id=session.id, person_id=person_id)
        mine.role, mine.withdrawn_at = role, None
        mine.invited_at = mine.invited_at if person_id in current else now
        db.add(mine)
    db.flush()


def _apply(
    db: Db, actor: Person, session: Session, roles: Mapping[int, str], change: tuple[changes.Timing, bool]
) -> None:
    """Send everybody what concerns them: those who leave, those who stay, those who join."""
    before, reworded = change
    now = clock.now()
    moved = before != changes.Timing(session.starts_at, session.minutes)
    current = {invitee.person_id: invitee for invitee in invitations.invited(db, session)}
    session.changed_at = changes.next_stamp(now, session.changed_at)
    for person_id in current.keys() - roles.keys():
        _withdraw(db, actor, session, current.pop(person_id))
    joined = _join_people(db, session, roles.keys() - current.keys(), roles)
    for person_id, invitee in current.items():
        invitee.role = roles[person_id]
    room.let_in(db, session, list(current.values()))
    if moved:
        _move(db, actor, session, list(current.values()), before)
    elif reworded:
        calendar_mails.send_invitation_or_change(db, session, list(current.values()), calendar_mails.UPDATED)
    if joined:
        invitations.invite(db, session, joined, now)
        calendar_mails.send_invitation_or_change(db, session, joined, calendar_mails.INVITATION)
        added = tuple(invitee.person_id for invitee in joined if invitee.person_id != actor.id)
        announce(db, InviteesAdded(session.id, added))


def _move(db: Db, actor: Person, session: Session, stay: list[Invitee], before: changes.Timing) -> None:
    for invitee in stay:
        invitee.response, invitee.responded_at = NEEDS_ACTION, None
    invitations.accept_for(stay, actor, clock.now())
    calendar_mails.send_invitation_or_change(
        db, session, stay, calendar_mails.MOVED, before=before.starts_at.isoformat()
    )
    invitations.plan_reminders(db, session, clock.now())
    stay_ids = tuple(invitee.person_id for invitee in stay if invitee.role != FACILITATOR)
    announce(db, SessionMoved(session.id, stay_ids))


def _join_people(db: Db, session: Session, ids: set[int], roles: Mapping[int, str]) -> list[Invitee]:
    """The invitations of people who join now; somebody withdrawn earlier is asked anew."""
    for person_id in sorted(ids):
        mine = db.get(Invitee, (session.id, person_id)) or Invitee(session_id=session.id, person_id=person_id)
        mine.role, mine.response, mine.responded_at = roles[person_id], NEEDS_ACTION, None
        mine.invited_at, mine.withdrawn_at = clock.now(), None
        db.add(mine)
    db.flush()
    return [invitee for invitee in invitations.invited(db, session) if invitee.person_id in ids]


def withdraw(db: Db, actor: Person, session_id: int, person_id: int) -> Session:
    """Take back one person's invitation; only they get an email. Raises Conflict for the last facilitator."""
    session = session_to_run(db, actor, session_id)
    _must_be_open(session)
    people = {invitee.person_id: invitee for invitee in invitations.invited(db, session)}
    if person_id not in people:
        raise NotFound
    leading = [invitee for invitee in people.values() if invitee.role == FACILITATOR]
    if [invitee.person_id for invitee in leading] == [person_id]:
        raise Conflict(_("A session needs a facilitator. Choose another one first."))
    if session.state == DRAFT:
        db.delete(people[person_id])
    else:
        session.changed_at = changes.next_stamp(clock.now(), session.changed_at)
        _withdraw(db, actor, session, people[person_id])
    return session


def _withdraw(db: Db, actor: Person, session: Session, invitee: Invitee) -> None:
    invitee.withdrawn_at = clock.now()
    room.take_out(db, session, invitee)
    calendar_mails.send_cancellation(db, session, [invitee], calendar_mails.WITHDRAWN)
    audit.record(db, actor.id, "session.invitation_withdrawn", f"session:{session.id}", person=invitee.person_id)


def cancel(db: Db, actor: Person, session_id: int, reason: str) -> Session:
    """Cancel the session and send an email to everybody invited, those who declined too. Raises Invalid without a reason."""
    session = session_to_run(db, actor, session_id)
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
    calendar_mails.send_cancellation(db, session, invitations.invited(db, session), calendar_mails.CANCELLED)
    audit.record(db, actor.id, "session.cancelled", f"session:{session.id}", reason=reason)
    announce(db, SessionCancelled(session.id))
    return session
