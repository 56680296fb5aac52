"""Verbs about promises."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update

from peerhub.base import clock, plain
from peerhub.base.claims import claim
from peerhub.base.database import Db, day
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n import _
from peerhub.base.mail.outbox import Mail, queue
from peerhub.commitments import access, queries
from peerhub.commitments.models import KEPT, NOT_YET, OPEN, PARTLY, WITHDRAWN, Commitment
from peerhub.commitments.rules import (
    ASK_AFTER,
    FURTHEST,
    MOST_OPEN,
    NO_SUBJECT,
    REMIND_BEFORE,
    Subject,
    too_late_to_remind,
)
from peerhub.notices.actions import notify
from peerhub.people.models import Person

STALE = timedelta(days=30)


@dataclass(frozen=True)
class Promise:
    """What somebody promises: one step, with whom (may be empty), by which day."""

    text: str
    with_whom: str
    due_on: date


def promise(db: Db, actor: Person, new: Promise, subject: Subject = NO_SUBJECT) -> Commitment:
    """Make a promise for oneself; the same promise made twice is one. Raises Invalid for a day that is over."""
    _check(new)
    now = clock.now()
    if (same := _same(db, actor, new, subject)) is not None:
        return same
    _must_have_room(db, actor)
    made = Commitment(
        person_id=actor.id,
        country_code=actor.country_code,
        text=new.text,
        with_whom=new.with_whom,
        due_on=new.due_on,
        subject_kind=subject.kind,
        subject_id=subject.id,
        subject_title=subject.title,
        subject_path=subject.path,
        created_at=now,
        reminded_at=now if too_late_to_remind(new.due_on, day(now)) else None,
    )
    db.add(made)
    db.flush()
    return made


def _check(new: Promise) -> None:
    problems = {}
    if not plain.is_visible(new.text):
        problems["text"] = _("Write what you will do.")
    if new.due_on < day(clock.now()):
        problems["due_on"] = _("This date is in the past. Choose today or a later date.")
    elif new.due_on > day(clock.now()) + FURTHEST:
        problems["due_on"] = _("This date is too far away. Choose one within two years.")
    if problems:
        raise Invalid(problems)


def _same(db: Db, actor: Person, new: Promise, subject: Subject) -> Commitment | None:
    """A form sent again on a bad line."""
    return db.scalar(
        select(Commitment).where(
            Commitment.person_id == actor.id,
            Commitment.state == OPEN,
            Commitment.text == new.text,
            Commitment.due_on == new.due_on,
            Commitment.subject_kind == subject.kind,
            Commitment.subject_id == subject.id,
        )
    )


def _must_have_room(db: Db, actor: Person) -> None:
    waiting = select(func.count()).where(Commitment.person_id == actor.id, Commitment.state == OPEN)
    if db.execute(waiting).scalar_one() >= MOST_OPEN:
        raise Invalid(
            _(
                "You have the maximum number of open commitments (%(most)s). Answer or withdraw some first.",
                most=MOST_OPEN,
            )
        )


def edit(db: Db, actor: Person, commitment_id: int, new: Promise) -> Commitment:
    """Say it differently or choose another day, which is then reminded of anew. Raises NotFound, NotAllowed, Conflict, Invalid."""
    kept = _open_one(db, actor, commitment_id)
    if new.due_on != kept.due_on:
        _check(new)
        now = clock.now()
        kept.reminded_at = now if too_late_to_remind(new.due_on, day(now)) else None
        kept.asked_at = None
    kept.text, kept.with_whom, kept.due_on = new.text, new.with_whom, new.due_on
    return kept


def withdraw(db: Db, actor: Person, commitment_id: int) -> None:
    """Take a promise back; harmless when it was. Raises NotFound, NotAllowed, Conflict when it was answered."""
    taken = access.own_commitment_for(db, actor, commitment_id)
    if taken.state != WITHDRAWN:
        _open_one(db, actor, commitment_id).state = WITHDRAWN


def take_up(db: Db, actor: Person, commitment_id: int) -> None:
    """Open a withdrawn promise again. Raises NotFound, NotAllowed, Invalid when too many are open."""
    back = access.own_commitment_for(db, actor, commitment_id)
    if back.state == WITHDRAWN:
        _must_have_room(db, actor)
        back.state = OPEN


def answer(db: Db, actor: Person, commitment_id: int, state: str, note: str, obstacle_code: str | None) -> Commitment:
    """Say what came of a promise: kept, partly or not_yet, what helped or stood in the way, and the obstacle's code.

    May be said anew later. Raises NotFound, NotAllowed, Conflict when it was withdrawn, Invalid.
    """
    answered = access.own_commitment_for(db, actor, commitment_id)
    if answered.state == WITHDRAWN:
        raise Conflict(_("This commitment was withdrawn. Reopen it first."))
    if state not in {KEPT, PARTLY, NOT_YET}:
        raise Invalid({"state": _("Choose one of the answers.")})
    if obstacle_code and queries.obstacle(db, obstacle_code) is None:
        raise Invalid({"obstacle_code": _("Choose from the list.")})
    answered.state, answered.note, answered.obstacle_code = state, note, obstacle_code or None
    answered.answered_at = clock.now()
    return answered


def _open_one(db: Db, actor: Person, commitment_id: int) -> Commitment:
    found = access.own_commitment_for(db, actor, commitment_id)
    if found.state != OPEN:
        raise Conflict(_("This commitment has already been answered or withdrawn, so it cannot be edited."))
    return found


def remind_next(db: Db, now: datetime) -> bool:
    """Remind of one promise three days before its day; False when none is due. Never of a day that is over."""
    today = day(now)
    due = [Commitment.reminded_at.is_(None), Commitment.due_on <= today + REMIND_BEFORE, Commitment.due_on >= today]
    return _tell_one(db, due, {"reminded_at": now}, "reminder")


def ask_next(db: Db, now: datetime) -> bool:
    """Ask about one promise the day after its day; False when none is due. After a month nobody is asked by mail any more."""
    today = day(now)
    due = [Commitment.asked_at.is_(None), Commitment.due_on <= today - ASK_AFTER, Commitment.due_on > today - STALE]
    return _tell_one(db, due, {"asked_at": now}, "question")


def _tell_one(db: Db, due: list[ColumnElement[bool]], mark: dict[str, datetime], kind: str) -> bool:
    claimed = claim(db, Commitment, [Commitment.state == OPEN, *due], mark)
    for each in claimed:
        person, path = each.person, f"/commitments/{each.id}"
        if person.closed_at is not None:
            continue
        data = {"text": each.text, "with_whom": each.with_whom, "due_on": each.due_on.isoformat(), "path": path}
        notify(db, [person.id], f"commitments/{kind}", data, path)
        key = f"commitment:{each.id}:{kind}:{each.due_on.isoformat()}"
        queue(
            db,
            person.receiver,
            Mail(kind=f"commitments/{kind}", dedupe_key=key, data=data, stream=f"commitment:{each.id}"),
        )
    return bool(claimed)


def pass_on(db: Db, from_id: int, to_id: int, country_code: str | None) -> None:
    """Somebody sits in another's place: what the seat still owes goes over; what was kept stays with who kept it."""
    owed = [Commitment.person_id == from_id, Commitment.state.in_((OPEN, PARTLY, NOT_YET))]
    owed.append(Commitment.country_code.is_(None) if country_code is None else Commitment.country_code == country_code)
    db.execute(update(Commitment).where(*owed).values(person_id=to_id))
