"""Messages: what must be true before they leave and is not, and whether a yes keeps the hours of sending; conditions of events"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns: of messages that wait, the next look says what is missing."""
    op.create_table('conditions',
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('holds', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('rule', 'reference')
    )
    op.add_column('messages', sa.Column('missing', sa.JSON(none_as_null=True), nullable=True))
    op.add_column('messages', sa.Column('waived', sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        'messages', sa.Column('keeps_hours', sa.Boolean(), nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Takes them away: what waits for something that is missing waits for a yes then."""
    op.drop_column('messages', 'keeps_hours')
    op.drop_column('messages', 'waived')
    op.drop_column('messages', 'missing')
    op.drop_table('conditions')
