"""sessions: whether it is sure who sent a calendar's answer that waits"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("calendar_requests") as batch:
        batch.drop_constraint(op.f("uq_calendar_requests_session_id_sender_attendee"), type_="unique")
        batch.add_column(sa.Column("is_sure", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch.create_index("ix_calendar_requests_sender", ["session_id", "sender", "attendee"])
