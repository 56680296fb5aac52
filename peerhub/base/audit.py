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
    "ask_by_name": N_("Few people asked by name in a survey"),
    "close_survey": N_("Survey closed"),
    "closed poll": N_("Poll closed"),
    "country.added": N_("Country added"),
    "country.changed": N_("Facts about a country changed"),
    "country.holiday_added": N_("Public holiday added"),
    "country.holiday_forgotten": N_("Correction of a public holiday taken back"),
    "country.holiday_struck": N_("Day marked as no public holiday"),
    "decline_survey": N_("Few people not asked in a survey"),
    "exchange.add_person": N_("Person taken into an exchange"),
    "exchange.closed": N_("Exchange closed"),
    "exchange.exchange": N_("Exchange moved to the phase of exchanging"),
    "exchange.follow_up": N_("Exchange moved to the phase of follow-up"),
    "exchange.goal": N_("Goal of an exchange changed"),
    "exchange.open": N_("Exchange opened"),
    "exchange.plan_session": N_("Session joined to an exchange"),
    "exchange.prepare": N_("Exchange moved back to preparing"),
    "exchange.remove_person": N_("Person taken out of an exchange"),
    "exported room": N_("Room exported"),
    "exported thread": N_("Thread exported"),
    "invitation.accepted": N_("Account invitation accepted"),
    "invitation.sent": N_("Account invitation sent"),
    "invitation.sent_again": N_("Account invitation sent again"),
    "invitation.withdrawn": N_("Account invitation withdrawn"),
    "locked thread": N_("Thread locked"),
    "mail.tried_again": N_("Failed mail sent again"),
    "named language": N_("Language of a message named"),
    "need.edit": N_("Need changed"),
    "need.met": N_("Need marked as met"),
    "need.open": N_("Need opened again"),
    "need.paused": N_("Need paused"),
    "need.state": N_("Need stated"),
    "need.withdrawn": N_("Need withdrawn"),
    "offer.edit": N_("Offer changed"),
    "offer.make": N_("Offer made"),
    "offer.open": N_("Offer opened again"),
    "offer.paused": N_("Offer paused"),
    "password.changed": N_("Password changed"),
    "person.closed": N_("Account closed"),
    "prolong_survey": N_("Survey kept open for longer"),
    "proposal.accepted": N_("Proposal accepted"),
    "proposal.declined": N_("Proposal declined"),
    "proposal.ended": N_("Exchange of a need ended"),
    "proposal.invite": N_("Exchange proposed to a country"),
    "proposal.withdrawn": N_("Proposal withdrawn"),
    "removed message": N_("Message of somebody else removed"),
    "role.given": N_("Role given"),
    "role.taken": N_("Role taken away"),
    "room.described": N_("Purpose and rules of a room changed"),
    "room.facilitator_dismissed": N_("Facilitator of a room taken away"),
    "room.facilitator_named": N_("Facilitator of a room named"),
    "seat.handed_over": N_("Seat handed over"),
    "session.attendance": N_("Attendance of a session noted"),
    "session.cancelled": N_("Session cancelled"),
    "session.invited": N_("Session invitations sent"),
    "session.withdrew": N_("Session invitation withdrawn"),
    "unlocked thread": N_("Thread opened again"),
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
