"""rooms: people follow rooms, and mute rooms and threads"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    """Apply."""
    op.add_column("thread_followers", sa.Column("is_muted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "room_followers",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("is_muted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_room_followers_person_id_people")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_followers_room_id_rooms")),
        sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_room_followers")),
    )
    with op.batch_alter_table("room_followers") as batch:
        batch.create_index(op.f("ix_room_followers_person_id"), ["person_id"])
