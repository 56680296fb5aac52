"""Verbs about the work of an exchange: goal, checklist, phases."""

from sqlalchemy import delete, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import day
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.formats import listed, translated
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.exchanges import access
from peerhub.exchanges.actions import room
from peerhub.exchanges.facts import ExchangePhaseChanged
from peerhub.exchanges.models import CLOSED, ChecklistTick, Exchange
from peerhub.exchanges.rules import (
    MOVES,
    PART_WORDS,
    PHASE_WORDS,
    PHASES,
    REFUSAL_WORDS,
    Refusal,
    checklist_of,
    refusal_of_move,
)
from peerhub.matching.actions import proposals
from peerhub.people.models import Person
from peerhub.reference.models import ToolkitItem


def write_goal(db: Db, actor: Person, exchange_id: int, subject: str, goal: str) -> Exchange:
    """Say what the exchange is about and what the seeking team wants to be able to do. Raises NotFound, NotAllowed."""
    exchange = access.exchange_to_work_on(db, actor, exchange_id)
    exchange.subject, exchange.goal = subject, goal
    room.describe(db, exchange)
    audit.record(db, actor.id, "exchange.goal_edited", f"exchange:{exchange.id}")
    db.flush()
    return exchange


def tick_item(db: Db, actor: Person, exchange_id: int, item_code: str, done: bool) -> Exchange:
    """Mark a line of the current phase's checklist as done, or as not done after all. Harmless when it is so already."""
    exchange = access.exchange_to_work_on(db, actor, exchange_id)
    item = db.get(ToolkitItem, item_code)
    if item is None or item.list != checklist_of(exchange.phase):
        raise NotFound
    row = db.get(ChecklistTick, (exchange.id, item_code))
    if done and row is None:
        now = clock.now()
        db.add(ChecklistTick(exchange_id=exchange.id, item_code=item_code, done_by_id=actor.id, done_at=now))
    elif row is not None and not done:
        db.execute(
            delete(ChecklistTick).where(ChecklistTick.exchange_id == exchange.id, ChecklistTick.item_code == item_code)
        )
    db.flush()
    return exchange


def move(db: Db, actor: Person, exchange_id: int, to: str, lessons: str = "") -> Exchange:
    """Take the exchange to another phase; closing needs the lessons. Raises NotFound, NotAllowed, Invalid, or Conflict
    when somebody was quicker."""
    exchange = access.exchange_for(db, actor, exchange_id)
    _must_move(db, actor, exchange, to)
    if to == CLOSED and not lessons:
        raise Invalid({"lessons": _("Write at least a sentence about what your team has learned.")})
    now = clock.now()
    closing = {"lessons": lessons, "closed_on": day(now)} if to == CLOSED else {}
    before = update(Exchange).where(Exchange.id == exchange.id, Exchange.phase == exchange.phase)
    moved = before.values(phase=to, phase_changed_at=now, **closing).returning(Exchange.id)
    if db.scalar(moved) is None:
        raise Conflict(_("Someone else has changed the phase. Reload the page."))
    db.refresh(exchange)
    if to == CLOSED and exchange.need_id:
        proposals.end_accepted(db, actor, exchange.need_id)
    audit.record(db, actor.id, f"exchange.moved_to_{to}", f"exchange:{exchange.id}")
    announce(db, ExchangePhaseChanged(exchange.id, to, actor.id))
    return exchange


def _must_move(db: Db, actor: Person, exchange: Exchange, to: str) -> None:
    phase = exchange.phase
    if to not in PHASES:
        raise NotFound
    refusal = refusal_of_move(phase, to, access.parts_of(db, actor, exchange), access.readiness(db, exchange))
    if refusal:
        raise _refused(refusal, phase, to)


def _refused(refusal: Refusal, phase: str, to: str) -> NotAllowed | Invalid:
    parts = listed(sorted(_(PART_WORDS[part]) for part in MOVES.get((phase, to), ())))
    sentence = _(
        REFUSAL_WORDS[refusal], phase=translated(PHASE_WORDS[phase]), to=translated(PHASE_WORDS[to]), parts=parts
    )
    return NotAllowed(sentence) if refusal == "not_yours" else Invalid(sentence)
