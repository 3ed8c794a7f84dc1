from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from programme import values
from sheets.cells import Cells

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
    sheet.append(*({"reference": f"MN-{number}", "notes": text} for number, text in enumerate(LETTERS)))
    at = sheet.tab().layout.columns["notes"]
    assert [line[at] for line in sheet.grid()[1:]] == list(LETTERS)


def test_text_is_read_back_as_it_was_sent(sheet):
    sent = [text for text in LETTERS if not text.startswith("#")]
    sheet.append(*({"reference": f"MN-{number}", "notes": text} for number, text in enumerate(sent)))
    rows = sheet.tab().rows
    assert [rows[f"MN-{number}"].values["notes"] for number in range(len(sent))] == sent


def test_text_that_looks_like_an_error_of_a_formula_is_shown_to_a_person(sheet):
    sheet.append({"reference": "MN-1", "name": "x", "notes": "#REF!"})
    assert sheet.codes() == [("cell", "notes")]


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
    assert sheet.row("MN-34679") == {name: value for name, value in sent.items() if name != "reference"}
    assert sheet.codes() == []


def test_dates_are_dates_and_statuses_are_labels_in_the_sheet(sheet):
    sheet.append({"reference": "MN-1", "due": "2027-03-12", "at": "2027-03-12T05:00:00+00:00", "status": "approved"})
    line, at = sheet.grid()[1], sheet.tab().layout.columns
    assert [line[at[name]] for name in ("due", "at", "status")] == [46458, 46458, "Aprobado"]


def test_day_whose_number_could_be_a_year_is_kept_as_text(sheet):
    sheet.append({"reference": "MN-1", "due": "1900-01-01"})
    assert sheet.grid()[1][sheet.tab().layout.columns["due"]] == "1900-01-01"
    assert sheet.row("MN-1") == {"due": "1900-01-01"}


def test_rows_come_after_the_last_one_whatever_is_hidden_or_filtered(sheet):
    sheet.append({"reference": "MN-1", "notes": "one"})
    tab = sheet.tab().layout
    place = {"sheetId": tab.sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    hide = {"range": place, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    sheet.client.batch([{"updateDimensionProperties": hide}])
    sheet.append({"reference": "MN-2", "notes": "two"}, {"reference": "MN-3"})
    assert [line[0] for line in sheet.grid()[1:]] == ["MN-1", "MN-2", "MN-3"]


def test_row_lands_in_its_columns_after_they_were_moved_and_renamed(sheet):
    sheet.columns("moveDimension", "notes", destinationIndex=0)
    sheet.put(0, 0, "Observaciones")
    sheet.append({"reference": "MN-1", "notes": "x", "name": "y"})
    assert sheet.row("MN-1") == {"notes": "x", "name": "y"}


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


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ROWS, min_size=1, max_size=8))
def test_whatever_a_form_brings_is_read_back_as_it_was(sheet, rows):
    before = len(sheet.tab().rows)
    references = [f"MN-{before + number}" for number in range(len(rows))]
    sheet.append(*({"reference": reference, **row} for reference, row in zip(references, rows, strict=True)))
    look = sheet.tab()
    cells = Cells(sheet.programme)
    for reference, sent in zip(references, rows, strict=True):
        row = look.rows[reference]
        for name, value in sent.items():
            column = look.layout.table.column(name)
            if isinstance(cells.show(column, value), str) and str(value).startswith("#"):
                continue
            assert row.values[name] == (None if isinstance(value, str) and values.blank(value) else value), name
