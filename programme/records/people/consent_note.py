"""What stands in the sheet of somebody's consent: which text they read, in which
language, and when they agreed.
"""

from datetime import datetime

SEPARATOR = " · "
PARTS = 3


def consent_note(version: str, language: str, now: datetime) -> str:
    """The cell of a row that a form brought."""
    return SEPARATOR.join((version, language, f"{now:%Y-%m-%d %H:%M} UTC"))


def language_of_note(note: str) -> str:
    """The language in which the form was filled in; "" where the cell does not say."""
    parts = note.split(SEPARATOR)
    if len(parts) != PARTS:
        return ""
    return parts[1]
