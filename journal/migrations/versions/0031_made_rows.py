"""Which rows rules have made"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0031'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table: no rule has made a row yet."""
    op.create_table('made_rows',
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('row', sa.String(length=60), nullable=False),
    sa.Column('made_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('rule', 'reference', 'key')
    )


def downgrade() -> None:
    """Takes it away: the rows stay in the spreadsheet, and a later version would make them once more."""
    op.drop_table('made_rows')
