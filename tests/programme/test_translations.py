"""The original stands with its language, beside a translation where there is
one; a formula may give it.
"""

import pytest

from fieldtypes.errors import NotUnderstoodError
from programme.load import load
from programme.records.record import Record, Records, View
from programme.records.translations import Passage, misses_translation, passages
from sheets.cells import Cells
from tests.house import ROOT
from tests.rules.small import TODAY

PROGRAMME = load(ROOT)
TOWNS = PROGRAMME.tables["towns"]
NOTE = "applicant 2027-01 · pt · 2027-03-12 10:00 UTC"


def town(**values):
    return View(Records(PROGRAMME, []), TOWNS, Record("towns", "MN-1", values), TODAY)


@pytest.mark.parametrize(
    ("values", "language", "expected"),
    [
        ({"why": "Café.", "consent": NOTE}, "pt", (Passage("Café."),)),
        (
            {"why": "Café.", "consent": NOTE},
            "en",
            (Passage("Café.", "original, in Portuguese"),),
        ),
        (
            {"why": "Café.", "consent": NOTE, "why_en": "Coffee."},
            "en",
            (
                Passage("Café.", "original, in Portuguese"),
                Passage("Coffee.", "translation"),
            ),
        ),
        (
            {"why": "Café.", "why_es": "Café, pues."},
            "es",
            (Passage("Café.", "original"), Passage("Café, pues.", "traducción")),
        ),
        ({"why": "Café."}, "en", (Passage("Café."),)),
        ({"consent": NOTE}, "en", ()),
    ],
)
def test_reader_gets_the_original_and_what_there_is_beside_it(
    values, language, expected
):
    assert passages(town(**values), language, "why") == expected


@pytest.mark.parametrize(
    ("values", "language", "missing"),
    [
        ({"why": "Café.", "consent": NOTE}, "en", True),
        ({"why": "Café.", "consent": NOTE, "why_en": "Coffee."}, "en", False),
        ({"why": "Café.", "consent": NOTE}, "pt", False),
        ({"why": "Café."}, "en", False),
        ({"consent": NOTE}, "en", False),
        ({"name": "Villa", "consent": NOTE}, "en", False),
    ],
)
def test_translation_is_missed_only_where_one_is_needed(values, language, missing):
    assert misses_translation(town(**values), language, "why") is missing


@pytest.mark.parametrize("raw", ["Loading...", "#N/A", "#ERROR!", "#VALUE!"])
def test_formula_that_gives_nothing_yet_is_no_translation(raw):
    assert Cells(PROGRAMME).read(TOWNS.column("why_en"), raw) is None
    if raw.startswith("#"):
        with pytest.raises(NotUnderstoodError):
            Cells(PROGRAMME).read(TOWNS.column("why"), raw)


def test_cells_of_a_translation_are_not_formatted_as_text():
    assert (
        TOWNS.column("why_en").number_format,
        TOWNS.column("why").number_format["type"],
    ) == (None, "TEXT")
