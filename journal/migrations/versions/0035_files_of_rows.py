"""Files of repetitions: which row each belongs to"""

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A file may belong to one row of a submission alone; its question is then
    called after the repetition, too.
    """
    with op.batch_alter_table('uploads') as batch:
        batch.add_column(sa.Column('row', sa.String(60), nullable=True))
        batch.alter_column('field', existing_type=sa.String(40), type_=sa.String(100), existing_nullable=False)
        batch.create_index(batch.f('ix_uploads_row'), ['row'])


def downgrade() -> None:
    """Which row a file belongs to is forgotten."""
    with op.batch_alter_table('uploads') as batch:
        batch.drop_index(batch.f('ix_uploads_row'))
        batch.drop_column('row')
        batch.alter_column('field', existing_type=sa.String(100), type_=sa.String(40), existing_nullable=False)
