"""Preparing a session before anybody is invited."""

import uuid
from collections.abc import Collection

import sqlalchemy as sa

from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.people.models import Person
from peerhub.sessions.access import must_schedule, possible_leaders, session_to_run
from peerhub.sessions.actions import invitees, plans
from peerhub.sessions.actions.plans import Plan
from peerhub.sessions.facts import DraftDeleted
from peerhub.sessions.models import DRAFT, AgendaItem, Invitee, Session, SessionCountry


def create(db: Db, actor: Person, plan: Plan) -> Session:
    """Write a draft of a session; nobody is invited yet. Raises Invalid with a sentence for each field that cannot be taken."""
    must_schedule(db, actor)
    return prefilled(db, actor, plan, [person.id for person in possible_leaders(db)])


def prefilled(db: Db, actor: Person, plan: Plan, may_lead: Collection[int]) -> Session:
    """The same for a domain above, which checks first who may write it, and says who may facilitate it."""
    plans.check(plan)
    now, starts_at = clock.now(), plans.instant_of(plan)
    if starts_at <= now:
        raise Invalid({"date": _("This time is in the past. Choose a later one.")})
    roles = plans.roles_in(db, plan, may_lead)
    uid = f"{uuid.uuid4()}@{settings_of(db).mail_domain}"
    session = Session(uid=uid, created_by_id=actor.id, created_at=now, changed_at=now)
    plans.write_plan(db, session, plan, starts_at)
    invitees.add(db, session, roles, now)
    return session


def delete(db: Db, actor: Person, session_id: int) -> None:
    """Delete a draft. Raises Conflict once invitations are sent: then it must be cancelled, so that it leaves all calendars."""
    session = session_to_run(db, actor, session_id)
    if session.state != DRAFT:
        raise Conflict(
            _("Invitations have already been sent. Cancel the session instead, so that everyone is notified.")
        )
    announce(db, DraftDeleted(session_id))
    for part in (AgendaItem, SessionCountry, Invitee):
        db.execute(sa.delete(part).where(part.session_id == session_id))
    db.delete(session)
    db.flush()
