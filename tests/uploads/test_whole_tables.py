"""A whole table is read whole, or refused: nothing is cut off."""

import io
import re
import zipfile

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


@pytest.mark.parametrize("limit", ["WHOLE_ROWS", "WHOLE_COLUMNS"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_empty_cell_at_the_limit_is_not_the_end(monkeypatch, kind, limit):
    monkeypatch.setattr(examiner, limit, 3)
    rows = [["a", "b"], ["1", "2"], ["3", "4"], [], ["lost", "row"]]
    if limit == "WHOLE_COLUMNS":
        rows = [["a", "b", "c", None, "lost"]] * 2
    content = "\n".join(",".join(cell or "" for cell in row) for row in rows).encode()
    if kind == "xlsx":
        content = workbook(rows)
    with pytest.raises(RefusedFile):
        examiner.table(content, kind, is_whole=True)


def test_nothing_behind_the_last_cells_is_counted(monkeypatch):
    monkeypatch.setattr(examiner, "WHOLE_ROWS", 2)
    content = b"a,b,,\n1,2,,\n,,,\n\n\n"
    [[_title, rows]] = table_cells(content, "csv", is_whole=True)
    assert rows == [["a", "b"], ["1", "2"]]


@pytest.mark.parametrize("size", [b"A1", b"A1:B2", b"A1:XFD1048576"])
@pytest.mark.parametrize("is_whole", [True, False])
def test_workbook_that_says_a_wrong_size_loses_nothing(size, is_whole):
    rows = [["a", "b", "c"], *([str(number), "x", "y"] for number in range(5))]
    source = zipfile.ZipFile(io.BytesIO(workbook(rows)))
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            part = source.read(name)
            if name.endswith("sheet1.xml"):
                said = b'<dimension ref="' + size + b'"'
                part, count = re.subn(rb'<dimension ref="[^"]*"', said, part)
                assert count == 1
            copy.writestr(name, part)
    [[_title, cells]] = table_cells(content.getvalue(), "xlsx", is_whole=is_whole)
    assert [row[:3] for row in cells] == rows
