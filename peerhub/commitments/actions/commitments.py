"""Verbs about commitments."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.database.model import day
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.subject import NO_SUBJECT, Subject
from peerhub.base.text import plain
from peerhub.commitments import access
from peerhub.commitments.facts import CommitmentSettled
from peerhub.commitments.models import KEPT, NOT_YET, OPEN, PARTLY, WITHDRAWN, Commitment
from peerhub.commitments.queries import commitments
from peerhub.commitments.rules import FURTHEST, MOST_OPEN, too_late_to_remind
from peerhub.people.models import Person


@dataclass(frozen=True)
class NewCommitment:
    """A commitment somebody makes: one step, with whom (may be empty), by which day."""

    text: str
    with_whom: str
    due_on: date


def make(db: Db, actor: Person, new: NewCommitment, subject: Subject = NO_SUBJECT) -> Commitment:
    """Make a commitment for the actor; making the same one twice makes one. Raises Invalid for a day that is over."""
    _check(new)
    now = clock.now()
    if (same := _same(db, actor, new, subject)) is not None:
        return same
    _must_have_room(db, actor)
    commitment = Commitment(
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
    db.add(commitment)
    db.flush()
    return commitment


def _check(new: NewCommitment, before: date | None = None) -> None:
    """Raise Invalid with sentences. A day that stays as it was `before` may have passed."""
    problems = {}
    if not plain.is_visible(new.text):
        problems["text"] = _("Write what you will do.")
    if new.due_on == before:
        pass
    elif new.due_on < day(clock.now()):
        problems["due_on"] = _("This date is in the past. Choose today or a later date.")
    elif new.due_on > day(clock.now()) + FURTHEST:
        problems["due_on"] = _("This date is too far away. Choose one within two years.")
    if problems:
        raise Invalid(problems)


def _same(db: Db, actor: Person, new: NewCommitment, subject: Subject) -> Commitment | None:
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


def edit(db: Db, actor: Person, commitment_id: int, new: NewCommitment) -> Commitment:
    """Say it differently or choose another day, which is then reminded of anew. Raises NotFound, NotAllowed, Conflict, Invalid."""
    commitment = _open_one(db, actor, commitment_id)
    _check(new, before=commitment.due_on)
    if new.due_on != commitment.due_on:
        _remind_anew(commitment, new.due_on)
        announce(db, CommitmentSettled(commitment.id))
    commitment.text, commitment.with_whom, commitment.due_on = new.text, new.with_whom, new.due_on
    return commitment


def _remind_anew(commitment: Commitment, due_on: date) -> None:
    now = clock.now()
    commitment.reminded_at = now if too_late_to_remind(due_on, day(now)) else None
    commitment.asked_at = None


def withdraw(db: Db, actor: Person, commitment_id: int) -> None:
    """Take a commitment back; harmless when it was. Raises NotFound, NotAllowed, Conflict when it was answered."""
    commitment = access.commitment_to_edit(db, actor, commitment_id)
    if commitment.state != WITHDRAWN:
        _open_one(db, actor, commitment_id).state = WITHDRAWN
        announce(db, CommitmentSettled(commitment.id))


def reopen(db: Db, actor: Person, commitment_id: int) -> None:
    """Open a withdrawn commitment again, which is then reminded of and asked about anew. Raises NotFound, NotAllowed,
    Invalid when too many are open."""
    back = access.commitment_to_edit(db, actor, commitment_id)
    if back.state == WITHDRAWN:
        _must_have_room(db, actor)
        back.state = OPEN
        _remind_anew(back, back.due_on)


def answer(db: Db, actor: Person, commitment_id: int, state: str, note: str, obstacle_code: str | None) -> Commitment:
    """Say what came of a commitment: kept, partly or not_yet, what helped or stood in the way, and the obstacle's code.

    May be said anew later. Raises NotFound, NotAllowed, Conflict when it was withdrawn, Invalid.
    """
    answered = access.commitment_to_edit(db, actor, commitment_id)
    if answered.state == WITHDRAWN:
        raise Conflict(_("This commitment was withdrawn. Reopen it first."))
    return _answer(db, answered, state, note, obstacle_code)


def answer_from_mail(db: Db, token: str, state: str, note: str, obstacle_code: str | None) -> Commitment:
    """The same with a mailed link, once: emails are forwarded, so what was said is changed by whoever has signed in. The same answer sent
    again is harmless. Raises NotFound, Conflict, Invalid."""
    answered = access.commitment_of_token(db, token)
    lock_row(db, answered)
    said = answered.state, answered.note, answered.obstacle_code
    if said == (state, note, obstacle_code or None):
        return answered
    if answered.state != OPEN:
        raise Conflict(_("This commitment has already been answered or withdrawn, so it cannot be edited."))
    return _answer(db, answered, state, note, obstacle_code)


def _answer(db: Db, answered: Commitment, state: str, note: str, obstacle_code: str | None) -> Commitment:
    if state not in {KEPT, PARTLY, NOT_YET}:
        raise Invalid({"state": _("Choose one of the answers.")})
    if obstacle_code and commitments.obstacle(db, obstacle_code) is None:
        raise Invalid({"obstacle_code": _("Choose from the list.")})
    answered.state, answered.note, answered.obstacle_code = state, note, obstacle_code or None
    answered.answered_at = clock.now()
    announce(db, CommitmentSettled(answered.id))
    return answered


def _open_one(db: Db, actor: Person, commitment_id: int) -> Commitment:
    commitment = access.commitment_to_edit(db, actor, commitment_id)
    if commitment.state != OPEN:
        raise Conflict(_("This commitment has already been answered or withdrawn, so it cannot be edited."))
    return commitment


def hand_over(db: Db, from_id: int, to_id: int, country_code: str | None) -> None:
    """A seat has a new holder: open commitments move to them; those that were kept stay with whoever kept them."""
    owed = [Commitment.person_id == from_id, Commitment.state.in_((OPEN, PARTLY, NOT_YET))]
    owed.append(Commitment.country_code.is_(None) if country_code is None else Commitment.country_code == country_code)
    db.execute(update(Commitment).where(*owed).values(person_id=to_id))
