"""The addresses that a cell holds: e-mail addresses with names, and telephone
numbers as they are kept.
"""

import re
import unicodedata

NUMBER = re.compile(r"\+[0-9]{6,15}")
PARTS = re.compile(r"""(?:"[^"\n]*"|[^",;\n])+""")
NAMED = re.compile(r"([^<>@]*)<([^<>]+)>")
GOOGLE = ("gmail.com", "googlemail.com")
VARIATION_SELECTORS = range(0xFE00, 0xFE10)
"""They choose how the sign before them looks: ✔️ is ✔ as a picture."""


def email_addresses(cell: str) -> list[tuple[str, str]]:
    """Names ("" for none) and addresses that a text lists, in their order, split by
    commas, semicolons or lines.
    """
    addresses: list[tuple[str, str]] = []
    for part in PARTS.findall(bare(cell)):
        text = part.strip()
        named = NAMED.fullmatch(text)
        if named:
            addresses.append((" ".join(named[1].split()).strip("\"' "), named[2]))
        # Blanks alone between addresses, as people paste them.
        elif text.count("@") == len(text.split()):
            for address in text.split():
                addresses.append(("", address))
        elif text:
            addresses.append(("", text))
    return addresses


def phone_numbers(cell: str) -> list[str]:
    """The numbers of a cell that holds several as they are kept
    (+593991234567, +593962223344).
    """
    numbers: list[str] = []
    for part in cell.split(", "):
        if is_phone_number(part):
            numbers.append(part)
    return numbers


def is_phone_number(address: str) -> bool:
    """Whether this is a telephone number as they are kept, and no e-mail address."""
    return bool(NUMBER.fullmatch(address))


def mailbox(address: str) -> str:
    """What the ways to write one e-mail address have in common: capitals and
    “+anything” lead to the same mailbox, at Google dots, too.
    """
    local, sign, domain = address.strip().casefold().rpartition("@")
    if not sign:
        return domain
    local = local.partition("+")[0]
    if domain in GOOGLE:
        return f"{local.replace('.', '')}@{GOOGLE[0]}"
    return f"{local}@{domain}"


def bare(text: str) -> str:
    """A text without what is around it or cannot be seen; for addresses and
    figures, never for sentences.
    """
    # Nearly every cell, and looking up each character takes its time.
    if text.isascii():
        return text.strip()
    return "".join(
        character for character in text if not is_invisible(character)
    ).strip()


def is_invisible(character: str) -> bool:
    """Whether a character has no width of its own."""
    return (
        unicodedata.category(character) == "Cf" or ord(character) in VARIATION_SELECTORS
    )
