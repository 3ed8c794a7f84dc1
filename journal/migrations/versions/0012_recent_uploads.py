"""Files that arrived lately: which of them no submission refers to, and how much came with each form; the order of pages"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a table. Files of pages that are open during the change are asked for once more."""
    # A letter that was photographed in pieces is read in the order in which these were added.
    op.add_column('uploads', sa.Column('position', sa.Integer(), server_default='0', nullable=False))
    op.create_table('recent_uploads',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('is_public', sa.Boolean(), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('arrived_at', Moment(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_recent_uploads_form_arrived_at'), 'recent_uploads', ['form', 'arrived_at'], unique=False)
    op.create_index(op.f('ix_recent_uploads_state_arrived_at'), 'recent_uploads', ['state', 'arrived_at'], unique=False)
