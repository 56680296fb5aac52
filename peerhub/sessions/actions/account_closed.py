"""What becomes of the sessions ahead when an account is closed, and when its owner comes back. The secretariat is notified of
sessions without a facilitator."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import exists, false, or_, select, true, update
from sqlalchemy.orm import joinedload

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.facts import announce
from peerhub.people.access import secretariat
from peerhub.people.models import Person
from peerhub.sessions.actions import calendar_mails, due_mails, invitees, room
from peerhub.sessions.facts import SessionWithoutFacilitator
from peerhub.sessions.models import DRAFT, FACILITATOR, NEEDS_ACTION, SCHEDULED, Invitee, Session
from peerhub.sessions.rules.changes import next_stamp


def remove_person(db: Db, person_id: int) -> None:
    """Withdraw somebody who has left from all sessions that are not over. They get no email, and waiting ones are not sent.
    `withdrawn_at` is the moment of closing: this shows which invitations a successor gets."""
    closed_at = db.get_one(Person, person_id).closed_at
    for invitee in invitations_ahead(db, person_id):
        session, led = invitee.session, invitee.role == FACILITATOR
        lock_row(db, session)  # whoever writes its emails is done, or finds this person gone
        for people in invitees.these(session, [person_id]):
            calendar_mails.drop_waiting(db, people)
        invitee.withdrawn_at, invitee.mail_due, invitee.told_start, invitee.notice_due = closed_at, None, None, False
        room.take_out(db, session, [person_id])
        db.flush()
        if led and not _is_led(db, session):
            announce(db, SessionWithoutFacilitator(session.id))


def invite_again(db: Db, person_id: int, closed_at: datetime) -> None:
    """Invite somebody who comes back to the place that they left, to the sessions ahead from which closing had withdrawn them."""
    for mine in invitations_ahead(db, person_id, closed_at):
        session = mine.session
        session.changed_at = next_stamp(clock.now(), session.changed_at)
        mine.response, mine.responded_at, mine.withdrawn_at = NEEDS_ACTION, None, None
        if session.state != DRAFT:
            db.flush()
            send_invitations(db, session, [person_id])


def reassign_sessions(db: Db, person_id: int) -> None:
    """Somebody comes back to another seat: give the sessions ahead that they created to a facilitator of each, or to the secretariat."""
    ahead = [Session.created_by_id == person_id, Session.state.in_((DRAFT, SCHEDULED))]
    for session in db.scalars(select(Session).where(*ahead)).all():
        leading = [Invitee.session_id == session.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None)]
        leader = db.scalar(select(Invitee.person_id).where(*leading).order_by(Invitee.person_id).limit(1))
        heirs = [leader] if leader else [person.id for person in secretariat(db)]
        session.created_by_id = next(iter(heirs), person_id)


def send_invitations(db: Db, session: Session, joined: Collection[int]) -> None:
    """Invite those who joined: by email with its calendar part, and by a notice."""
    for people in invitees.these(session, joined):
        db.execute(update(Invitee).where(*people).values(invited_at=clock.now()))
        room.let_in(db, session, people)
        due_mails.note_request(db, calendar_mails.INVITATION, people, true())
    due_mails.write_first(db, session)


def invitations_ahead(db: Db, person_id: int, closed_at: datetime | None = None) -> Iterable[Invitee]:
    """The invitations to sessions that are not over: open ones, and those that ended with the account, closed at that moment."""
    now = clock.now()
    mine = select(Invitee).join(Invitee.session).options(joinedload(Invitee.session), joinedload(Invitee.person))
    ended = Invitee.withdrawn_at == closed_at if closed_at else false()
    mine = mine.where(Invitee.person_id == person_id, or_(Invitee.withdrawn_at.is_(None), ended))
    found = db.scalars(mine.where(Session.state.in_((DRAFT, SCHEDULED))).order_by(Session.starts_at, Session.id)).all()
    return [invitee for invitee in found if invitee.session.ends_at > now]


def _is_led(db: Db, session: Session) -> bool:
    leading = exists().where(
        Invitee.session_id == session.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None)
    )
    return bool(db.scalar(select(leading)))
