"""sessions: what calendars answer, and what those who run a session decide on"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Apply."""
    op.add_column("sessions", sa.Column("organizer", sa.String(length=254), nullable=True))
    for name in ("asked_at", "said_at", "reply_stamp"):
        op.add_column("invitees", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column("invitees", sa.Column("reply_sequence", sa.Integer(), nullable=True))
    op.create_table(
        "calendar_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=254), nullable=False),
        sa.Column("attendee", sa.String(length=254), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_calendar_requests_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_requests")),
        sa.UniqueConstraint(
            "session_id", "sender", "attendee", name=op.f("uq_calendar_requests_session_id_sender_attendee")
        ),
    )
    op.create_table(
        "invitee_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(length=998), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_invitee_notes_person_id_people")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_invitee_notes_session_id_sessions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitee_notes")),
        sa.UniqueConstraint("message_id", name=op.f("uq_invitee_notes_message_id")),
    )
    with op.batch_alter_table("invitee_notes") as batch:
        batch.create_index(op.f("ix_invitee_notes_session_id"), ["session_id"])
