"""mails: those that somebody waits for come first"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Apply."""
    op.add_column("outgoing_mails", sa.Column("priority", sa.Integer(), nullable=False, server_default="2"))
    op.create_index("ix_outgoing_mails_next", "outgoing_mails", ["state", "priority", "id", "not_before"])
    op.create_index("ix_outgoing_mails_expiry", "outgoing_mails", ["state", "expires_at"])
    op.create_index("ix_outgoing_mails_sent", "outgoing_mails", ["state", "sent_at"])
    op.drop_index("ix_outgoing_mails_due", "outgoing_mails")
