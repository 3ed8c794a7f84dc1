"""A language that is none is told once, and nothing that follows from it."""

import pytest

from programme.load import load
from tests.programme.files import MAIN, mistakes, write

PLACE = "config/programme.yaml:2:"
MUST_BE = "must be the two or three small letters of a language, with a country where needed: en_GB"
LABELS = MAIN.replace("{label: Kind}", "{label: {en: Kind, es: Clase}}").replace(
    "label: Trees", "label: {en: Trees, es: Árboles}"
)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("[english, es]", f'13: "english" {MUST_BE}; did you mean "en"'),
        ("[inglés, es]", f'13: "inglés" {MUST_BE}; did you mean "en"'),
        ("[en, español]", f'17: "español" {MUST_BE}; did you mean "es"'),
        ("[en, sp]", '17: there is no language "sp"; did you mean "es"'),
        ("[en, es_UK]", '17: there is no language "es_UK"; did you mean "es"'),
        ("[EN, es]", f'13: "EN" {MUST_BE}; did you mean "en"'),
        ("[en es]", '13: each language is an entry of its own: [en, es] instead of "en es"'),
        ("en, es", "12: languages: must be a list"),
    ],
)  # fmt: skip
def test_language_that_is_none_is_told_once(tmp_path, written, told):
    main = LABELS.replace("[en, es]", written)
    [line] = mistakes(tmp_path, main=main)
    assert line.startswith(PLACE + told)


def test_language_that_every_text_has_and_the_list_lacks_is_told_at_the_list(tmp_path):
    main = MAIN
    for label in ("Kind", "Height", "Planted", "Protected", "Keeper", "Parent"):
        main = main.replace(
            f"label: {label}}}", f"label: {{en: {label}, es: {label}, pt: {label}}}}}"
        )
    [line] = mistakes(tmp_path, main=main)
    text = '6 texts are written in "pt", too, and it is not in this list: add it, or take them out'
    assert line == f"{PLACE}1: {text}"


def test_country_of_a_language_is_written_behind_it(tmp_path):
    main = MAIN.replace("[en, es]", "[pt-BR, es]").replace("es_EC", "pt_BR")
    [line] = mistakes(tmp_path, main=main)
    assert line.endswith('did you mean "pt_BR"?')
    assert load(write(tmp_path, main.replace("pt-BR", "pt_BR"))).language == "pt_BR"
