"""forms: keys of what was sent, versions of minutes; invitations whose need or offer is no longer open have ended"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "sent_keys",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sent_keys_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", "key", name=op.f("pk_sent_keys")),
    )
    op.create_table(
        "session_minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("notes", sa.String(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_minutes_session_id_sessions")),
        sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_session_minutes_written_by_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_minutes")),
    )
    op.create_index(op.f("ix_session_minutes_session_id"), "session_minutes", ["session_id"])
    op.execute(
        "INSERT INTO session_minutes (session_id, notes, written_at) SELECT id, notes,"
        " coalesce(notes_published_at, state_changed_at, changed_at) FROM sessions WHERE notes <> ''"
    )
    op.execute(
        "UPDATE proposals SET state = 'lapsed' WHERE state = 'invited' AND ("
        "need_id IN (SELECT id FROM needs WHERE state IN ('paused', 'withdrawn'))"
        " OR offer_id IN (SELECT id FROM offers WHERE state = 'paused'))"
    )
