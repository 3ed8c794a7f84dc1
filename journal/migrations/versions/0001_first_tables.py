"""First tables"""

import sqlalchemy as sa
from alembic import op

import journal.schema

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a journal is never taken back to an older program."""
    op.create_table('changes',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('happening', sa.String(length=10), nullable=False),
    sa.Column('column', sa.String(length=40), server_default='', nullable=False),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('seen_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.Column('handling', sa.String(length=15), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_changes_handling_seen_at'), 'changes', ['handling', 'seen_at'], unique=False)
    op.create_index(op.f('ix_changes_table_reference'), 'changes', ['table', 'reference'], unique=False)
    op.create_table('deliveries',
    sa.Column('id', sa.Integer(), autoincrement=True, nullable=False),
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('from_form', sa.Boolean(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_at', journal.schema.Moment(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('reference', name=op.f('uq_deliveries_reference'))
    )
    op.create_index(op.f('ix_deliveries_state_id'), 'deliveries', ['state', 'id'], unique=False)
    op.create_table('facts',
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('value', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('form_versions',
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('definition', sa.JSON(), nullable=False),
    sa.PrimaryKeyConstraint('form', 'version')
    )
    op.create_table('leases',
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('holder', sa.String(length=32), nullable=False),
    sa.Column('until', journal.schema.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('messages',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('tag', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('table', sa.String(length=40), server_default='', nullable=False),
    sa.Column('reference', sa.String(length=60), server_default='', nullable=False),
    sa.Column('case', sa.String(length=60), server_default='', nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('person', sa.Text(), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('reply_to', sa.String(length=320), server_default='', nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('html', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('holder', sa.String(length=32), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('created_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.Column('due_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.Column('changed_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('tag', name=op.f('uq_messages_tag'))
    )
    op.create_index(op.f('ix_messages_state_due_at'), 'messages', ['state', 'due_at'], unique=False)
    op.create_table('problems',
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('tag', sa.String(length=60), nullable=False),
    sa.Column('source', sa.String(length=60), nullable=False),
    sa.Column('problem', sa.JSON(), nullable=False),
    sa.Column('since', journal.schema.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('key'),
    sa.UniqueConstraint('tag', name=op.f('uq_problems_tag'))
    )
    op.create_table('seen',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('occasions', sa.JSON(), nullable=False),
    sa.Column('own', sa.JSON(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('changed_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.Column('gone_at', journal.schema.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('table', 'reference')
    )
    op.create_table('signins',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('until', journal.schema.Moment(timezone=True), nullable=False),
    sa.Column('used_at', journal.schema.Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_table('submissions',
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('form', sa.String(length=40), nullable=False),
    sa.Column('version', sa.String(length=12), nullable=False),
    sa.Column('language', sa.String(length=3), nullable=False),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('consent', sa.JSON(), nullable=False),
    sa.Column('entered', sa.JSON(), nullable=False),
    sa.Column('received_at', journal.schema.Moment(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('reference'),
    sa.UniqueConstraint('key', name=op.f('uq_submissions_key'))
    )
    op.create_table('notices',
    sa.Column('table', sa.String(length=40), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('occasion', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('message', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['message'], ['messages.id'], ),
    sa.PrimaryKeyConstraint('table', 'reference', 'rule', 'step', 'occasion', 'email')
    )
    op.create_index(op.f('ix_notices_message'), 'notices', ['message'], unique=False)
    op.create_table('uploads',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('submission', sa.String(length=60), nullable=False),
    sa.Column('field', sa.String(length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.String(length=80), nullable=False),
    sa.Column('bytes', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['submission'], ['submissions.reference'], ),
    sa.PrimaryKeyConstraint('id', 'submission')
    )
    op.create_index(op.f('ix_uploads_submission'), 'uploads', ['submission'], unique=False)
