"""Messages for people without e-mail: a short text behind a link that somebody of the team presses and sends by hand."""

import re
from urllib.parse import quote

from mail.markdown import buttons, clean, to_text
from mail.templates import Written

ADDRESS = re.compile(r"(?<=\w)[.:@](?=[\w/])")
MARKS = re.compile(r"[*_~`]")
JOINER = "\u2060"
"""A word joiner: nobody sees it, and it ends what would otherwise be taken for an address."""
LONGEST = 1_500
"""Characters of the words; the addresses behind them are never cut."""


def link(number: str, text: str) -> str:
    """The address that opens WhatsApp, with the text already written."""
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(text, safe='')}"


def short(written: Written, greeting: str, from_whom: str) -> str:
    """A mail in a few lines: who writes, what it is about, and each of its buttons as words and address."""
    words = (written.short or written.subject)[:LONGEST]
    begin = [quiet(clean(greeting)), quiet(clean(f"{from_whom}: {words}"))]
    return "\n\n".join([*begin, *(f"{quiet(label)}:\n{address}" for label, address in buttons(written.body))])


def digest(written: Written) -> str:
    """A mail that lists several things, as plain text."""
    return to_text(written.body, quiet).strip()


def quiet(words: str) -> str:
    """Words in which WhatsApp finds no address to press and nothing to make bold: what people typed stays what they typed."""
    return MARKS.sub(f"\\g<0>{JOINER}", ADDRESS.sub(f"\\g<0>{JOINER}", words))
