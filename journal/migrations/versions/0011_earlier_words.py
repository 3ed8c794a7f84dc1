"""Messages: what they said before, for whoever decides about words that have changed since they were shown"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column; what a message said before is kept from now on."""
    op.add_column('messages', sa.Column('earlier_words', sa.JSON(none_as_null=True), nullable=True))
