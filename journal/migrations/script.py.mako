"""${message}"""

import sqlalchemy as sa
from alembic import op

import journal.schema

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: a journal is never taken back to an older program."""
    ${upgrades if upgrades else "pass"}
