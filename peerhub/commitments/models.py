"""What somebody committed to do by a certain day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person

OPEN, KEPT, PARTLY, NOT_YET, WITHDRAWN = "open", "kept", "partly", "not_yet", "withdrawn"


class Commitment(Model):
    """A commitment. The subject it came from is known only as kind, id, title and path."""

    __tablename__ = "commitments"
    __table_args__ = (
        Index("ix_commitments_subject", "subject_kind", "subject_id"),
        Index("ix_commitments_person", "person_id", "state", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    country_code: Mapped[str | None] = mapped_column(ForeignKey("countries.code"), index=True)
    text: Mapped[str]
    with_whom: Mapped[str]
    due_on: Mapped[date]
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    subject_title: Mapped[str]
    subject_path: Mapped[str]
    created_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default=OPEN, index=True)
    answered_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    obstacle_code: Mapped[str | None]
    reminded_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
