"""Where mail reaches people who have no telephone number"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None
TABLES = ("case_steps", "findings")


def upgrade() -> None:
    """Adds a column to both tables that the next planning writes anew."""
    for table in TABLES:
        op.add_column(table, sa.Column("email", sa.String(length=320), nullable=False, server_default=""))


def downgrade() -> None:
    """Takes them away: the desk names these people without a way to reach them."""
    for table in TABLES:
        op.drop_column(table, "email")
