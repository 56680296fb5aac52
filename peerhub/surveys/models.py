"""Surveys, who is asked, what named people answered, and what was published. Answers without a name are not here: see `store`."""

import secrets
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ForeignKey, String, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerhub.base.database.model import Model
from peerhub.people.models import Person

ANONYMOUS, NAMED, OFFERED, DECLINED = "anonymous", "named", "offered", "declined"
TAKING: Final = (ANONYMOUS, NAMED)


def random_key() -> str:
    """A key that reveals nothing."""
    return secrets.token_hex(16)


class Survey(Model):
    """A questionnaire about a subject, which is known only as kind, id, title and path.

    The questions follow from `template`, its version and `outcome_code`.

    `mode`: anonymous; named; offered, while the facilitator has not chosen whether so few people are asked by name; declined.
    `is_ready`: whether there are places for the answers; those of an anonymous survey are in `store` under `store_key`.
    `mailing`: the email that is being sent ("opened", "again", "reminder", "prolonged", "published"); `mailed_to`: the highest id of
    a person whose turn has been. Neither says who got an email.
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
    mode: Mapped[str] = mapped_column(server_default=ANONYMOUS)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    is_ready: Mapped[bool] = mapped_column(server_default=true())
    reminders: Mapped[int] = mapped_column(default=0)
    store_key: Mapped[str] = mapped_column(String(32), unique=True, index=True, default=random_key, server_default="")
    mailing: Mapped[str | None]
    mailed_to: Mapped[int] = mapped_column(default=0, server_default="0")

    def is_open(self, now: datetime) -> bool:
        """Whether an answer is taken now."""
        takes = self.is_ready and self.mode in TAKING and self.closed_at is None
        return takes and self.opens_at <= now < self.closes_at

    def is_offered(self, now: datetime) -> bool:
        """Whether somebody can choose now if so few people are asked by name."""
        return self.mode == OFFERED and now < self.closes_at


class SurveyManager(Model):
    """Who looks after the survey: the facilitators of its subject, who get an email when it opens and when it has closed."""

    __tablename__ = "survey_managers"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)


class Respondent(Model):
    """That a person is asked, made for everybody at the opening. Nothing here changes when they answer."""

    __tablename__ = "survey_respondents"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    side: Mapped[str] = mapped_column(String(8))

    survey: Mapped[Survey] = relationship()
    person: Mapped[Person] = relationship()


class NamedAnswer(Model):
    """What a person answered in a survey by name, by question key."""

    __tablename__ = "survey_named_answers"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    values: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Publication(Model):
    """What was published of an anonymous survey when it had closed: written once, never changed.

    `answered` is None, and `results` empty, where fewer people answered than must stand behind any result.
    """

    __tablename__ = "survey_publications"

    survey_id: Mapped[int] = mapped_column(ForeignKey("surveys.id"), primary_key=True)
    answered: Mapped[int | None]
    results: Mapped[list[dict[str, Any]]]
