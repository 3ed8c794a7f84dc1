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
from core.texts import FOLDER, languages, texts

GAP = re.compile(r"\{\w+\}")
OTHERS = [language for language in languages() if language != "en"]


@cache
def marked() -> frozenset[str]:
    """What `make texts` finds: every text marked with _("…") in Python and in the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords={"_": None})
    return frozenset(str(message) for _file, _line, message, _comments, _context in found)


def catalogue(language: str) -> Catalog:
    """A catalogue as it is committed."""
    with (Path(FOLDER) / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_there_are_texts_and_languages() -> None:
    assert len(marked()) > 100
    assert {"es", "pt"} <= set(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated(language: str) -> None:
    there = {message.id: message.string for message in catalogue(language) if message.id}
    assert sorted(marked() - set(there)) == [], "run `make texts` and translate what is new"
    assert sorted(set(there) - marked()) == [], "run `make texts`: these texts are gone"
    assert [id for id, string in there.items() if not str(string).strip()] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_fuzzy(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_gaps_are_the_same_on_both_sides(language: str) -> None:
    differing = [
        message.id
        for message in catalogue(language)
        if message.id and sorted(GAP.findall(str(message.id))) != sorted(GAP.findall(str(message.string)))
    ]
    assert differing == []


@pytest.mark.parametrize(
    ("language", "yes", "mails"), [("es", "sí", "Correos"), ("pt", "sim", "E-mails"), ("en", "yes", "Mails")]
)
def test_the_catalogues_are_read(language: str, yes: str, mails: str) -> None:
    assert texts(language).gettext("yes") == yes
    assert texts(language).gettext("Mails") == mails
