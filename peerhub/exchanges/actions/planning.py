"""Verbs about the sessions of an exchange."""

from sqlalchemy import delete, select

from peerhub.base import audit
from peerhub.base.database import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n import _
from peerhub.exchanges import access
from peerhub.exchanges.models import Exchange, PlannedSession
from peerhub.people.models import Person
from peerhub.sessions.actions import Plan, draft_for
from peerhub.sessions.models import Session


def draft_session(db: Db, actor: Person, exchange_id: int, plan: Plan) -> Session:
    """Write a first draft of a session of the exchange; nobody is told. Whom the plan names may facilitate it.

    Raises NotFound, NotAllowed, Invalid.
    """
    exchange = access.exchange_to_plan(db, actor, exchange_id)
    session = draft_for(db, actor, plan, plan.facilitators)
    plan_session(db, actor, exchange.id, session.id)
    return session


def plan_session(db: Db, actor: Person, exchange_id: int, session_id: int) -> Exchange:
    """Note that a session which the actor prepares belongs to the exchange. Raises NotFound, NotAllowed, Invalid."""
    exchange = access.exchange_to_plan(db, actor, exchange_id)
    session = db.get(Session, session_id)
    if session is None or session.created_by_id != actor.id:
        raise Invalid({"session_id": _("Choose one of the sessions that you have scheduled.")})
    planned = db.scalar(select(PlannedSession).where(PlannedSession.session_id == session_id))
    if planned is None:
        db.add(PlannedSession(exchange_id=exchange.id, session_id=session_id))
        audit.record(db, actor.id, "exchange.plan_session", f"exchange:{exchange.id}", session=session_id)
        db.flush()
    elif planned.exchange_id != exchange.id:
        raise Invalid({"session_id": _("This session belongs to another exchange.")})
    return exchange


def forget(db: Db, session_id: int) -> None:
    """The session goes; no exchange holds it any more."""
    db.execute(delete(PlannedSession).where(PlannedSession.session_id == session_id))
