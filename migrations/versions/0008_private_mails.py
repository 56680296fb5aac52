"""mails: some leave no trace"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Apply."""
    op.add_column("outgoing_mails", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
