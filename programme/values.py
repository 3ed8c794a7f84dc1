"""Understanding what people write, on a form or in a cell: one canonical value, or the reason why it makes no sense."""

import difflib
import re
import unicodedata
from functools import lru_cache

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from core.addresses import bare, email_addresses, is_invisible
from core.texts import mark as _
from core.texts import texts
from programme.model import Programme
from programme.parts import Choice

WEB = re.compile(r"https?://[^\s/$.?#][^\s]*$", re.IGNORECASE)
YES = frozenset(
    {"true", "x", "1", "yes", "y", "si", "sim", "s", "oui", "ja", "verdadero", "verdadeiro", "ok", "okay"}
    | {"✓", "✔", "✅", "☑"}
)
NO = frozenset({"false", "0", "no", "n", "nao", "non", "nein", "falso", "-", "☐"})
"""Crosses other than x are in neither: on paper they say yes, on a screen no."""
NOTHING = frozenset({"-", "--", "---", "–", "—", "n/a", "n.a.", "n/d", "s/d"})
NEAR = 0.75
LABELS = 4096
"""Texts with accents that are kept without: labels and headers come again at each look."""
LONGEST = 60
"""Characters of anything that is a number or a date."""
DIGITS_WITH_CODE = 10
MAILTO = re.compile(r"^mailto:", re.IGNORECASE)


class NotUnderstoodError(ValueError):
    """What somebody wrote makes no sense here: a source text of the catalogues with gaps, and what fills them."""

    def __init__(self, text: str, **values: str) -> None:
        super().__init__(text)
        self.text, self.values = text, values

    def words(self, language: str) -> str:
        """The reason in a language."""
        return texts(language).gettext(self.text).format(**self.values)


def plain(text: object) -> str:
    """A text for comparing: no accents, no case, single spaces, nothing invisible."""
    written = str(text)
    # Most words are ASCII, and normalising is what takes the time when tens of thousands of cells are read.
    if not written.isascii():
        written = _without_accents(written)
    return " ".join(written.casefold().split())


@lru_cache(LABELS)
def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c) and not is_invisible(c))


def blank(text: str) -> bool:
    """Whether nothing can be seen: spaces of any kind, and characters of no width."""
    return all(c.isspace() or is_invisible(c) for c in text)


def nothing(text: str) -> bool:
    """Whether somebody wrote that there is nothing to write."""
    return len(text) <= LONGEST and plain(text) in NOTHING


def yes_or_no(text: str, languages: tuple[str, ...]) -> bool:
    """Whether a word or a tick says yes. Raises NotUnderstoodError."""
    word = plain(text).rstrip(".!")
    if word in YES | {plain(texts(language).gettext("yes")) for language in languages}:
        return True
    if word in NO | {plain(texts(language).gettext("no")) for language in languages}:
        return False
    raise NotUnderstoodError(_("“{value}” is neither yes nor no."), value=text)


def choice(text: str, choices: tuple[Choice, ...], language: str) -> str:
    """The name of the choice that a text means, in any of its spellings. Raises NotUnderstoodError with the nearest one."""
    for candidate in choices:
        # As it stands in the drop-down, which is nearly always.
        if text == candidate.name or text in candidate.label.values():
            return candidate.name
    # Reversed, so that the first of two choices with one spelling wins.
    choice_by_word = {plain(word): c for c in reversed(choices) for word in (c.name, *c.label.values(), *c.aliases)}
    if plain(text) in choice_by_word:
        return choice_by_word[plain(text)].name
    # Near is not enough to take: it is offered, and a person decides.
    near = difflib.get_close_matches(plain(text), choice_by_word, n=1, cutoff=NEAR)
    if near:
        label = choice_by_word[near[0]].label.get(language, near[0])
        raise NotUnderstoodError(_("“{value}” is not in the list. Did you mean “{label}”?"), value=text, label=label)
    raise NotUnderstoodError(_("“{value}” is not in the list of this column."), value=text)


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


def url(text: str) -> str:
    """A web address; https:// is put in front where there is none. Raises NotUnderstoodError."""
    address = text.strip() if "://" in text else f"https://{text.strip()}"
    if not WEB.match(address) or "." not in address:
        raise NotUnderstoodError(_("“{value}” is not a web address."), value=text)
    return address


def formats(programme: Programme, language: str) -> str:
    """The locale by which somebody of a language writes numbers and dates here."""
    if programme.locale.startswith(language):
        return programme.locale
    return language


def _quoted(name: str) -> str:
    if set(name) & set(",;"):
        return f'"{name}"'
    return name
