"""Every text that Hoja shows is in every catalogue, whole."""

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg  # type: ignore[attr-defined]
from babel.messages.pofile import read_po

from core.settings import ROOT
from core.texts import (
    FOLDER,
    Plural,
    base_language,
    direction,
    language_name,
    languages,
    nearest_language,
    number_text,
    texts,
)

GAP = re.compile(r"\{\w+\}")
COMMAND = re.compile(r"`[^`]*`")
OTHERS = [language for language in languages() if language != "en"]
DAYS = Plural("{count} day", "{count} days")

Forms = tuple[str, ...]


def forms(message: object) -> Forms:
    """The forms of a text: one, or those of its plural."""
    if isinstance(message, str):
        return (message,)
    assert isinstance(message, (tuple, list))
    return tuple(str(form) for form in message)


def gaps(form: str) -> list[str]:
    """The gaps of a text, sorted."""
    return sorted(GAP.findall(form))


@cache
def marked() -> frozenset[Forms]:
    """What `make texts` finds: every text marked with _("…") or _n("…", "…") in
    Python and in the templates.
    """
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords={"_": None, "_n": (1, 2)})
    return frozenset(
        forms(message) for _file, _line, message, _comments, _context in found
    )


def catalogue(language: str) -> Catalog:
    """A catalogue as it is committed."""
    with (Path(FOLDER) / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def translations(language: str) -> list[tuple[Forms, Forms]]:
    """(source, translation) of every text of a catalogue."""
    return [
        (forms(message.id), forms(message.string))
        for message in catalogue(language)
        if message.id
    ]


def test_there_are_texts_and_languages() -> None:
    assert len(marked()) > 100
    assert {"de", "es", "fr", "pt"} <= set(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated(language: str) -> None:
    there = dict(translations(language))
    assert sorted(marked() - set(there)) == [], (
        "run `make texts` and translate what is new"
    )
    assert sorted(set(there) - marked()) == [], "run `make texts`: these texts are gone"
    assert [
        source
        for source, translated in there.items()
        if not all(form.strip() for form in translated)
    ] == []


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_of_a_plural_is_there(language: str) -> None:
    number = catalogue(language).num_plurals
    plurals = [
        translated for source, translated in translations(language) if len(source) > 1
    ]
    assert plurals
    assert {len(translated) for translated in plurals} == {number}


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_fuzzy(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_gaps_are_the_same_on_both_sides(language: str) -> None:
    differing = [
        source
        for source, translated in translations(language)
        if gaps(translated[-1]) != gaps(source[-1])
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_gaps_of_a_single_thing_may_do_without_the_number(language: str) -> None:
    differing = [
        source
        for source, translated in translations(language)
        if set(gaps(translated[0])) | {"{count}"} != set(gaps(source[-1])) | {"{count}"}
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_commands_are_the_same_on_both_sides(language: str) -> None:
    differing = [
        translated
        for source, translated in translations(language)
        if sorted(COMMAND.findall(source[0])) != sorted(COMMAND.findall(translated[0]))
    ]
    assert differing == []


@pytest.mark.parametrize("language", OTHERS)
def test_translations_are_not_the_english_text(language: str) -> None:
    same = {
        source
        for source, translated in translations(language)
        if source == translated and len(source[0]) > 12
    }
    assert same == set()


@pytest.mark.parametrize(
    ("language", "yes", "mails"),
    [
        ("de", "ja", "E-Mails"),
        ("en", "yes", "Mails"),
        ("es", "sí", "Correos"),
        ("fr", "oui", "E-mails"),
        ("pt", "sim", "E-mails"),
        ("pt_BR", "sim", "E-mails"),
        ("en_GB", "yes", "Mails"),
        ("qu", "yes", "Mails"),
    ],
)
def test_the_catalogues_are_read(language: str, yes: str, mails: str) -> None:
    assert texts(language).gettext("yes") == yes
    assert texts(language).gettext("Mails") == mails


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [
        ("en", 1, "1 day"),
        ("en", 0, "0 days"),
        ("en_GB", 1234, "1,234 days"),
        ("es", 1, "1 día"),
        ("es_MX", 2, "2 días"),
        ("de", 1234, "1.234 Tage"),
        ("fr", 0, "0 jour"),
        ("fr", 2, "2 jours"),
        ("pt", 1, "1 dia"),
    ],
)
def test_number_text_has_the_form_and_the_signs_of_its_language(
    language: str, count: int, text: str
) -> None:
    assert number_text(language, DAYS, count) == text


@pytest.mark.parametrize(
    ("wanted", "languages", "nearest"),
    [
        ("pt", ["es", "pt_BR"], "pt_BR"),
        ("pt_BR", ["pt_PT", "pt_BR"], "pt_BR"),
        ("en_US", ["es", "en"], "en"),
        ("qu", ["es", "en"], ""),
        ("", ["es"], ""),
    ],
)
def test_nearest_language(wanted: str, languages: list[str], nearest: str) -> None:
    assert nearest_language(wanted, languages) == nearest


@pytest.mark.parametrize(
    ("code", "reader", "languages", "name"),
    [
        ("pt_BR", "es", ["es", "pt_BR"], "portugués"),
        ("pt_BR", "es", ["pt_PT", "pt_BR"], "portugués (Brasil)"),
        ("en_GB", "en_GB", ["en_GB"], "English"),
        ("qu", "en", ["qu"], "Quechua"),
    ],
)
def test_language_name_has_the_country_where_it_tells_two_apart(
    code: str, reader: str, languages: list[str], name: str
) -> None:
    assert language_name(code, reader, languages) == name


def test_direction() -> None:
    assert [direction(code) for code in ("ar", "he", "en_GB", "qu")] == [
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_base_language_of_a_variant() -> None:
    assert [base_language(code) for code in ("en_GB", "pt")] == ["en", "pt"]
