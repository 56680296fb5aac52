"""rooms, people: what no behaviour uses goes

Tables and columns that were made ahead of their behaviour hold nothing. Each comes back with what needs it.
"""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = (
    *("drafts", "scheduled_posts", "attachments", "flags", "sanctions", "moderation_entries"),
    *("experiences", "thread_follows"),
)
COLUMNS = {
    "messages": ("hidden_at", "moved_to_id"),
    "threads": ("pinned_at", "slow_seconds", "merged_into_id"),
    "rooms": ("public", "direct_key", "slow_seconds", "unled_at", "unled_told_at"),
    "memberships": ("follow", "greeted_at"),
    "people": ("shows_typing",),
}


def upgrade() -> None:
    """Apply."""
    for table in TABLES:
        op.drop_table(table)
    for table, columns in COLUMNS.items():
        with op.batch_alter_table(
            table
        ) as batch:  # SQLite drops no column that a constraint names: the table is made anew
            for column in columns:
                batch.drop_column(column)
