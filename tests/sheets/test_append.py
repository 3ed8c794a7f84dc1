from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.problem import ProblemCode
from fieldtypes.normalise import blank
from sheets.cells import Cells
from sheets.setup.plan import Copies
from sheets.writing.append import append_requests
from tests.sheets.conftest import Sheet
from tests.sheets.local_server import running_server
from tests.sheets.small import programme

LETTERS = (
    "+593991234567",
    "007",
    "1e5",
    "=1+1",
    '=HYPERLINK("https://evil.example.net")',
    "'x",
    "''",
    "-5",
    "@SUM(A1)",
    "TRUE",
    "12/03/2027",
    "2027-03-12",
    "12:30",
    "50%",
    "$5",
    "1,5",
    "#REF!",
    "#N/A",
    "NaN",
    "👩‍🌾🌽",
    "مرحبا بالعالم",
    "\u202eabc",
    "two\nlines",
    "tab\there",
    " space around ",
    "\\n",
    '"quoted"',
    "a" * 49_999,
)


def test_text_arrives_to_the_letter(sheet):
    sheet.append(
        *(
            {"reference": f"MN-{number}", "notes": text}
            for number, text in enumerate(LETTERS)
        )
    )
    at = sheet.tab().layout.columns["notes"]
    assert [line[at] for line in sheet.grid()[1:]] == list(LETTERS)


def test_text_is_read_back_as_it_was_sent(sheet):
    sent = [text for text in LETTERS if not text.startswith("#")]
    sheet.append(
        *(
            {"reference": f"MN-{number}", "notes": text}
            for number, text in enumerate(sent)
        )
    )
    rows = sheet.tab().rows
    assert [rows[f"MN-{number}"].values["notes"] for number in range(len(sent))] == sent


def test_text_that_looks_like_an_error_of_a_formula_is_shown_to_a_person(sheet):
    sheet.append({"reference": "MN-1", "name": "x", "notes": "#REF!"})
    assert sheet.codes() == [(ProblemCode.cell, "notes")]


def test_every_kind_comes_back_as_it_was_sent(sheet):
    sent = {
        "reference": "MN-34679",
        "name": "Pimampiro",
        "count": 25000,
        "share": 0.125,
        "due": "2027-03-12",
        "at": "2027-03-12T14:30:15+00:00",
        "status": "not_approved",
        "tags": ["approved", "paused"],
        "mail": "ana@example.org",
        "tel": "+593991234567",
        "web": "https://example.org/a?b=c&d=e",
        "files": ["https://hoja.example.net/file/a", "https://hoja.example.net/file/b"],
        "agreed": True,
        "notes": "ñ",
        "received": "2027-03-11T09:00:00+00:00",
    }
    sheet.append(sent)
    assert sheet.row("MN-34679") == {
        name: value for name, value in sent.items() if name != "reference"
    }
    assert sheet.codes() == []


def test_dates_are_dates_and_statuses_are_labels_in_the_sheet(sheet):
    sheet.append(
        {
            "reference": "MN-1",
            "due": "2027-03-12",
            "at": "2027-03-12T05:00:00+00:00",
            "status": "approved",
        }
    )
    line, at = sheet.grid()[1], sheet.tab().layout.columns
    assert [line[at[name]] for name in ("due", "at", "status")] == [
        46458,
        46458,
        "Aprobado",
    ]


def test_day_whose_number_could_be_a_year_is_kept_as_text(sheet):
    sheet.append({"reference": "MN-1", "due": "1900-01-01"})
    assert sheet.grid()[1][sheet.tab().layout.columns["due"]] == "1900-01-01"
    assert sheet.row("MN-1") == {"due": "1900-01-01"}


def test_rows_come_after_the_last_one_whatever_is_hidden_or_filtered(sheet):
    sheet.append({"reference": "MN-1", "notes": "one"})
    tab = sheet.tab().layout
    place = {
        "sheetId": tab.sheet_id,
        "dimension": "ROWS",
        "startIndex": 1,
        "endIndex": 2,
    }
    hide = {
        "range": place,
        "properties": {"hiddenByUser": True},
        "fields": "hiddenByUser",
    }
    sheet.client.batch([{"updateDimensionProperties": hide}])
    sheet.append({"reference": "MN-2", "notes": "two"}, {"reference": "MN-3"})
    assert [line[0] for line in sheet.grid()[1:]] == ["MN-1", "MN-2", "MN-3"]


def test_row_lands_in_its_columns_after_they_were_moved_and_renamed(sheet):
    sheet.columns("moveDimension", "notes", destinationIndex=0)
    sheet.put(0, 0, "Observaciones")
    sheet.append({"reference": "MN-1", "notes": "x", "name": "y"})
    assert sheet.row("MN-1") == {"notes": "x", "name": "y"}


@pytest.fixture(scope="module", params=["below", "among"])
def boxes(request, tmp_path_factory):
    """A spreadsheet on a server that appends below the last check box, or among
    them.
    """
    with running_server(
        tmp_path_factory.mktemp("boxes"), append_at_check_boxes=request.param
    ) as server:
        made = Sheet(server, programme())
        yield made
        made.client.close()


@pytest.fixture
def boxed(boxes):
    """Its tab, made anew, with one record and check boxes over whole columns: one
    of ours, one of the team's.
    """
    boxes.client.batch([{"deleteSheet": {"sheetId": boxes.sheet_id}}])
    boxes.setup(copies=Copies.leave)
    boxes.sheet_id = boxes.tab().layout.sheet_id
    boxes.append({"reference": "MN-34679", "name": "first"})
    width = {"sheetId": boxes.sheet_id, "dimension": "COLUMNS", "length": 1}
    team = len(boxes.headers)
    boxes.client.batch(
        [
            {"appendDimension": width},
            *(box(boxes, at) for at in (boxes.columns_of["notes"], team)),
        ]
    )
    boxes.put(0, team, "Visto")
    return boxes


def box(sheet, at):
    area = {
        "sheetId": sheet.sheet_id,
        "startRowIndex": 1,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }
    return {
        "setDataValidation": {"range": area, "rule": {"condition": {"type": "BOOLEAN"}}}
    }


def references(sheet):
    return [line[0] for line in sheet.grid() if line[0]]


def test_row_lands_below_the_last_record_though_check_boxes_hold_false_in_every_row(
    boxed,
):
    boxed.append({"reference": "MN-ACDEF", "name": "second"}, {"reference": "MN-GHJKM"})
    boxed.append({"reference": "MN-NPQRT", "name": "third"})
    rows = boxed.tab().rows
    assert {reference: row.index for reference, row in rows.items()} == {
        "MN-34679": 1,
        "MN-ACDEF": 2,
        "MN-GHJKM": 3,
        "MN-NPQRT": 4,
    }
    assert (boxed.tab().loose, boxed.codes()) == ([], [])


def test_row_between_check_boxes_has_formats_drop_downs_and_boxes_like_the_others(
    boxed,
):
    boxed.append({"reference": "MN-ACDEF", "due": "2027-03-12"})
    fields = "sheets.data.rowData.values(dataValidation,userEnteredFormat)"
    area = {"sheetId": boxed.sheet_id, "startRowIndex": 1, "endRowIndex": 4}
    [found] = boxed.client.grids([{"gridRange": area}], fields)
    record, new, below = (row["values"] for row in found["data"][0]["rowData"])
    assert [cell.get("dataValidation") for cell in new] == [
        cell.get("dataValidation") for cell in record
    ]
    assert [cell.get("userEnteredFormat") for cell in new] == [
        cell.get("userEnteredFormat") for cell in below
    ]


def test_row_is_never_written_over_another_that_came_after_the_look(boxed):
    layout = boxed.tab().layout
    boxed.put(2, boxed.columns_of["name"], "typed meanwhile")
    boxed.client.batch(
        append_requests(
            boxed.programme, layout, [{"reference": "MN-ACDEF", "name": "second"}]
        )
    )
    at = boxed.columns_of["name"]
    assert [line[at] for line in boxed.grid()[1:4]] == [
        "first",
        "second",
        "typed meanwhile",
    ]


def test_first_row_of_a_tab_with_check_boxes_lands_below_its_headers(boxed):
    row = {
        "sheetId": boxed.sheet_id,
        "dimension": "ROWS",
        "startIndex": 1,
        "endIndex": 2,
    }
    boxed.client.batch([{"deleteDimension": {"range": row}}])
    boxed.append({"reference": "MN-ACDEF"})
    assert boxed.tab().rows["MN-ACDEF"].index == 1


def test_row_lands_above_notes_and_formulas_of_the_team_far_below(sheet):
    sheet.append({"reference": "MN-34679", "name": "first"})
    end = len(sheet.headers)
    more = {"sheetId": sheet.sheet_id, "dimension": "COLUMNS", "length": 1}
    sheet.client.batch([{"appendDimension": more}])
    for row in (3, 200):
        sheet.put(row, end, '=IF(A1="Referencia","","x")')
    sheet.put(230, end, "a note")
    sheet.append({"reference": "MN-ACDEF", "name": "second"})
    assert sheet.tab().rows["MN-ACDEF"].index == 2
    assert sheet.grid()[231][end] == "a note"


TEXTS = st.text(max_size=60)
ROWS = st.fixed_dictionaries(
    {
        "notes": TEXTS,
        "count": st.none() | st.integers(-(2**53), 2**53),
        "share": st.none() | st.floats(allow_nan=False, allow_infinity=False),
        "due": st.none() | st.dates(date(1800, 1, 1), date(2299, 12, 31)).map(str),
        "agreed": st.none() | st.booleans(),
        "status": st.none() | st.sampled_from(["approved", "not_approved", "paused"]),
    }
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_whatever_a_form_brings_is_read_back_as_it_was(sheet, rows):
    before = len(sheet.tab().rows)
    references = [f"MN-{before + number}" for number in range(len(rows))]
    sheet.append(
        *(
            {"reference": reference, **row}
            for reference, row in zip(references, rows, strict=True)
        )
    )
    look = sheet.tab()
    cells = Cells(sheet.programme)
    for reference, sent in zip(references, rows, strict=True):
        row = look.rows[reference]
        for name, value in sent.items():
            column = look.layout.table.column(name)
            if isinstance(cells.show(column, value), str) and str(value).startswith(
                "#"
            ):
                continue
            assert row.values[name] == (
                None if isinstance(value, str) and blank(value) else value
            ), name
