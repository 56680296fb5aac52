"""A seat is handed over: its invitations ahead go to the successor."""

from sqlalchemy import update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.sessions.actions import account_closed, calendar_mails, due_mails, invitees, room
from peerhub.sessions.models import DRAFT, FACILITATOR, NEEDS_ACTION, PARTICIPANT, SCHEDULED, SPEAKER, Invitee, Session
from peerhub.sessions.rules.changes import next_stamp


def hand_over(db: Db, from_id: int, to_id: int) -> None:
    """Invite the successor to all sessions that are not over, in the place of the leaver, who gets an email that withdraws theirs."""
    for left in account_closed.invitations_ahead(db, from_id, db.get_one(Person, from_id).closed_at):
        session = left.session
        session.changed_at = next_stamp(clock.now(), session.changed_at)
        joined = _seat(db, left, to_id)
        if session.state == DRAFT:
            db.delete(left)
            db.flush()
            continue
        left.withdrawn_at = clock.now()
        db.flush()
        room.take_out(db, session, [left.person_id])
        for people in invitees.these(session, [left.person_id]):
            due_mails.note_cancellation(db, calendar_mails.WITHDRAWN, people)
        account_closed.send_invitations(db, session, [invitee.person_id for invitee in joined])
    ahead = [Session.created_by_id == from_id, Session.state.in_((DRAFT, SCHEDULED))]
    db.execute(update(Session).where(*ahead).values(created_by_id=to_id))


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
