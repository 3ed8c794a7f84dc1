"""Messages: why one that is due has not left, and when it was last judged"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two columns; the next round fills them in."""
    op.add_column('messages', sa.Column('judged_at', Moment(timezone=True), nullable=True))
    op.add_column('messages', sa.Column('waits', sa.Text(), server_default='', nullable=False))
