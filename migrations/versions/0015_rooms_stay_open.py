"""rooms: nothing closes a room, so nothing is kept of when it was closed"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("rooms") as batch:
        batch.drop_column("archived_at")
