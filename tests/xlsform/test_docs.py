"""docs/xlsform.md says what becomes of each construct, and is right."""

import re

import pytest

from expressions import xlsform as expressions
from tests.house import ROOT
from xlsform.reading.headers import CHOICES, KNOWN, MEDIA
from xlsform.reading.question_types import LEFT_OUT, METADATA, TYPES, Part, row_type

TEXT = (ROOT / "docs" / "xlsform.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")
NOWHERE = (Part.left_out, Part.metadata, Part.repeat, Part.end_repeat)
QUIET_SETTINGS = {name for name in KNOWN["settings"] if not name.startswith("hoja_")}
"""Told as they stand; docs/xlsform.md names those that say something here."""


def types_by_word():
    """The rows of the table of types: word in the workbook → the words of ours."""
    section = TEXT.partition("## Types")[2].partition("**Groups.**")[0]
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `"):
            for word in CODE.findall(cells[0]):
                yield word, cells[1]


@pytest.mark.parametrize(("word", "ours"), tuple(types_by_word()))
def test_type_is_carried_as_the_table_says(word, ours):
    understood = row_type(word)
    if ours == "–":
        assert understood.part in NOWHERE
    elif understood.part in (Part.repeat, Part.end_repeat):
        assert ours == "`repeat`"
    elif understood.part in (Part.group, Part.end_group):
        assert "section" in ours
    else:
        assert understood.part is Part.question
        assert understood.type in CODE.findall(ours) or "calculate" in ours


def test_every_type_is_in_the_table():
    words = {
        re.sub(r"[_-]", " ", re.sub(r" (LIST|[A-Z])\b.*", "", word).lower())
        for word, _ in types_by_word()
    }
    assert {*TYPES, *LEFT_OUT, *METADATA} - words == {
        "date time",
        "datetime",
        "set form title",
        "set form id",
    } - words


def test_every_column_function_and_setting_is_named():
    words = {word.partition("(")[0] for word in CODE.findall(TEXT)}
    columns = (
        KNOWN["survey"]
        | CHOICES
        | MEDIA
        | {name for name in KNOWN["settings"] if name not in QUIET_SETTINGS}
    )
    assert columns - words == set()
    assert set(expressions.FUNCTIONS) | set(expressions.CONSTANTS) <= words
