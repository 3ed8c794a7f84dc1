"""Understanding e-mail addresses as people write them, and showing
them as people read them.
"""

import re

import idna
from email_validator import EmailNotValidError, validate_email

from core.notation.addresses import bare, email_addresses
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError

MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
ENCODED = re.compile(r"xn--[a-z0-9-]+", re.IGNORECASE)
"""A part of a domain that has letters beyond ASCII (RFC 5890)."""
QUOTES = "\"'“”«»"
PUNCTUATION = ",;."
"""Signs that end a list or a sentence, and never an address."""


def email(text: str) -> str:
    """An e-mail address. Raises NotUnderstoodError."""
    address = MAILTO.sub("", bare(text))
    try:
        # No look-up in the DNS: a page must not wait for it. Not every server takes
        # letters beyond ASCII before the @.
        result = validate_email(
            address,
            check_deliverability=False,
            test_environment=True,
            allow_smtputf8=False,
        )
        return str(result.ascii_email)
    except EmailNotValidError:
        raise _why(text, address) from None


def one_email(text: str) -> str:
    """The one address of an answer, also as `Ana <ana@example.org>`,
    in quotes, before a comma.

    Raises NotUnderstoodError.
    """
    written = bare(text).rstrip(PUNCTUATION).strip()
    if written[:1] in QUOTES and written[-1:] in QUOTES:
        written = written.strip(QUOTES)
    addresses = email_addresses(written)
    if len(addresses) > 1 and all("@" in address for _name, address in addresses):
        raise NotUnderstoodError(
            _("“{value}” is more than one address. Please write only one."), value=text
        )
    if len(addresses) == 1:
        return email(addresses[0][1].strip())
    return email(text)


def emails(text: str) -> str:
    """One address or several, each with the name that stands
    before it in `Name <address>`.

    Raises NotUnderstoodError.
    """
    addresses = [(name, email(address)) for name, address in email_addresses(text)]
    if not addresses:
        raise NotUnderstoodError(_("“{value}” is not an e-mail address."), value=text)
    return ", ".join(
        f"{_quoted(name)} <{address}>" if name else address
        for name, address in addresses
    )


def in_letters(addresses: str) -> str:
    """Addresses whose domains are in letters: españa.example,
    not xn--espaa-rta.example.
    """
    return ENCODED.sub(_decoded, addresses)


def _decoded(match: re.Match[str]) -> str:
    try:
        return str(idna.decode(match[0]))
    except idna.IDNAError:
        # An address that cannot be written in letters of its own is still an address.
        return match[0]


def _why(text: str, address: str) -> NotUnderstoodError:
    """The reason why a text is no address that can be written to."""
    before, separator, domain = address.rpartition("@")
    letters = "".join(dict.fromkeys(sign for sign in before if not sign.isascii()))
    if separator and domain and letters:
        message = _(
            "“{value}”: no mail can be sent from here to an address with “{letters}” before the @. "
            "Is it written without accents, or is there another one?"
        )
        return NotUnderstoodError(message, value=text, letters=letters)
    return NotUnderstoodError(_("“{value}” is not an e-mail address."), value=text)


def _quoted(name: str) -> str:
    if set(name) & set(",;"):
        return f'"{name}"'
    return name
