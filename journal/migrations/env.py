"""Alembic runs inside the transaction that `Journal.upgrade` opened."""

from alembic import context

from journal.schema import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata
)
context.run_migrations()
