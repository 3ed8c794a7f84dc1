"""Understanding telephone numbers as people write them."""

import re

import phonenumbers

from core.addresses import bare
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import blank

DIGITS_WITH_CODE = 10


def phone(text: str, country: str) -> str:
    """A telephone number as +593…; one without a country's code is of `country`. Raises NotUnderstoodError.

    Spreadsheets eat the + of +593…: as many digits as only a number with its country's code has are read with it.
    """
    written = bare(text)
    # Ten digits and more are a number with its country's code, whose + a spreadsheet has eaten.
    whole = sum(c.isdigit() for c in written) >= DIGITS_WITH_CODE
    for attempt in (written, f"+{written}") if whole else (written,):
        try:
            number = phonenumbers.parse(attempt, country)
        except phonenumbers.NumberParseException:
            continue
        # Valid for its country, and not only long enough: a slip of the finger is found on the form.
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise NotUnderstoodError(_("“{value}” is not a telephone number that can be called."), value=text)


def phones(text: str, country: str) -> str:
    """One telephone number or several, split by commas, semicolons, strokes or lines. Raises NotUnderstoodError."""
    parts = [part for part in re.split(r"[,;/\n]", text) if not blank(part)]
    return ", ".join(dict.fromkeys(phone(part, country) for part in parts or [text]))
