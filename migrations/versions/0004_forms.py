"""forms: invitations whose need or offer is no longer open have ended"""

from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.execute(
        "UPDATE proposals SET state = 'lapsed' WHERE state = 'invited' AND ("
        "need_id IN (SELECT id FROM needs WHERE state IN ('paused', 'withdrawn'))"
        " OR offer_id IN (SELECT id FROM offers WHERE state = 'paused'))"
    )
