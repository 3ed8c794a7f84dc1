"""How much each client has saved"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column: what was saved before is nobody's."""
    with op.batch_alter_table('saved_forms') as batch:
        batch.add_column(sa.Column('client', sa.String(length=16), server_default='', nullable=False))
    op.create_index(op.f('ix_saved_forms_client'), 'saved_forms', ['client'])


def downgrade() -> None:
    """Takes it away."""
    op.drop_index(op.f('ix_saved_forms_client'), 'saved_forms')
    with op.batch_alter_table('saved_forms') as batch:
        batch.drop_column('client')
