"""What stands beside Hoja's columns: the team's own cells of each record, and of rows that are to come back"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the table of cells in the team's own columns, and to deliveries those of a row that is brought back."""
    op.create_table('beside',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=False),
    sa.Column('wrong', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('table', 'reference')
    )
    op.add_column('deliveries', sa.Column('beside', sa.JSON(), nullable=True))
    op.create_index(op.f('ix_seen_gone_at'), 'seen', ['gone_at'], unique=False)
