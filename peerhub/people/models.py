"""Seats in national teams, people and their roles."""

from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.base.mail.outbox import Receiver
from peerhub.reference.models import Country

NEWS_BEFORE = timedelta(days=14)  # what was written so long before somebody joined is new to them
SECRETARIAT, ADMINISTRATOR, FOCAL_POINT = "secretariat", "administrator", "focal_point"


class Seat(Model):
    """An office in a country's team, or outside all teams when there is no country. People come and go, the seat stays."""

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("country_code", "office"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    country_code: Mapped[str | None] = mapped_column(ForeignKey("countries.code"), index=True)
    office: Mapped[str]

    country: Mapped[Country | None] = relationship(lazy="joined")


class Person(Model):
    """Somebody with an account. `name` is what others read beside what they write; it may be an office."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    password_hash: Mapped[str | None]
    language: Mapped[str]
    working_languages: Mapped[list[str]]
    zone: Mapped[str]
    low_data: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    profile_saved_at: Mapped[datetime | None]
    steps_hidden_at: Mapped[datetime | None]

    seat: Mapped[Seat | None] = relationship(lazy="joined")

    @property
    def news_since(self) -> datetime:
        """From when on what others wrote is new to the person: two weeks before they joined."""
        return self.created_at - NEWS_BEFORE

    @property
    def country(self) -> Country | None:
        """The country whose team the person sits in."""
        return self.seat.country if self.seat else None

    @property
    def country_code(self) -> str | None:
        """Its two letters."""
        return self.seat.country_code if self.seat else None

    @property
    def office(self) -> str:
        """The office of the seat, empty without one."""
        return self.seat.office if self.seat else ""

    @property
    def receiver(self) -> Receiver:
        """The person as the outbox knows them."""
        return Receiver(self.email, self.name, self.language, self.zone)


class Role(Model):
    """A right held site-wide (secretariat, administrator), or for one country (focal point)."""

    __tablename__ = "roles"
    __table_args__ = (UniqueConstraint("person_id", "role", "country_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(index=True)
    country_code: Mapped[str | None] = mapped_column(ForeignKey("countries.code"))
