"""A whole table is read whole, or refused: nothing is cut off."""

import pytest

from tests.authoring.test_row_import import workbook
from uploads import examiner
from uploads.examiner import WHOLE_COLUMNS, RefusedFile
from uploads.opening import table_cells

LONG = "a long story " * 200


def test_long_text_is_read_whole():
    content = workbook([["Head", "More"], [LONG, None]])
    [[title, rows]] = table_cells(content, "xlsx", is_whole=True)
    assert (title, rows) == ("Old", [["Head", "More"], [LONG]])
    [[_title, looked_at]] = table_cells(content, "xlsx")
    assert len(looked_at[1][0]) == examiner.MOST_CHARACTERS


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_table_with_more_than_is_taken_is_refused(kind):
    cells = ["x"] * (WHOLE_COLUMNS + 1)
    content = ",".join(cells).encode()
    if kind == "xlsx":
        content = workbook([cells])
    with pytest.raises(RefusedFile):
        examiner.table(content, kind, is_whole=True)
    assert examiner.table(content, kind)
