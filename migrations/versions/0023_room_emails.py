"""rooms: emails may quote a private room"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Apply."""
    op.add_column("rooms", sa.Column("is_emailed", sa.Boolean(), nullable=False, server_default=sa.false()))
