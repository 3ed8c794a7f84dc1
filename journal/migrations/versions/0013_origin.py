"""Submissions: who could send it, for what is mailed about it"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column. Of what came before nobody knows, so it counts as sent by anybody."""
    op.add_column('submissions', sa.Column('origin', sa.String(12), nullable=False, server_default='open'))
