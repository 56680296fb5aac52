"""Somebody leaves: a seat is handed over, and its invitations ahead go to the successor; or an account is closed, and they end,
until somebody sits there again. The secretariat hears of sessions that nobody leads any more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, false, or_, select, update
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.people.access import secretariat
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_mails, invitations, room
from peerhub.sessions.facts import InviteesAdded, SessionWithoutFacilitator
from peerhub.sessions.models import DRAFT, FACILITATOR, NEEDS_ACTION, PARTICIPANT, SCHEDULED, SPEAKER, Invitee, Session
from peerhub.sessions.rules.changes import next_stamp


def remove_person(db: Db, person_id: int) -> None:
    """Withdraw somebody who has left from all sessions that are not over. They get no mail, and none that waits for them leaves.
    That they are withdrawn from the moment of closing on says which invitations a successor gets."""
    closed_at = db.get_one(Person, person_id).closed_at
    for invitee in _ahead(db, person_id):
        session, led = invitee.session, invitee.role == FACILITATOR
        calendar_mails.withdraw_waiting(db, [invitee])
        invitee.withdrawn_at = closed_at
        room.take_out(db, session, invitee)
        db.flush()
        if led and not _is_led(db, session):
            announce(db, SessionWithoutFacilitator(session.id))


def hand_over(db: Db, from_id: int, to_id: int) -> None:
    """Invite the successor to all sessions that are not over in the place of the leaver, who is told that they need not come."""
    for left in _ahead(db, from_id, db.get_one(Person, from_id).closed_at):
        session = left.session
        session.changed_at = next_stamp(clock.now(), session.changed_at)
        joined = _seat(db, left, to_id)
        if session.state == DRAFT:
            db.delete(left)
            db.flush()
            continue
        left.withdrawn_at = clock.now()
        room.take_out(db, session, left)
        calendar_mails.send_cancellation(db, session, [left], calendar_mails.WITHDRAWN)
        _ask(db, session, joined)
    ahead = [Session.created_by_id == from_id, Session.state.in_((DRAFT, SCHEDULED))]
    db.execute(update(Session).where(*ahead).values(created_by_id=to_id))


def invite_again(db: Db, person_id: int, closed_at: datetime) -> None:
    """Invite somebody who comes back to the place that they left, to the sessions ahead from which closing had withdrawn them."""
    for mine in _ahead(db, person_id, closed_at):
        session = mine.session
        session.changed_at = next_stamp(clock.now(), session.changed_at)
        mine.response, mine.responded_at, mine.withdrawn_at = NEEDS_ACTION, None, None
        if session.state != DRAFT:
            _ask(db, session, [mine])


def assign_sessions(db: Db, person_id: int) -> None:
    """Somebody comes back in another place: the sessions ahead that they made are looked after by who leads them, or the secretariat."""
    ahead = [Session.created_by_id == person_id, Session.state.in_((DRAFT, SCHEDULED))]
    for session in db.scalars(select(Session).where(*ahead)).all():
        leading = [Invitee.session_id == session.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None)]
        leader = db.scalar(select(Invitee.person_id).where(*leading).order_by(Invitee.person_id).limit(1))
        heirs = [leader] if leader else [person.id for person in secretariat(db)]
        session.created_by_id = next(iter(heirs), person_id)


def _ask(db: Db, session: Session, joined: list[Invitee]) -> None:
    invitations.invite(db, session, joined, clock.now())
    calendar_mails.send_invitation_or_change(db, session, joined, calendar_mails.INVITATION)
    announce(db, InviteesAdded(session.id, tuple(invitee.person_id for invitee in joined)))


def _seat(db: Db, left: Invitee, to_id: int) -> list[Invitee]:
    """Give the successor the part of the leaver; the invitation, unless they had one already and keep their answer."""
    mine = db.get(Invitee, (left.session_id, to_id))
    known = mine is not None and mine.withdrawn_at is None
    if mine is None:
        mine = Invitee(session_id=left.session_id, person_id=to_id, role=left.role)
        db.add(mine)
    if not known:
        mine.response, mine.responded_at, mine.invited_at, mine.withdrawn_at = NEEDS_ACTION, None, clock.now(), None
    mine.role = min(mine.role, left.role, key=(FACILITATOR, SPEAKER, PARTICIPANT).index)
    db.flush()
    return [] if known else [mine]


def _ahead(db: Db, person_id: int, closed_at: datetime | None = None) -> Iterable[Invitee]:
    """The invitations to sessions that are not over: open ones, and those that ended with the account, closed at that moment."""
    now = clock.now()
    mine = select(Invitee).join(Invitee.session).options(joinedload(Invitee.session), joinedload(Invitee.person))
    ended = Invitee.withdrawn_at == closed_at if closed_at else false()
    mine = mine.where(Invitee.person_id == person_id, or_(Invitee.withdrawn_at.is_(None), ended))
    invitees = db.scalars(
        mine.where(Session.state.in_((DRAFT, SCHEDULED))).order_by(Session.starts_at, Session.id)
    ).all()
    return [invitee for invitee in invitees if invitee.session.ends_at > now]


def _is_led(db: Db, session: Session) -> bool:
    leading = exists().where(
        Invitee.session_id == session.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None)
    )
    return bool(db.scalar(select(leading)))
