"""sessions: emails to many people are written some at a time; what is still to be written stands with who gets it"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Apply."""
    op.add_column("invitees", sa.Column("mail_due", sa.String(), nullable=True))
    op.add_column("invitees", sa.Column("told_start", sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitees", sa.Column("notice_due", sa.Boolean(), nullable=False, server_default=sa.false()))
    due = sa.text("mail_due IS NOT NULL")
    op.create_index("ix_invitees_due", "invitees", ["session_id", "person_id"], sqlite_where=due, postgresql_where=due)
    op.add_column("session_reminders", sa.Column("written_to", sa.Integer(), nullable=True))
