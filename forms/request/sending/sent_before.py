"""What this browser has sent of late.

After Back, browsers fill the same answers into a page with a new key, and “Send” would
make a second submission of them.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import session

SENT = "sent"
AGAIN = "send-again"
"""The page's field by which a person says that the same answers
are to be sent once more.
"""
REMEMBERED = timedelta(days=1)
"""Beyond it the same answers are news: this month's report may
say what the last one said.
"""
# A cookie holds four kilobytes, and browsers drop a larger one without a word.
MOST = 8
DIGITS = 24
"""Of a digest: enough to tell a browser's own few submissions from one
another, and a cookie is small.
"""


def note_sent(key: str, digest: str, reference: str, now: datetime) -> None:
    """Remembers a submission that was accepted, and under which one-time key."""
    entries = []
    for entry in _entries():
        if entry.reference != reference:
            entries.append(entry)
    entries.append(_Entry(key, digest[:DIGITS], reference, int(now.timestamp())))
    # One text, not a list: the session is written with every acceptance, and takes
    # each value of a list apart.
    session[SENT] = " ".join(
        f"{entry.key}:{entry.digest}:{entry.reference}:{entry.seconds}"
        for entry in entries[-MOST:]
    )


def sent_before(key: str, digest: str, now: datetime) -> str | None:
    """The reference under which the same answers were accepted within a day
    with another key, or None.

    The journal itself knows the same key.
    """
    oldest = (now - REMEMBERED).timestamp()
    for entry in _entries():
        if (
            entry.digest == digest[:DIGITS]
            and entry.key != key
            and entry.seconds > oldest
        ):
            return entry.reference
    return None


class _Entry(NamedTuple):
    key: str
    digest: str
    reference: str
    seconds: int


def _entries() -> list[_Entry]:
    """What the session remembers, oldest first.

    What stands there is ours: the session is signed.
    """
    written = session.get(SENT, "")
    if not isinstance(written, str):
        return []
    entries = []
    for text in written.split():
        key, digest, reference, seconds = text.split(":")
        entries.append(_Entry(key, digest, reference, int(seconds)))
    return entries
