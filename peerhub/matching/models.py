"""What countries seek and can provide, and who was asked."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person
from peerhub.reference.models import Country, Theme

OPEN, PAUSED, MET, WITHDRAWN = "open", "paused", "met", "withdrawn"
PROPOSED, ACCEPTED, DECLINED, ENDED, LAPSED = "proposed", "accepted", "declined", "ended", "lapsed"


class Need(Model):
    """What a country seeks: local hours that suit are `hour_from` to `hour_to` in `zone`; `example` marks one that no source names."""

    __tablename__ = "needs"
    __table_args__ = (
        Index("ix_needs_of_country", "country_code", "state", "created_at", "id"),
        Index("ix_needs_on_theme", "theme_code", "state", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    theme_code: Mapped[str] = mapped_column(ForeignKey("themes.code"))
    challenge: Mapped[str]
    outcome_code: Mapped[str] = mapped_column(ForeignKey("outcomes.code"))
    activities: Mapped[list[str]]
    languages: Mapped[list[str]]
    zone: Mapped[str]
    hour_from: Mapped[int]
    hour_to: Mapped[int]
    until: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=OPEN, index=True)
    example: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]

    country: Mapped[Country] = relationship(lazy="joined")
    theme: Mapped[Theme] = relationship(lazy="joined")


class Offer(Model):
    """What a country can show others. `example` marks one that no source names; `capacity` is exchanges at a time."""

    __tablename__ = "offers"
    __table_args__ = (
        Index("ix_offers_of_country", "country_code", "state", "created_at", "id"),
        Index("ix_offers_on_theme", "theme_code", "state", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str] = mapped_column(ForeignKey("countries.code"))
    theme_code: Mapped[str] = mapped_column(ForeignKey("themes.code"))
    done: Mapped[str]
    result: Mapped[str]
    year: Mapped[int | None]
    link: Mapped[str]
    lesson: Mapped[str]
    activities: Mapped[list[str]]
    languages: Mapped[list[str]]
    zone: Mapped[str]
    hour_from: Mapped[int]
    hour_to: Mapped[int]
    capacity: Mapped[int]
    state: Mapped[str] = mapped_column(default=OPEN, index=True)
    example: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    created_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]

    country: Mapped[Country] = relationship(lazy="joined")
    theme: Mapped[Theme] = relationship(lazy="joined")


class Proposal(Model):
    """The seeker's proposal to a provider, with the reasons as they stood, and the provider's answer.

    `state`: proposed, accepted, declined, withdrawn (by the seeker), ended (accepted, and its exchange is closed),
    lapsed (unanswered when its need or its offer stopped being open).
    """

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(primary_key=True)
    need_id: Mapped[int] = mapped_column(ForeignKey("needs.id"), index=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), index=True)
    message: Mapped[str]
    score: Mapped[int]
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    weights_version: Mapped[int]
    state: Mapped[str] = mapped_column(default=PROPOSED, index=True)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[str] = mapped_column(default="")
    named_country_code: Mapped[str | None] = mapped_column(ForeignKey("countries.code"))

    need: Mapped[Need] = relationship()
    offer: Mapped[Offer] = relationship()
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    named_country: Mapped[Country | None] = relationship()
