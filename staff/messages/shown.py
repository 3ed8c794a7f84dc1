"""A message together with the version of it that a page shows, as
its buttons hand it back.
"""

from journal.mails import outbox
from journal.mails.messages import MessageSummary

SEPARATOR = ":"


def as_shown(message: MessageSummary) -> str:
    """A message and the version that this page shows."""
    return f"{message.id}{SEPARATOR}{outbox.version(message)}"


def read_shown(text: str) -> tuple[str, str]:
    """(id, version) of a message that a button handed back."""
    id, _separator, version = text.partition(SEPARATOR)
    return id, version
