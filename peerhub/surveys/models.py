"""Questionnaires, who was asked (receipts), and what was answered. Receipts and answers share nothing but the survey."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database import Model
from peerhub.people.models import Person


def random_key() -> str:
    """A key that tells nothing."""
    return secrets.token_hex(16)


class Survey(Model):
    """A questionnaire about a subject, which is known only as kind, id, title and path.

    The questions follow from `template`, its version and `outcome_code`.
    """

    __tablename__ = "surveys"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id", "template"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    subject_title: Mapped[str]
    subject_path: Mapped[str]
    template: Mapped[str]
    template_version: Mapped[int]
    outcome_code: Mapped[str | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(default=0)

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is taken now."""
        return self.closed_at is None and self.opens_at <= now < self.closes_at


class SurveyManager(Model):
    """Who sees the response rate and closes the survey: the facilitators of its subject, told when it opens."""

    __tablename__ = "survey_managers"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)


class Receipt(Model):
    """That a person is asked, and whether they have answered. Made for everybody at the opening; no time of the answer.

    How often people were reminded is kept with the survey: here it would tell who answered before whom.
    """

    __tablename__ = "survey_receipts"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    side: Mapped[str] = mapped_column(String(8))
    answered: Mapped[bool] = mapped_column(default=False)

    survey: Mapped[Survey] = relationship()
    person: Mapped[Person] = relationship()


class Answer(Model):
    """What a nameless person answered to one question, `values` its key and value; a text has its consent (`quote`) beside it.

    One row a question, so that words in which somebody can be recognised do not give away the rest of what they said.
    The key is random and the table ordered by it, so that the order tells nothing. `step` is the publication the row
    went out with (`rules.steps`), None while it waits: several people share each, and within one there is no order.
    """

    __tablename__ = "survey_answers"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_key)
    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), index=True)
    step: Mapped[int | None]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
