"""Messages for people without e-mail: a short text behind a link that somebody of the team presses and sends by hand."""

import re
from collections.abc import Callable
from urllib.parse import quote

from mail.markdown import buttons, clean, to_text
from mail.templates import Written

ADDRESS = re.compile(r"(?<=\w)[.:@](?=[\w/])")
MARKS = re.compile(r"[*_~`]")
JOINER = "\u2060"
"""A word joiner: nobody sees it, and it ends what would otherwise be taken for an address."""
NAME, WORDS, LABEL = 120, 400, 60
"""Characters of a greeting, of what a message is about, and of the words of a link."""
ROOM = 6_000
"""Characters that the list of a message may take in its link; an address is never cut."""


def link(number: str, text: str) -> str:
    """The address that opens WhatsApp, with the text already written."""
    return f"https://wa.me/{number.removeprefix('+')}?text={quote(text, safe='')}"


def short(written: Written, greeting: str, from_whom: str) -> str:
    """A mail in a few lines: who writes, what it is about, and each of its buttons as words and address."""
    words = f"{from_whom}: {(written.short or written.subject)[:WORDS]}"
    links = (f"{quiet(label[:LABEL])}:\n{address}" for label, address in buttons(written.body))
    return "\n\n".join([quiet(clean(greeting[:NAME])), quiet(clean(words)), *links])


def digest(written: Written, more: Callable[[int], str]) -> str:
    """A mail that lists several things, as plain text; what has no room is only counted, by what `more` says of it."""
    kept: list[str] = []
    left = 0
    for line in to_text(written.body, lambda words: quiet(words[:WORDS])).strip().splitlines():
        if line.startswith("- ") and (left or len(quote("\n".join([*kept, line]))) > ROOM):
            left += 1
        else:
            kept.append(line)
    return "\n".join([*kept, "", more(left)] if left else kept)


def quiet(words: str) -> str:
    """Words in which WhatsApp finds no address to press and nothing to make bold: what people typed stays what they typed."""
    return MARKS.sub(f"\\g<0>{JOINER}", ADDRESS.sub(f"\\g<0>{JOINER}", words))
