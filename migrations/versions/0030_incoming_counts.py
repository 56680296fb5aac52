"""incoming: how many emails came in an hour and a day"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "incoming_counts",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_incoming_counts")),
    )
    with op.batch_alter_table("incoming_counts") as batch:
        batch.create_index(op.f("ix_incoming_counts_ends_at"), ["ends_at"])
    with op.batch_alter_table("incoming_mails") as batch:
        batch.drop_index("ix_incoming_mails_recipient")
