"""Understanding e-mail addresses as people write them."""

import re

from email_validator import EmailNotValidError, validate_email

from core.addresses import bare, email_addresses
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError

MAILTO = re.compile(r"^mailto:", re.IGNORECASE)


def email(text: str) -> str:
    """An e-mail address. Raises NotUnderstoodError."""
    try:
        address = MAILTO.sub("", bare(text))
        # No look-up in the DNS: a page must not wait for it. Not every server takes letters beyond ASCII before the @.
        result = validate_email(address, check_deliverability=False, test_environment=True, allow_smtputf8=False)
        return str(result.ascii_email)
    except EmailNotValidError:
        raise NotUnderstoodError(_("“{value}” is not an e-mail address."), value=text) from None


def emails(text: str) -> str:
    """One address or several, each with the name that stands before it in `Name <address>`. Raises NotUnderstoodError."""
    addresses = [(name, email(address)) for name, address in email_addresses(text)]
    if not addresses:
        raise NotUnderstoodError(_("“{value}” is not an e-mail address."), value=text)
    return ", ".join(f"{_quoted(name)} <{address}>" if name else address for name, address in addresses)


def _quoted(name: str) -> str:
    if set(name) & set(",;"):
        return f'"{name}"'
    return name
