"""mail: why mails failed, the pace for each domain, and addresses that do not work"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Apply."""
    op.add_column("outgoing_mails", sa.Column("failure", sa.String(), nullable=True))
    op.add_column("outgoing_mails", sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE outgoing_mails SET unsure = true WHERE tries > 0 AND state <> 'sent'")
    with op.batch_alter_table("outgoing_mails") as batch:
        batch.create_index("ix_outgoing_mails_recipient", ["recipient", "id"])
    op.create_table(
        "mail_paces",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_mail_paces")),
    )
    op.create_table(
        "mail_troubles",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failure", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mail_troubles")),
    )
    with op.batch_alter_table("mail_paces") as batch:
        batch.create_index(op.f("ix_mail_paces_began_at"), ["began_at"])
    with op.batch_alter_table("mail_troubles") as batch:
        batch.create_index(op.f("ix_mail_troubles_last_at"), ["last_at"])
