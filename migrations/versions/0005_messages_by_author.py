"""messages: found by author and time, for the limit on mentions"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_messages_author", "messages", ["author_id", "created_at"])
