"""The reader's sentences in the language of whoever edits the tab; what is
not known stays as it is.
"""

import pytest

from form_tabs.wording import KNOWN
from published_tabs.mistakes import TabMistake
from published_tabs.wording import worded
from tests.form_tabs.small import SURVEY, judged, live_programme

ROWS = [
    "tekst | soil | Soil | |", "text | | Soil | |", " | soil | Soil | |", "calculate | soil | | |",
    "select_one | soil | Soil | |", "select_one zoil | soil | Soil | |", "end_group | | | |", "begin_group | g | G | |",
    "text | soil | Soil ${hight} | |", "text | soil | Soil | | ${height} > 'x'",
]  # fmt: skip
"""Rows with the mistakes that staff are likely to make."""


@pytest.mark.parametrize("row", ROWS)
def test_likely_mistake_is_told_in_the_language_of_the_sheet(tmp_path, row):
    result = judged(
        live_programme(tmp_path),
        f"{SURVEY}{row}\n",
        "list_name|name|label\nsoil|clay|Clay\n",
    )
    assert result.mistakes
    for mistake in result.mistakes:
        assert mistake.words("es", KNOWN) != mistake.words("en", KNOWN)


def test_sentence_that_is_not_known_stays_as_it_is():
    assert worded("the moon is {full}", "es", KNOWN) == "the moon is {full}"
    assert (
        TabMistake("survey", "A1", "100 {of} them").words("es", KNOWN)
        == "100 {of} them"
    )
