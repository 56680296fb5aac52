"""sessions: each counts its changes, so that calendars need not be built to be compared"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Apply."""
    op.add_column("sessions", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
