"""Understanding telephone numbers as people write them: one reading, or a question
that names those there are.

A number with a + (or 00) says its country. One without is read

1. by the row's country, where the row names one: only by that one;
2. else by the programme's country, if it is written as numbers are written
   there (0991234567 in Ecuador);
3. else it is asked about, if numbers of other countries are written just so
   (987654321 is one of Chile, too).

Spreadsheets eat the + of +573212345678: as many digits are read with it where no
country has such numbers without.
"""

import re
from functools import lru_cache

import phonenumbers
from babel.languages import get_territory_language_info
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from core.notation.addresses import bare
from core.texts import mark as _
from fieldtypes.base import Locality
from fieldtypes.countries import country_name
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import LONGEST, blank

# Shorter ones were written without the code of their country: to put a plus before
# them would make another country's number.
DIGITS_WITH_CODE = 10
NAMED = 2
"""Other countries that a question names: a list of thirty helps nobody."""
OFFICIAL = ("official", "de_facto_official")
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
CACHED = 4096
"""Numbers that are kept as understood: trying all countries takes 0.1 s, and the same
cells come again at each look.
"""


@lru_cache(CACHED)
def phone(text: str, locality: Locality) -> str:
    """A telephone number as +593…. Raises NotUnderstoodError."""
    written = bare(text)
    if len(written) > LONGEST:
        raise _not_callable(text)
    if written.startswith(("+", "00")):
        return _international(text, written)
    country = locality.country_of_row or locality.country
    own = _parsed(written, country)
    if own is None:
        return _from_abroad(text, written, country, locality)
    if locality.country_of_row or _is_usual(own, written, locality):
        return _canonical(own)
    candidates = _look_alikes(written, country, locality)
    if not candidates:
        return _canonical(own)
    raise NotUnderstoodError(
        _(
            "“{value}” looks alike in several countries ({numbers}). Write it with the country's code and a +."
        ),
        value=text,
        numbers=_listed([(country, own), *candidates[:NAMED]], locality),
    )


def phones(text: str, locality: Locality) -> str:
    """One telephone number or several, split by commas, semicolons, strokes or lines.

    Raises NotUnderstoodError.
    """
    parts = []
    for part in re.split(r"[,;/\n]", text):
        if not blank(part):
            parts.append(part)
    return ", ".join(
        dict.fromkeys(phone(part.strip(), locality) for part in parts or [text])
    )


def _parsed(written: str, country: str) -> phonenumbers.PhoneNumber | None:
    """A number that can be called, or None."""
    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    # Valid for its country, and not only long enough: a slip of the
    # finger is found on the form.
    if phonenumbers.is_valid_number(number):
        return number
    return None


def _international(text: str, written: str) -> str:
    """A number that says its country. Raises NotUnderstoodError."""
    number = _parsed(f"+{written.lstrip('+0 ')}", "ZZ")
    if number is None:
        raise _not_callable(text)
    return _canonical(number)


def _from_abroad(text: str, written: str, country: str, locality: Locality) -> str:
    """A number that is none of its country's: one whose + was eaten.

    Raises NotUnderstoodError where it could be others.
    """
    with_plus = _with_plus(written)
    candidates = _look_alikes(written, country, locality)[:NAMED]
    if candidates:
        if with_plus is not None:
            candidates = [
                candidates[0],
                (str(phonenumbers.region_code_for_number(with_plus)), with_plus),
            ]
        raise NotUnderstoodError(
            _(
                "“{value}” is no number of {country}, and could be another country's ({numbers}). Write it with the code and a +."
            ),
            value=text,
            country=country_name(country, locality.language),
            numbers=_listed(candidates, locality),
        )
    if with_plus is None:
        raise _not_callable(text)
    return _canonical(with_plus)


def _with_plus(written: str) -> phonenumbers.PhoneNumber | None:
    """The number whose + was eaten, or None where there are too few
    digits for a country's code.
    """
    if len(_digits(written)) < DIGITS_WITH_CODE:
        return None
    return _parsed(f"+{written}", "ZZ")


def _is_usual(
    number: phonenumbers.PhoneNumber, written: str, locality: Locality
) -> bool:
    """Whether it is written as its country writes numbers, in a programme of one
    country; or with the country's code.
    """
    if _digits(written) == _canonical(number).removeprefix("+"):
        return True
    is_of_one_country = not locality.countries and not locality.is_country_unclear
    return is_of_one_country and _is_national_form(number, written)


def _is_national_form(number: phonenumbers.PhoneNumber, written: str) -> bool:
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    return _digits(national) == _digits(written)


def _look_alikes(
    written: str, country: str, locality: Locality
) -> list[tuple[str, phonenumbers.PhoneNumber]]:
    """Countries in which numbers are written just so: of the programme's countries,
    else of all, the likelier ones first.
    """
    language = locality.locale.partition("_")[0]
    candidates: list[tuple[str, phonenumbers.PhoneNumber]] = []
    for region in sorted(locality.countries or phonenumbers.SUPPORTED_REGIONS):
        number = _parsed(written, region)
        if (
            region == country
            or number is None
            or not phonenumbers.is_valid_number_for_region(number, region)
        ):
            continue
        if _is_national_form(number, written):
            candidates.append((region, number))

    def likelihood(
        candidate: tuple[str, phonenumbers.PhoneNumber],
    ) -> tuple[bool, bool]:
        return not _speaks(candidate[0], language), phonenumbers.number_type(
            candidate[1]
        ) not in MOBILE

    return sorted(candidates, key=likelihood)


def _speaks(country: str, language: str) -> bool:
    spoken = get_territory_language_info(country).get(language, {})
    return spoken.get("official_status") in OFFICIAL


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _canonical(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def _readable(number: phonenumbers.PhoneNumber) -> str:
    return str(phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL))


def _listed(
    candidates: list[tuple[str, phonenumbers.PhoneNumber]], locality: Locality
) -> str:
    return ", ".join(
        f"{country_name(country, locality.language)}: {_readable(number)}"
        for country, number in candidates
    )


def _not_callable(text: str) -> NotUnderstoodError:
    return NotUnderstoodError(
        _("“{value}” is not a telephone number that can be called."),
        value=text[:LONGEST],
    )
