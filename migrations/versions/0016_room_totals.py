"""rooms: what is written in each room and what of it each person has read, kept as sums, so that no page walks the threads

And an index for each question that pages ask of a table that grows.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# What is written in each room, from its threads.
ROOMS = """
UPDATE rooms SET
  messages = (SELECT coalesce(sum(last_number), 0) FROM threads WHERE threads.room_id = rooms.id),
  threads = (SELECT count(*) FROM threads WHERE threads.room_id = rooms.id),
  latest_at = (SELECT max(last_message_at) FROM threads WHERE threads.room_id = rooms.id)
"""
# For each person and each room that they see or have read in: the sum of their marks, and of the threads without one which ended two
# weeks before they joined, or earlier.
READS = """
INSERT INTO room_reads (room_id, person_id, number, before)
SELECT room_id, person_id, sum(number), sum(before) FROM (
  SELECT threads.room_id, read_marks.person_id, read_marks.number,
    CASE WHEN threads.last_message_at < {news_since} THEN -threads.last_number ELSE 0 END AS before
  FROM read_marks JOIN threads ON threads.id = read_marks.thread_id JOIN people ON people.id = read_marks.person_id
  UNION ALL
  SELECT places.room_id, places.person_id, 0, (
    SELECT coalesce(sum(threads.last_number), 0) FROM threads
    WHERE threads.room_id = places.room_id AND threads.last_message_at < {news_since}
  )
  FROM (
    SELECT rooms.id AS room_id, people.id AS person_id FROM rooms CROSS JOIN people WHERE NOT rooms.private
    UNION SELECT room_id, person_id FROM memberships
    UNION SELECT threads.room_id, read_marks.person_id FROM read_marks JOIN threads ON threads.id = read_marks.thread_id
  ) AS places JOIN people ON people.id = places.person_id
) AS parts GROUP BY room_id, person_id HAVING sum(number) > 0 OR sum(before) > 0
"""
NEWS_SINCE = {  # as the site keeps moments: PostgreSQL as such, SQLite as text with microseconds
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', people.created_at, '-14 days') || substr(people.created_at, 20, 7)",
    "postgresql": "people.created_at - interval '336 hours'",
}
INDEXES = {
    "account_invitations": {"ix_account_invitations_open": ["accepted_at", "withdrawn_at", "id"]},
    "commitments": {"ix_commitments_person": ["person_id", "state", "due_on"]},
    "needs": {
        "ix_needs_of_country": ["country_code", "state", "created_at", "id"],
        "ix_needs_on_theme": ["theme_code", "state", "created_at", "id"],
        "ix_needs_created_by_id": ["created_by_id"],
    },
    "offers": {
        "ix_offers_of_country": ["country_code", "state", "created_at", "id"],
        "ix_offers_on_theme": ["theme_code", "state", "created_at", "id"],
        "ix_offers_created_by_id": ["created_by_id"],
    },
    "people": {"ix_people_name": ["name"]},
    "roles": {"ix_roles_role": ["role"]},
    "sessions": {
        "ix_sessions_latest": ["starts_at", "id"],
        "ix_sessions_creator": ["created_by_id", "starts_at"],
    },
    "survey_managers": {"ix_survey_managers_person_id": ["person_id"]},
}
REPLACED = {
    "commitments": ["ix_commitments_person_id"],
    "needs": ["ix_needs_country_code", "ix_needs_theme_code"],
    "offers": ["ix_offers_country_code", "ix_offers_theme_code"],
}


def upgrade() -> None:
    """Apply."""
    for table, indexes in INDEXES.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)
        for name in REPLACED.get(table, ()):
            op.drop_index(name, table)
    with op.batch_alter_table("rooms") as batch:
        batch.add_column(sa.Column("messages", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("threads", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("latest_at", sa.DateTime(timezone=True)))
        batch.create_index("ix_rooms_private", ["private"])
    op.create_table(
        "room_reads",
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=False),
        sa.Column("caught_up_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_room_reads_person_id_people")),
        sa.ForeignKeyConstraint(["room_id"], ["rooms.id"], name=op.f("fk_room_reads_room_id_rooms")),
        sa.PrimaryKeyConstraint("room_id", "person_id", name=op.f("pk_room_reads")),
    )
    with op.batch_alter_table("room_reads") as batch:
        batch.create_index(op.f("ix_room_reads_person_id"), ["person_id"])
    op.execute(ROOMS)
    op.execute(READS.format(news_since=NEWS_SINCE[op.get_bind().dialect.name]))
