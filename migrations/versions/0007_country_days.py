"""countries: their weekends, and public holidays put right by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.add_column("countries", sa.Column("weekend", sa.JSON(), nullable=False, server_default="[]"))
    op.create_table(
        "country_days",
        sa.Column("country_code", sa.String(2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("country_code", "day", name=op.f("pk_country_days")),
        sa.ForeignKeyConstraint(
            ["country_code"], ["countries.code"], name=op.f("fk_country_days_country_code_countries")
        ),
    )
