"""rooms: who is notified of replies in a thread is kept, so that a post does not read the whole thread to find out"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

FOLLOWERS = """
INSERT INTO thread_followers (thread_id, person_id) SELECT DISTINCT thread_id, author_id FROM messages
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "thread_followers",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_thread_followers_person_id_people")),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], name=op.f("fk_thread_followers_thread_id_threads")),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_thread_followers")),
    )
    with op.batch_alter_table("thread_followers") as batch:
        batch.create_index(op.f("ix_thread_followers_person_id"), ["person_id"])
    op.execute(FOLLOWERS)
    op.drop_index("ix_messages_authors", "messages")
