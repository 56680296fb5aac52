"""people: sign-ins as rows"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply."""
    _keep_sign_ins()
    _let_rooms_speak_languages()
    _welcome_people()


def _keep_sign_ins() -> None:
    """Everybody signs in once more: what the old cookies say, no row knows."""
    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_ins_token_hash")),
    )
    op.create_index(op.f("ix_sign_ins_person_id"), "sign_ins", ["person_id"])
    op.create_index(op.f("ix_sign_ins_last_seen_at"), "sign_ins", ["last_seen_at"])
    op.drop_column("people", "session_version")


def _let_rooms_speak_languages() -> None:
    op.add_column("rooms", sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("rooms", sa.Column("described_by_id", sa.Integer(), nullable=True))
    op.add_column("rooms", sa.Column("described_at", sa.DateTime(timezone=True), nullable=True))


def _welcome_people() -> None:
    op.add_column("people", sa.Column("profile_saved_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("people", sa.Column("steps_hidden_at", sa.DateTime(timezone=True), nullable=True))
