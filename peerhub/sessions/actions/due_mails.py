"""The emails of a session that are still to be written: noted in one statement for all whom something concerns, then written for
some people at a time, so that nobody waits for a thousand.

What waits in the outbox is out of date from then on, and dropped. So who is noted twice before anything left gets one email, which says
the newest. Who changes a session and who writes of it both
lock its row: an email says what the session is at one moment, and two processes never write the same one.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_, select, update
from sqlalchemy.orm import contains_eager

from peerhub.base.database.engine import Db
from peerhub.base.facts import announce
from peerhub.sessions.actions import calendar_mails, invitees
from peerhub.sessions.actions.calendar_mails import CANCELLED, INVITATION, MOVED, STRONGEST, UPDATED
from peerhub.sessions.facts import MailsDue, PeopleInvited, SessionCancelled, SessionMoved
from peerhub.sessions.models import Invitee, Session

AT_ONCE = 10  # people in one transaction: about 15 milliseconds
NOTICES = {INVITATION: PeopleInvited, MOVED: SessionMoved, CANCELLED: SessionCancelled}


def note_request(
    db: Db,
    kind: str,
    who: Sequence[ColumnElement[bool]],
    notify: ColumnElement[bool] | None = None,
    told_start: datetime | None = None,
) -> None:
    """Note that people are invited, or told of a change; with `notify` (a condition) in the bell too. Of two the stronger stays:
    who was not invited yet is invited, to what the session is by then. `told_start`: when it was before it moved."""
    stronger = STRONGEST[: STRONGEST.index(kind)]
    values: dict[str, Any] = {"mail_due": kind}
    if stronger:
        values["mail_due"] = case((Invitee.mail_due.in_(stronger), Invitee.mail_due), else_=kind)
    if notify is not None:
        values["notice_due"] = or_(Invitee.notice_due, notify)
    if told_start is not None:
        values["told_start"] = case((Invitee.mail_due == MOVED, Invitee.told_start), else_=told_start)
    dropped = calendar_mails.drop_waiting(db, who)
    db.execute(update(Invitee).where(*who).values(values))
    _say_instead(db, who, dropped)


def _say_instead(
    db: Db, who: Sequence[ColumnElement[bool]], dropped: Mapping[int, Mapping[str, Mapping[str, Any]]]
) -> None:
    """Let what is written now do for what was dropped: an invitation, or the news of a move from the last time that people heard of.
    Who has heard of none is invited, though their bell says that the session was moved."""
    uninvited, unmoved = list[int](), defaultdict[str, list[int]](list)
    for person_id, waiting in dropped.items():
        if INVITATION in waiting:
            uninvited.append(person_id)
        elif MOVED in waiting:
            unmoved[waiting[MOVED]["before"]].append(person_id)
    invited: dict[str, Any] = {"mail_due": case((Invitee.mail_due == UPDATED, INVITATION), else_=Invitee.mail_due)}
    for people in invitees.chunks(uninvited):
        db.execute(update(Invitee).where(*who, people).values(invited | {"told_start": None}))
    for before, ids in unmoved.items():
        moved: dict[str, Any] = {"mail_due": case((Invitee.mail_due == UPDATED, MOVED), else_=Invitee.mail_due)}
        for people in invitees.chunks(ids):
            values = moved | {"told_start": datetime.fromisoformat(before)}
            db.execute(update(Invitee).where(*who, people).values(values))


def note_cancellation(
    db: Db, kind: str, who: Sequence[ColumnElement[bool]], notify: ColumnElement[bool] | None = None
) -> None:
    """Note that people are told of an end, instead of anything else that was still to be written. Who has not even been invited yet
    is told nothing."""
    calendar_mails.drop_waiting(db, who)
    unaware = and_(Invitee.mail_due.is_not(None), Invitee.mail_due == INVITATION, ~calendar_mails.may_know())
    notice = Invitee.notice_due if notify is None else notify
    due: dict[str, Any] = {"mail_due": case((unaware, None), else_=kind), "told_start": None}
    due["notice_due"] = and_(~unaware, notice) if kind == CANCELLED else False
    db.execute(update(Invitee).where(*who).values(due))


def write_first(db: Db, session: Session) -> None:
    """Write the first of the emails at once, and announce that there are more."""
    if _write_turn(db, session):
        announce(db, MailsDue(session.id))


def sessions_due(db: Db) -> list[int]:
    """The sessions of which emails are still to be written."""
    due = exists().where(Invitee.session_id == Session.id, Invitee.mail_due.is_not(None))
    return list(db.scalars(select(Session.id).where(due).order_by(Session.id)))


def write_next(db: Db, session_id: int) -> bool:
    """Write the emails to the next people; False when all have theirs, or somebody else writes them."""
    query = select(Session).where(Session.id == session_id).with_for_update(skip_locked=True, of=Session)
    session = db.scalar(query.execution_options(populate_existing=True))
    return session is not None and _write_turn(db, session)


def _write_turn(db: Db, session: Session) -> bool:
    """Write to the next people; True when there may be more. Their notes go in the same transaction: nobody gets two, or none."""
    turn = list(db.scalars(_next_people(session.id)))
    for kind in sorted({str(invitee.mail_due) for invitee in turn}):
        _write(db, session, [invitee for invitee in turn if invitee.mail_due == kind], kind)
    for invitee in turn:
        invitee.mail_due, invitee.told_start, invitee.notice_due = None, None, False
    db.flush()
    return len(turn) == AT_ONCE


def _next_people(session_id: int) -> Any:
    people = select(Invitee).join(Invitee.person).options(contains_eager(Invitee.person))
    people = people.where(Invitee.session_id == session_id, Invitee.mail_due.is_not(None))
    return people.order_by(Invitee.person_id).limit(AT_ONCE).execution_options(populate_existing=True)


def _write(db: Db, session: Session, turn: Sequence[Invitee], kind: str) -> None:
    if kind in STRONGEST:
        calendar_mails.send_invitation_or_change(db, session, turn, kind)
    else:
        calendar_mails.send_cancellation(db, session, turn, kind)
    told = tuple(invitee.person_id for invitee in turn if invitee.notice_due)
    if told and kind in NOTICES:
        announce(db, NOTICES[kind](session.id, told))
