"""Every text that Hoja shows is in every catalogue, whole."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg  # type: ignore[attr-defined]
from babel.messages.pofile import read_po

from core.settings import ROOT
from core.texts import FOLDER, languages, mark_plural, texts

GAP = re.compile(r"\{\w+\}")
OTHERS = [language for language in languages() if language != "en"]


def marked() -> set[str | tuple[str, ...]]:
    """What `make texts` finds: every text marked with _("…") in Python and in the templates."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords={"_": None, "_n": (1, 2)})
    return {message for _file, _line, message, _comments, _context in found}


def parts(text: object) -> tuple[str, ...]:
    """A text, or each of its plurals."""
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


def catalogue(language: str) -> Catalog:
    """A catalogue as it is committed."""
    with (Path(FOLDER) / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def test_there_are_texts_and_languages() -> None:
    assert len(marked()) > 100
    assert {"es", "pt"} <= set(OTHERS)


@pytest.mark.parametrize("language", OTHERS)
def test_every_marked_text_is_translated(language: str) -> None:
    there = {message.id: parts(message.string) for message in catalogue(language) if message.id}
    assert marked() - set(there) == set(), "run `make texts` and translate what is new"
    assert set(there) - marked() == set(), "run `make texts`: these texts are gone"
    assert [id for id, strings in there.items() if not all(string.strip() for string in strings)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_fuzzy(language: str) -> None:
    assert [message.id for message in catalogue(language) if message.fuzzy] == []


@pytest.mark.parametrize("language", OTHERS)
def test_gaps_are_the_same_on_both_sides(language: str) -> None:
    differing = [message.id for message in catalogue(language) if message.id and not has_same_gaps(message)]
    assert differing == []


def has_same_gaps(message: Message) -> bool:
    gaps = {tuple(sorted(GAP.findall(text))) for text in (*parts(message.id), *parts(message.string))}
    return len(gaps) == 1


@pytest.mark.parametrize(
    ("language", "count", "text"),
    [("en", 1, "mail sent"), ("en", 0, "mails sent"), ("es", 1, "correo enviado"), ("pt", 2, "e-mails enviados")],
)
def test_number_of_things_has_its_own_words(language: str, count: int, text: str) -> None:
    assert mark_plural("mail sent", "mails sent").words(language, count) == text


@pytest.mark.parametrize(
    ("language", "yes", "mails"), [("es", "sí", "Correos"), ("pt", "sim", "E-mails"), ("en", "yes", "Mails")]
)
def test_the_catalogues_are_read(language: str, yes: str, mails: str) -> None:
    assert texts(language).gettext("yes") == yes
    assert texts(language).gettext("Mails") == mails
