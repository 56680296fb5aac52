"""accounts: the address before a change, which its owner can keep"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("address_changes") as batch:
        batch.add_column(sa.Column("old_email", sa.String(length=254), nullable=True))
        batch.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_index(op.f("ix_address_changes_old_email"), ["old_email"])
