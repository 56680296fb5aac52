"""matching: a country that is asked for an exchange gets a proposal; an invitation is to a session"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("proposals") as batch:
        batch.alter_column("invited_by_id", new_column_name="proposed_by_id", existing_type=sa.Integer())
        batch.alter_column("invited_at", new_column_name="proposed_at", existing_type=sa.DateTime(timezone=True))
    with op.batch_alter_table("proposals") as batch:  # once more, for the name of the key to follow the column's
        batch.drop_constraint(op.f("fk_proposals_invited_by_id_people"), type_="foreignkey")
        batch.create_foreign_key(op.f("fk_proposals_proposed_by_id_people"), "people", ["proposed_by_id"], ["id"])
    proposals = sa.table("proposals", sa.column("state"))
    op.execute(sa.update(proposals).where(proposals.c.state == "invited").values(state="proposed"))
    for name in ("notices", "outgoing_mails"):
        told = sa.table(name, sa.column("kind"))
        op.execute(sa.update(told).where(told.c.kind == "matching/invited").values(kind="matching/proposed"))
