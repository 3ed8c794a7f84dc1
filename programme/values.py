"""Understanding what people write, on a form or in a cell: one canonical value, or the reason why it makes no sense."""

import difflib
import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

import phonenumbers
from babel.numbers import NumberFormatError, parse_decimal
from email_validator import EmailNotValidError, validate_email

from core.texts import mark as _
from core.texts import texts
from programme.model import Choice, Programme

ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
WEB = re.compile(r"https?://[^\s/$.?#][^\s]*$", re.IGNORECASE)
YES = frozenset({"true", "x", "1", "yes", "si", "sim", "oui", "ja", "verdadero", "verdadeiro"})
NO = frozenset({"false", "0", "no", "nao", "non", "nein", "falso", "-"})
NEAR = 0.75
LONGEST = 60
"""Characters of anything that is a number or a date."""
LARGEST = Decimal(10) ** 15
YEARS = range(1800, 2300)


class NotUnderstoodError(ValueError):
    """What somebody wrote makes no sense here: a source text of the catalogues with gaps, and what fills them."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def words(self, language: str) -> str:
        """The reason in a language."""
        return texts(language).gettext(self.text).format(**self.values)


def plain(text: object) -> str:
    """A text for comparing: no accents, no case, single spaces."""
    decomposed = unicodedata.normalize("NFKD", str(text))
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).casefold().split())


def number(text: str, locale: str) -> Decimal:
    """A number as the locale writes it, of at most 15 digits before the sign. Raises NotUnderstoodError."""
    try:
        if len(text) > LONGEST:
            raise InvalidOperation
        digits = text.isascii() and text.isdigit()  # the same number wherever it is written
        found = Decimal(text if digits else parse_decimal(text.strip(), locale=locale, strict=True))
        if not found.is_finite() or abs(found) >= LARGEST:
            raise InvalidOperation
    except (NumberFormatError, InvalidOperation):
        raise NotUnderstoodError(_("“{value}” is not a number."), value=text[:LONGEST]) from None
    return found


def whole(value: Decimal, text: str) -> int:
    """A whole number. Raises NotUnderstoodError."""
    if not value.is_finite() or value != value.to_integral_value():
        raise NotUnderstoodError(_("“{value}” is not a whole number."), value=text)
    return int(value)


def day(text: str, languages: tuple[str, ...], locale: str) -> str:
    """A date as ISO text: ISO first, then as people of these languages write it. Raises NotUnderstoodError."""
    text = text.strip()
    found = None
    if len(text) <= LONGEST:
        found = _iso(text) if ISO.match(text) else _written(text, languages, locale)
    if found is None or found.year not in YEARS:
        raise NotUnderstoodError(_("“{value}” is not a date. Write it as 2027-03-12."), value=text[:LONGEST])
    return found.isoformat()


def yes_or_no(value: object, languages: tuple[str, ...]) -> bool:
    """Whether a word says yes. Raises NotUnderstoodError."""
    word = plain(value)
    if word in YES | {plain(texts(language).gettext("yes")) for language in languages}:
        return True
    if word in NO | {plain(texts(language).gettext("no")) for language in languages}:
        return False
    raise NotUnderstoodError(_("“{value}” is neither yes nor no."), value=str(value))


def choice(text: str, choices: tuple[Choice, ...], language: str) -> str:
    """The name of the choice that a text means, in any of its spellings. Raises NotUnderstoodError with the nearest one."""
    for one in choices:  # as it stands in the drop-down, which is nearly always
        if text == one.name or text in one.label.values():
            return one.name
    known = {plain(word): c for c in reversed(choices) for word in (c.name, *c.label.values(), *c.aliases)}
    if plain(text) in known:
        return known[plain(text)].name
    near = difflib.get_close_matches(plain(text), known, n=1, cutoff=NEAR)
    if near:
        label = known[near[0]].label.get(language, near[0])
        raise NotUnderstoodError(_("“{value}” is not in the list. Did you mean “{label}”?"), value=text, label=label)
    raise NotUnderstoodError(_("“{value}” is not in the list of this column."), value=text)


def email(text: str) -> str:
    """An e-mail address. Raises NotUnderstoodError."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True, allow_smtputf8=False)
        return str(found.ascii_email)
    except EmailNotValidError:
        raise NotUnderstoodError(_("“{value}” is not an e-mail address."), value=text) from None


def phone(text: str, country: str) -> str:
    """A telephone number as +593…; one without a country's code is of `country`. Raises NotUnderstoodError."""
    for attempt in (text, f"+{text}"):
        try:
            found = phonenumbers.parse(attempt, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(found):
            return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)
    raise NotUnderstoodError(_("“{value}” is not a telephone number that can be called."), value=text)


def url(text: str) -> str:
    """A web address; https:// is put in front where there is none. Raises NotUnderstoodError."""
    address = text.strip() if "://" in text else f"https://{text.strip()}"
    if not WEB.match(address) or "." not in address:
        raise NotUnderstoodError(_("“{value}” is not a web address."), value=text)
    return address


def formats(programme: Programme, language: str) -> str:
    """The locale by which somebody of a language writes numbers and dates here."""
    return programme.locale if programme.locale.startswith(language) else language


def _iso(text: str) -> date | None:
    found = ISO.match(text)
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None


def _written(text: str, languages: tuple[str, ...], locale: str) -> date | None:
    # dateparser takes a third of a second to import; a sheet whose dates are dates never needs it.
    import dateparser  # noqa: PLC0415

    order = "MDY" if locale.startswith("en_US") else "DMY"
    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": order}
    found = dateparser.parse(text, languages=list(languages), settings=settings)
    return found.date() if found else None
