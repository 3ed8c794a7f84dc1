"""Sessions of staff, which can be ended; and the security log"""

import sqlalchemy as sa
from alembic import op

from journal.schema import Moment

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds both tables. Whoever is signed in by a cookie of before signs in once more."""
    op.create_table('staff_sessions',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('device', sa.String(length=80), nullable=False),
    sa.Column('created_at', Moment(timezone=True), nullable=False),
    sa.Column('seen_at', Moment(timezone=True), nullable=False),
    sa.Column('until', Moment(timezone=True), nullable=False),
    sa.Column('ended_at', Moment(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('digest', name=op.f('uq_staff_sessions_digest'))
    )
    op.create_index(op.f('ix_staff_sessions_until'), 'staff_sessions', ['until'])
    op.create_table('security_events',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('at', Moment(timezone=True), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=320), server_default='', nullable=False),
    sa.Column('client', sa.String(length=16), server_default='', nullable=False),
    sa.Column('about', sa.Text(), server_default='', nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index(op.f('ix_security_events_at'), 'security_events', ['at'])
    op.create_index(op.f('ix_security_events_client_at'), 'security_events', ['client', 'at'])
