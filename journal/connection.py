"""The type of an open connection to the journal, for rooms that only hand it on."""

from sqlalchemy.engine import Connection

__all__ = ["Connection"]
