"""What somebody answers who begins a programme, and what is wrong with it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.core import Locale, UnknownLocaleError, get_global

from core.errors import HojaError
from core.texts import base_language, language_name
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.parts import NAME

FOLDER = Path(__file__).parent / "starting_points"
STARTING_POINTS = tuple(
    sorted(path.name for path in FOLDER.iterdir() if (path / "rules.yaml").exists())
)
LANGUAGE = re.compile(r"^[a-z]{2,3}(_[A-Z]{2})?$")
BETWEEN = " / "
"""Stands between the words of several languages."""
LONGEST = 120
APP_TABLES = {"people", "settings", "outbox", "problems", "summary"}
NO_NAMES = APP_TABLES | {"days_without_mails", "self", "record"}
"""What no table of a programme can be called."""
TABLE = re.compile(r"^  ([a-z_]+):$", re.MULTILINE)
"""In a starting point: the name of a table."""
PLACES = {
    "de": ("DE", "Europe/Berlin"),
    "en": ("GB", "Europe/London"),
    "es": ("EC", "America/Guayaquil"),
    "fr": ("FR", "Europe/Paris"),
    "pt": ("BR", "America/Sao_Paulo"),
}
"""Language → country and time zone that are written where nobody says any."""
MAIN_ZONES = {
    "AR": "America/Argentina/Buenos_Aires",
    "BR": "America/Sao_Paulo",
    "CL": "America/Santiago",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "MX": "America/Mexico_City",
    "PT": "Europe/Lisbon",
    "US": "America/New_York",
    "AU": "Australia/Sydney",
    "CA": "America/Toronto",
}
"""Of countries with several: the one in which most people live."""


NO_LANGUAGE = _(
    "“{code}” is no language code known here: write two letters for each, like “es, pt, en”."
)
NO_WORDS = _("A few words are needed here.")
TOO_LONG = _("That is too long: {most} characters at most.")
INVISIBLE = _("There are characters in it that nobody can see.")
NO_POINT = _("There is no starting point “{text}”: there are {points}.")
NO_COUNTRY = _("“{country}” is no country code: write two letters, like EC or BR.")


class AnswerError(HojaError):
    """An answer that nothing can be begun with; the text says what to answer.

    `source`, `gaps`: the text as the catalogues have it, and what stands in it.
    """

    def __init__(self, source: str, /, **gaps: object) -> None:
        super().__init__(source.format(**gaps) if gaps else source)
        self.source, self.gaps = source, gaps


@dataclass(frozen=True)
class Place:
    """Where the clock of a programme is, and how numbers are written there."""

    country: str
    time_zone: str
    locale: str


@dataclass(frozen=True)
class Answers:
    """The five answers. Texts: language → words."""

    title: Mapping[str, str]
    languages: tuple[str, ...]
    rows: Mapping[str, str]
    decides: Mapping[str, str]
    starting_point: str
    place: Place

    @property
    def language(self) -> str:
        """The language of the spreadsheet."""
        return self.languages[0]

    @property
    def table(self) -> str:
        """The name of the table of the rows."""
        file = FOLDER / self.starting_point / "programme.yaml"
        taken = set(TABLE.findall(file.read_text("utf-8")))
        return table_name(self.rows[self.language], "participants", taken)


def read_answers(
    title: str,
    languages: str,
    rows: str,
    decides: str,
    starting_point: str,
    country: str = "",
) -> Answers:
    """The answers as they were typed.

    Raises AnswerError for the first one that makes no sense.
    """
    codes = read_languages(languages)
    return Answers(
        read_words(title, codes),
        codes,
        read_words(rows, codes),
        read_words(decides, codes),
        read_starting_point(starting_point),
        place_of(codes[0], country),
    )


def read_languages(text: str) -> tuple[str, ...]:
    """Codes of languages, separated by commas or blanks. Raises AnswerError."""
    codes = []
    for code in re.split(r"[,;\s]+", text.strip()):
        written = code.replace("-", "_")
        if not LANGUAGE.match(written) or not _is_language(written):
            raise AnswerError(NO_LANGUAGE, code=code)
        if written not in codes:
            codes.append(written)
    return tuple(codes)


def _is_language(code: str) -> bool:
    try:
        Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return False
    return True


def read_words(text: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Words in each language; one text stands for all of them.

    Raises AnswerError.
    """
    parts = [" ".join(part.split()) for part in text.split(BETWEEN)]
    if not all(parts):
        raise AnswerError(NO_WORDS)
    if any(len(part) > LONGEST for part in parts):
        raise AnswerError(TOO_LONG, most=LONGEST)
    if any(not part.isprintable() for part in parts):
        raise AnswerError(INVISIBLE)
    if len(parts) == len(languages):
        return dict(zip(languages, parts, strict=True))
    return dict.fromkeys(languages, BETWEEN.join(parts))


def read_starting_point(text: str) -> str:
    """The name of a starting point. Raises AnswerError."""
    name = text.strip().lower()
    begun = []
    for point in STARTING_POINTS:
        if name and point.startswith(name):
            begun.append(point)
    if len(begun) != 1:
        raise AnswerError(NO_POINT, text=text, points=", ".join(STARTING_POINTS))
    return begun[0]


def place_of(language: str, country: str = "") -> Place:
    """A country with its clock: the one that is named, that of the language's code
    (`es_PE`), or a guess.

    Raises AnswerError for a country that there is not.
    """
    guess, zone = PLACES.get(base_language(language), (_likely(language), ""))
    code = (country.strip() or language.partition("_")[2] or guess).upper()
    if code not in Locale("en").territories or len(code) != len("EC"):
        raise AnswerError(NO_COUNTRY, country=country)
    if code != guess or not zone:
        zone = MAIN_ZONES.get(code) or _any_zone(code)
    locale = f"{base_language(language)}_{code}"
    # Nobody has written down how Italian is written in Ecuador.
    if not _is_language(locale):
        locale = base_language(language)
    return Place(code, zone, locale)


def _likely(language: str) -> str:
    """The country in which most people speak a language."""
    subtags: str = get_global("likely_subtags").get(
        base_language(language), "en_Latn_GB"
    )
    return subtags.rpartition("_")[2]


def _any_zone(country: str) -> str:
    zones = get_global("zone_territories")
    return min(
        (zone for zone, code in zones.items() if code == country), default="Etc/UTC"
    )


def table_name(label: str, otherwise: str, taken: Collection[str]) -> str:
    """A name for files from the words for people; `otherwise` where none follows, or
    the name is taken.
    """
    name = identifier(label)
    if not name or name in NO_NAMES or name in taken:
        return otherwise
    return name


def identifier(label: str) -> str:
    """Small letters, digits and _, beginning with a letter; "" where nothing of
    the words can stand in a name.
    """
    letters = re.sub(r"[^a-z0-9]+", "_", plain(label)).strip("_")
    name = re.sub(r"^[0-9_]+", "", letters)[:40].strip("_")
    if re.match(NAME, name):
        return name
    return ""


def language_labels(language: str, languages: tuple[str, ...]) -> dict[str, str]:
    """What a language is called in each of them."""
    labels = {}
    for reader in languages:
        labels[reader] = language_name(language, reader, languages)
    return labels
