"""Headers of a mail: accented words and long links are written by us, so that
they arrive to the letter.

Python 3.11 drops blanks between encoded words, or adds some, where it folds a long
header by itself (CPython issues 92081 and 144156): “Río Ñudo” arrived as “RíoÑudo”. It
also encodes a link that is longer than a line, which no mail program reads as one.
"""

import base64
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.headerregistry import Address, AddressHeader, UnstructuredHeader
from email.policy import EmailPolicy

from mail.markdown import one_line

BYTES_A_WORD = 36
"""UTF-8 bytes in one encoded word: 60 characters as it is written, which leaves room
for a header's name (76 a line).
"""
SPECIAL = frozenset('<>@,;:"\\()[]')
"""Characters that mean something in an address."""
LONGEST_NAME = 100
"""Characters: a line of a mail holds 998 bytes, and one long word cannot be folded."""
FOLD = "\r\n "
UNBROKEN = frozenset({"List-Unsubscribe", "Message-ID", "In-Reply-To", "References"})
"""Headers that hold one link or one id, which is never broken over lines (a line
may have 998 characters).
"""


class OwnHeaders(EmailPolicy):
    """SMTP's policy, with accented subjects and names in encoded words of our own."""

    def fold(self, name: str, value: str) -> str:
        """A header as the lines in which it is sent."""
        text = str(value)
        if name in UNBROKEN:
            return f"{name}: {text}\r\n"
        # The library's folding is right for ASCII; only encoded words are ours.
        if text.isascii():
            return str(super().fold(name, value))
        if isinstance(value, AddressHeader):
            mailboxes = [_mailbox(mailbox) for mailbox in value.addresses]
            return f"{name}: {f',{FOLD}'.join(mailboxes)}\r\n"
        if isinstance(value, UnstructuredHeader):
            return f"{name}: {FOLD.join(encoded_words(text))}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same as bytes."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


# Seven bits: yagmail's session does not ask a server whether it takes eight (8BITMIME).
POLICY = OwnHeaders(linesep="\r\n", cte_type="7bit")


def encoded_words(text: str) -> Iterator[str]:
    """A subject as encoded words; blanks between these mean nothing, so every blank
    of the text is inside one.
    """
    word = b""
    for character in text:
        encoded = character.encode()
        # A letter of several bytes stays in one word: decoded by itself, half of it
        # would be a question mark.
        if len(word) + len(encoded) > BYTES_A_WORD:
            yield _encoded(word)
            word = b""
        word += encoded
    yield _encoded(word)


def address(name: str, mailbox: str) -> Address:
    """A name and an e-mail address for a header.

    Raises ValueError where the address is none.
    """
    # Where a long header is folded, the standard library may drop the quotes around
    # these: they must not be there.
    harmless = "".join(
        " " if character in SPECIAL else character for character in one_line(name)
    )
    display = " ".join(harmless.split())[:LONGEST_NAME].strip()
    try:
        return Address(display, addr_spec=one_line(mailbox))
    except (
        IndexError,
        HeaderParseError,
    ) as error:
        # the parser's own way to say that "ana@" is none
        raise ValueError(f"“{mailbox}” is not an e-mail address") from error


def _encoded(word: bytes) -> str:
    return f"=?utf-8?b?{base64.b64encode(word).decode()}?="


def _mailbox(mailbox: Address) -> str:
    """A name and its address.

    The name is one encoded word, however long: many readers, Python's among them, put a
    blank between two encoded words of a name.
    """
    name = str(mailbox.display_name)
    if name.isascii():
        return str(mailbox)
    return f"{_encoded(name.encode())}{FOLD}<{mailbox.addr_spec}>"
