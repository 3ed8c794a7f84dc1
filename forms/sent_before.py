"""What this browser has sent of late. After Back, browsers fill the same answers into a page with a new key, and “Send” would
make a second submission of them.
"""

from datetime import datetime, timedelta

from flask import session

SENT = "sent"
AGAIN = "send-again"
"""The page's field by which a person says that the same answers are to be sent once more."""
REMEMBERED = timedelta(days=1)
"""Beyond it the same answers are news: this month's report may say what the last one said."""
MOST = 8
DIGITS = 24
"""Of a digest: enough to tell a browser's own few submissions from one another, and a cookie is small."""


def note_sent(key: str, digest: str, reference: str, now: datetime) -> None:
    """Remembers a submission that was accepted, and under which one-time key."""
    entries = [entry for entry in session.get(SENT, []) if entry[2] != reference]
    session[SENT] = [*entries, [key, digest[:DIGITS], reference, int(now.timestamp())]][-MOST:]


def sent_before(key: str, digest: str, now: datetime) -> str | None:
    """The reference under which the same answers were accepted within a day with another key, or None.

    The journal itself knows the same key.
    """
    oldest = (now - REMEMBERED).timestamp()
    for earlier_key, earlier_digest, reference, seconds in session.get(SENT, []):
        if earlier_digest == digest[:DIGITS] and earlier_key != key and seconds > oldest:
            return str(reference)
    return None
