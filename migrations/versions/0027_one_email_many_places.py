"""incoming: one email to several sessions and threads, and emails to private rooms"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("invitee_notes") as batch:
        batch.drop_constraint(op.f("uq_invitee_notes_message_id"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_invitee_notes_session_id_person_id_message_id"), ["session_id", "person_id", "message_id"]
        )
    with op.batch_alter_table("mailed_replies") as batch:
        batch.drop_constraint(op.f("uq_mailed_replies_person_id_key"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_mailed_replies_person_id_thread_id_key"), ["person_id", "thread_id", "key"]
        )
    with op.batch_alter_table("incoming_mails") as batch:
        batch.add_column(sa.Column("is_private", sa.Boolean(), nullable=False, server_default=sa.false()))
