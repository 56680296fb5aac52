"""audit, notices: the verb of a role that was removed, and the notice of a session that has no facilitator, by their ordinary names"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    audit, notices = sa.table("audit", sa.column("verb")), sa.table("notices", sa.column("kind"))
    op.execute(sa.update(audit).where(audit.c.verb == "role.taken").values(verb="role.removed"))
    op.execute(sa.update(notices).where(notices.c.kind == "sessions/unled").values(kind="sessions/no_facilitator"))
