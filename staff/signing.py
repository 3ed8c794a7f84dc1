"""Sign-in links: good once, for half an hour."""

import secrets
from datetime import timedelta

from core.clock import Clock
from journal import signins
from journal.database import Journal

LINK_LIFE = timedelta(minutes=30)


def new_link(journal: Journal, email: str) -> str:
    """The path of a sign-in link for an address."""
    token = secrets.token_urlsafe(24)
    with journal.write() as connection:
        signins.add(connection, token, email, Clock().now() + LINK_LIFE)
    return f"/staff/enter/{token}"
