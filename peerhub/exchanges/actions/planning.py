"""Verbs about the sessions of an exchange."""

from sqlalchemy import delete, select

from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.exchanges import access
from peerhub.exchanges.models import Exchange, PlannedSession
from peerhub.people.models import Person
from peerhub.sessions.actions import drafts
from peerhub.sessions.actions.plans import Plan
from peerhub.sessions.models import DRAFT, Session


def draft_session(db: Db, actor: Person, exchange_id: int, plan: Plan) -> Session:
    """Write a first draft of a session of the exchange; nobody is invited yet. Whom the plan names may facilitate it.

    A draft that the actor prepared before and has not changed yet is given again instead of another one beside it.

    Raises NotFound, NotAllowed, Invalid.
    """
    exchange = access.exchange_to_plan(db, actor, exchange_id)
    if untouched := _untouched(db, actor, exchange, plan):
        return untouched
    session = drafts.prefilled(db, actor, plan, plan.facilitators)
    plan_session(db, actor, exchange.id, session.id)
    return session


def _untouched(db: Db, actor: Person, exchange: Exchange, plan: Plan) -> Session | None:
    drafts = select(Session).join(PlannedSession, PlannedSession.session_id == Session.id)
    drafts = drafts.where(PlannedSession.exchange_id == exchange.id, Session.created_by_id == actor.id)
    same = Session.title == plan.title, Session.purpose == plan.purpose, Session.minutes == plan.minutes
    wall = plan.wall_start.strftime("%Y-%m-%dT%H:%M")
    return db.scalar(drafts.where(Session.state == DRAFT, Session.wall_start == wall, *same).limit(1))


def plan_session(db: Db, actor: Person, exchange_id: int, session_id: int) -> Exchange:
    """Note that a session which the actor prepares belongs to the exchange. Raises NotFound, NotAllowed, Invalid."""
    exchange = access.exchange_to_plan(db, actor, exchange_id)
    session = db.get(Session, session_id)
    if session is None or session.created_by_id != actor.id:
        raise Invalid({"session_id": _("Choose one of the sessions you have scheduled.")})
    planned = db.scalar(select(PlannedSession).where(PlannedSession.session_id == session_id))
    if planned is None:
        db.add(PlannedSession(exchange_id=exchange.id, session_id=session_id))
        audit.record(db, actor.id, "exchange.session_added", f"exchange:{exchange.id}", session=session_id)
        db.flush()
    elif planned.exchange_id != exchange.id:
        raise Invalid({"session_id": _("This session belongs to another exchange.")})
    return exchange


def remove_session(db: Db, session_id: int) -> None:
    """Remove a session from its exchange."""
    db.execute(delete(PlannedSession).where(PlannedSession.session_id == session_id))
