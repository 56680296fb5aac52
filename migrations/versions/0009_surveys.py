"""surveys: answers leave the database

Answers to anonymous surveys are kept in a file without a history from now on. Those in the database already have one: what
may be shown of them is published, and open surveys close with that.
"""

from datetime import UTC, datetime
from random import SystemRandom
from typing import Any

import sqlalchemy as sa
from alembic import op

from peerhub.surveys.rules import QUOTE, results
from peerhub.surveys.rules.published import plain
from peerhub.surveys.rules.shown import THRESHOLD
from peerhub.surveys.rules.sides import all_questions

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    _make_tables()
    _extend_surveys()
    connection = op.get_bind()
    connection.execute(
        sa.text(
            "INSERT INTO survey_respondents (survey_id, person_id, side) "
            "SELECT survey_id, person_id, side FROM survey_receipts ORDER BY survey_id, person_id"
        )
    )
    for survey in connection.execute(sa.text("SELECT id, outcome_code FROM surveys ORDER BY id")).all():
        _publish(connection, survey.id, survey.outcome_code)
    _close_all(connection)
    op.drop_table("survey_answers")
    op.drop_table("survey_receipts")


def _make_tables() -> None:
    op.create_table(
        "survey_respondents", *_of_person("survey_respondents"), sa.Column("side", sa.String(8), nullable=False)
    )
    op.create_index(op.f("ix_survey_respondents_person_id"), "survey_respondents", ["person_id"])
    op.create_table(
        "survey_named_answers",
        *_of_person("survey_named_answers"),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "survey_publications",
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=True),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", name=op.f("pk_survey_publications")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f("fk_survey_publications_survey_id_surveys")),
    )


def _of_person(table: str) -> list[Any]:
    return [
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("survey_id", "person_id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["survey_id"], ["surveys.id"], name=op.f(f"fk_{table}_survey_id_surveys")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id_people")),
    ]


def _extend_surveys() -> None:
    op.add_column("surveys", sa.Column("mode", sa.String(), nullable=False, server_default="anonymous"))
    op.add_column("surveys", sa.Column("is_ready", sa.Boolean(), nullable=False, server_default=sa.true()))
    op.add_column("surveys", sa.Column("store_key", sa.String(32), nullable=False, server_default=""))
    op.add_column("surveys", sa.Column("mailing", sa.String(), nullable=True))
    op.add_column("surveys", sa.Column("mailed_to", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE surveys SET store_key = 'before-' || id")
    op.create_index(op.f("ix_surveys_store_key"), "surveys", ["store_key"], unique=True)


def _publish(connection: Any, survey_id: int, outcome_code: str | None) -> None:
    receipts = sa.table("survey_receipts", *map(sa.column, ("survey_id", "side", "answered")))
    answers = sa.table("survey_answers", sa.column("survey_id"), sa.column("values", sa.JSON()))
    asked = connection.execute(
        sa.select(receipts.c.side, receipts.c.answered).where(receipts.c.survey_id == survey_id)
    ).all()
    given = list(connection.scalars(sa.select(answers.c["values"]).where(answers.c.survey_id == survey_id)))
    answered = sum(bool(row.answered) for row in asked)
    enough = answered >= THRESHOLD
    questions = [*all_questions(outcome_code, sorted({row.side for row in asked})), QUOTE]
    published = [plain(each) for each in results(questions, given, SystemRandom())] if enough else []
    table = sa.table("survey_publications", *map(sa.column, ("survey_id", "answered")), sa.column("results", sa.JSON()))
    row = {"survey_id": survey_id, "answered": answered if enough else None, "results": published}
    connection.execute(sa.insert(table).values(**row))


def _close_all(connection: Any) -> None:
    surveys = sa.table("surveys", sa.column("closed_at", sa.DateTime(timezone=True)))
    now = datetime.now(UTC)  # noqa: TID251  (a migration has no other clock)
    connection.execute(sa.update(surveys).where(surveys.c.closed_at.is_(None)).values(closed_at=now))
