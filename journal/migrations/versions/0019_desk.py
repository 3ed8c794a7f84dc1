"""What the team's desk shows: next steps, findings, where rows stand, and who has taken on what"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the tables; the next look and the next planning fill them."""
    op.create_table('sheet_rows',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('sheet_id', sa.BigInteger(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('rows', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('table')
    )
    op.create_table('case_steps',
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('overdue_on', sa.Date(), nullable=True),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('reference', 'step')
    )
    op.create_table('findings',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('ladder', sa.String(length=40), nullable=False),
    sa.Column('rung', sa.String(length=60), nullable=False),
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('case', sa.String(length=60), nullable=False),
    sa.PrimaryKeyConstraint('table', 'reference', 'ladder')
    )
    op.create_index(op.f('ix_findings_kind_date'), 'findings', ['kind', 'date'])
    op.create_index(op.f('ix_findings_case'), 'findings', ['case'])
    op.create_table('taken_lines',
    sa.Column('line', sa.String(length=160), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('taken_at', Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('line')
    )


def downgrade() -> None:
    """Takes them away; who has taken on what is lost."""
    op.drop_table('taken_lines')
    op.drop_index(op.f('ix_findings_case'), table_name='findings')
    op.drop_index(op.f('ix_findings_kind_date'), table_name='findings')
    op.drop_table('findings')
    op.drop_table('case_steps')
    op.drop_table('sheet_rows')
