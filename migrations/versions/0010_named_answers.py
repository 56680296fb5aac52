"""surveys: changes of answers by name are not counted

Whether somebody changed them meanwhile is seen by what the form was filled with, as in every other form.
"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Apply."""
    op.drop_column("survey_named_answers", "version")
