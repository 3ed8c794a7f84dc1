"""When somebody was last heard of by a link of theirs"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table: nobody has been heard of yet."""
    op.create_table('contact_signs',
    sa.Column('mark', sa.String(length=16), nullable=False),
    sa.Column('heard_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('mark')
    )


def downgrade() -> None:
    """Takes it away: silence is counted from the day on which somebody was named."""
    op.drop_table('contact_signs')
