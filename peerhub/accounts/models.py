"""Invitations to join, sign-ins, sign-in links, and new email addresses."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person, Seat


class AccountInvitation(Model):
    """Somebody asked to join: the address, the seat prepared for them, and who asked."""

    __tablename__ = "account_invitations"
    __table_args__ = (Index("ix_account_invitations_open", "accepted_at", "withdrawn_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str]
    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    language: Mapped[str]
    role: Mapped[str | None]
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    seat: Mapped[Seat] = relationship(lazy="joined")
    invited_by: Mapped[Person | None] = relationship()


class SignIn(Model):
    """Somebody signed in on one device, as long as the row stands. The cookie holds a random token, the row its hash; ending
    the sign-in deletes the row, so that a cookie that was kept is worth nothing on any process."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime] = mapped_column(index=True)


class SignInLink(Model):
    """A link sent by email, good once and for a short while; the token in the email is signed, the row says whether it was used."""

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class AddressChange(Model):
    """A new email address that somebody asked for: it counts once the link that was sent there is opened, which is good once and for a
    day; `used_at` says since when it counts. `old_email` is the address before, whose owner can keep it or take it back: `undone_at`. It
    is empty for changes of earlier versions."""

    __tablename__ = "address_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    email: Mapped[str] = mapped_column(String(254))
    old_email: Mapped[str | None] = mapped_column(String(254), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
