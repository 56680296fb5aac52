"""What one person did to another, or to rights: kept, never edited."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from peerhub.base import clock
from peerhub.base.database import Db, Model
from peerhub.base.i18n import gettext
from peerhub.base.words import N_

SENTENCES = {
    "ask_by_name": N_("Small group asked by name in a survey"),
    "close_survey": N_("Survey closed"),
    "closed poll": N_("Poll closed"),
    "country.added": N_("Country added"),
    "country.changed": N_("Country edited"),
    "country.holiday_added": N_("Public holiday added"),
    "country.holiday_forgotten": N_("Public holiday correction undone"),
    "country.holiday_struck": N_("Day marked as not a public holiday"),
    "decline_survey": N_("Small group not asked in a survey"),
    "exchange.add_person": N_("Person added to an exchange"),
    "exchange.closed": N_("Exchange closed"),
    "exchange.exchange": N_("Exchange started"),
    "exchange.follow_up": N_("Exchange moved to follow-up"),
    "exchange.goal": N_("Exchange goal edited"),
    "exchange.open": N_("Exchange opened"),
    "exchange.plan_session": N_("Session added to an exchange"),
    "exchange.prepare": N_("Exchange moved back to preparation"),
    "exchange.remove_person": N_("Person removed from an exchange"),
    "exported room": N_("Room exported"),
    "exported thread": N_("Thread exported"),
    "invitation.accepted": N_("Account invitation accepted"),
    "invitation.sent": N_("Account invitation sent"),
    "invitation.sent_again": N_("Account invitation sent again"),
    "invitation.withdrawn": N_("Account invitation withdrawn"),
    "locked thread": N_("Thread locked"),
    "mail.tried_again": N_("Failed email sent again"),
    "named language": N_("Message language set"),
    "need.edit": N_("Need edited"),
    "need.met": N_("Need marked as met"),
    "need.open": N_("Need reopened"),
    "need.paused": N_("Need paused"),
    "need.state": N_("Need added"),
    "need.withdrawn": N_("Need withdrawn"),
    "offer.edit": N_("Offer edited"),
    "offer.make": N_("Offer added"),
    "offer.open": N_("Offer reopened"),
    "offer.paused": N_("Offer paused"),
    "password.changed": N_("Password changed"),
    "person.closed": N_("Account closed"),
    "prolong_survey": N_("Survey kept open for longer"),
    "proposal.accepted": N_("Proposal accepted"),
    "proposal.declined": N_("Proposal declined"),
    "proposal.ended": N_("Exchange for a need ended"),
    "proposal.invite": N_("Exchange proposed to a country"),
    "proposal.withdrawn": N_("Proposal withdrawn"),
    "removed message": N_("Another person’s message removed"),
    "role.given": N_("Role given"),
    "role.taken": N_("Role removed"),
    "room.described": N_("Room purpose and rules edited"),
    "room.facilitator_dismissed": N_("Room facilitator removed"),
    "room.facilitator_named": N_("Room facilitator added"),
    "seat.handed_over": N_("Seat handed over"),
    "session.attendance": N_("Session attendance recorded"),
    "session.cancelled": N_("Session cancelled"),
    "session.invited": N_("Session invitations sent"),
    "session.withdrew": N_("Session invitation withdrawn"),
    "unlocked thread": N_("Thread unlocked"),
}


class AuditEntry(Model):
    """One line of the log: who (None: the site itself), which verb, on what."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    verb: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]


def record(db: Db, actor_id: int | None, verb: str, subject: str, **data: Any) -> None:
    """Write that `actor_id` did `verb` to `subject` ("person:7"), in the transaction of the deed."""
    db.add(AuditEntry(at=clock.now(), actor_id=actor_id, verb=verb, subject=subject, data=data))


def told(verb: str) -> str:
    """A verb in the reader's language; one that this version does not know, as it was written."""
    return gettext(SENTENCES[verb]) if verb in SENTENCES else verb


def latest(db: Db, limit: int = 200, *, before: int | None = None) -> list[AuditEntry]:
    """The newest lines, newest first; only those older than the one with the id `before`, where it is given. The caller
    checks that the reader is of the secretariat."""
    lines = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    return list(db.scalars(lines.where(AuditEntry.id < before) if before is not None else lines))
