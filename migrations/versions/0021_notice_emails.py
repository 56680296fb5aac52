"""notices: when an email tells of each, and how often somebody wants such emails

What is in the bells already is not sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

IS_TO_EMAIL = sa.text("email_at IS NOT NULL AND read_at IS NULL")


def upgrade() -> None:
    """Apply."""
    op.add_column("notices", sa.Column("email_at", sa.DateTime(timezone=True)))
    op.create_index("ix_notices_email", "notices", ["email_at"], sqlite_where=IS_TO_EMAIL, postgresql_where=IS_TO_EMAIL)
    op.create_table(
        "email_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_email_choices_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_email_choices")),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_quiet_hours_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )
