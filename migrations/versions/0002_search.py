"""search: the index of words, and how far it was rebuilt"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE TABLE search_words (id integer PRIMARY KEY, words tsvector NOT NULL)")
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
    else:
        op.execute("CREATE VIRTUAL TABLE search_words USING fts5(title, words, facets, tokenize='ascii')")
    op.create_table("search_progress", sa.Column("reached", sa.Integer(), nullable=False))
