"""Messages for people without e-mail: a short text behind a link that somebody of the team presses and sends by hand."""

from urllib.parse import quote

from mail.markdown import buttons, clean, to_text
from mail.templates import Written

LONGEST = 1_500
"""Characters of the words; the addresses behind them are never cut."""


def link(number: str, text: str) -> str:
    """The address that opens WhatsApp, with the text already written."""
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(text, safe='')}"


def short(written: Written, greeting: str, from_whom: str) -> str:
    """A mail in a few lines: who writes, what it is about, and each of its buttons as words and address."""
    words = clean(written.short or written.subject)
    begin = [greeting, f"{from_whom}: {words[:LONGEST]}"]
    return "\n\n".join([*begin, *(f"{label}:\n{address}" for label, address in buttons(written.body))])


def digest(written: Written) -> str:
    """A mail that lists several things, as plain text."""
    return to_text(written.body).strip()
