"""A pairing that both sides accepted, from preparation to follow-up."""

from datetime import date, datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.matching.models import Need
from peerhub.people.models import Person
from peerhub.reference.models import Country, Theme
from peerhub.rooms.models.rooms import Room
from peerhub.sessions.models import Session

PREPARE, EXCHANGE, FOLLOW_UP, CLOSED = "prepare", "exchange", "follow_up", "closed"
SEEKER, PROVIDER, GUIDE = "seeker", "provider", "facilitator"


class Exchange(Model):
    """One exchange. The seeking team opens the follow-up and closes it. `source` names where a past one is documented."""

    __tablename__ = "exchanges"

    id: Mapped[int] = mapped_column(primary_key=True)
    seeker_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), index=True)
    theme_code: Mapped[str | None] = mapped_column(ForeignKey("themes.code"))
    need_id: Mapped[int | None] = mapped_column(ForeignKey("needs.id"))
    subject: Mapped[str]
    goal: Mapped[str] = mapped_column(default="")
    phase: Mapped[str] = mapped_column(default=PREPARE, index=True)
    phase_changed_at: Mapped[datetime]
    started_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    lessons: Mapped[str] = mapped_column(default="")
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    source: Mapped[str] = mapped_column(default="")
    example: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    seeker: Mapped[Country] = relationship(lazy="joined")
    theme: Mapped[Theme | None] = relationship(lazy="joined")
    need: Mapped[Need | None] = relationship()
    room: Mapped[Room | None] = relationship()
    providers: Mapped[list["ExchangeProvider"]] = relationship(
        lazy="selectin", order_by="ExchangeProvider.country_code"
    )


class ExchangeProvider(Model):
    """A country that provides in an exchange; there can be several."""

    __tablename__ = "exchange_providers"

    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchanges.id"), primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"), primary_key=True, index=True)

    country: Mapped[Country] = relationship(lazy="joined")


class TeamMember(Model):
    """A person in an exchange. `side`: seeker, provider, facilitator."""

    __tablename__ = "exchange_team"

    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchanges.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    side: Mapped[str]
    added_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class ChecklistTick(Model):
    """That a line of the toolkit's checklist is done in an exchange."""

    __tablename__ = "exchange_ticks"

    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchanges.id"), primary_key=True)
    item_code: Mapped[str] = mapped_column(ForeignKey("toolkit_items.code"), primary_key=True)
    done_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    done_at: Mapped[datetime]

    done_by: Mapped[Person] = relationship()


class PlannedSession(Model):
    """A session that belongs to an exchange."""

    __tablename__ = "exchange_sessions"

    exchange_id: Mapped[int] = mapped_column(ForeignKey("exchanges.id"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), primary_key=True, unique=True)

    session: Mapped[Session] = relationship()
