"""Which row is the header row, and what a reference typed another
way means: tables of cases.
"""

import pytest

from sheets.header import canonical_reference, find_header_row, header_names
from tests.sheets.small import things

TABLE = things()
MARKED = {column.name: index for index, column in enumerate(TABLE.columns)}
HEADERS = [column.label["es"] for column in TABLE.columns]
ENGLISH = [column.label["en"] for column in TABLE.columns]
RECORD = ["MN-34679", "", "Pimampiro", 25000, *[""] * 12]
BY_HAND = ["", "", "Notas", "status", *[""] * 12]
BANNER = ["Programa 2027"]
RENAMED = ["Clave", "Atención", "Lugar", "Gente", *HEADERS[4:]]
ALL_RENAMED = [f"x{index}" for index in range(len(HEADERS))]
FEW_LEFT = [*ALL_RENAMED[:-5], *HEADERS[-5:]]

CASES = {
    "on top": ([HEADERS, RECORD], 0),
    "in another language": ([ENGLISH, RECORD], 0),
    "below a banner": ([BANNER, HEADERS, RECORD], 1),
    "below a banner and blank rows": ([BANNER, [], [], HEADERS, RECORD], 3),
    "sorted down": ([RECORD, RECORD, HEADERS, RECORD], 2),
    "sorted to the end": ([RECORD, RECORD, HEADERS], 2),
    "partly renamed": ([RENAMED, RECORD], 0),
    "mostly renamed": ([RECORD, FEW_LEFT], 1),
    "twice: the upper one counts": ([HEADERS, RECORD, HEADERS], 0),
    "deleted": ([RECORD, RECORD], None),
    "deleted, and a row typed by hand uses some of the same words": (
        [BY_HAND, RECORD],
        None,
    ),
    "deleted, and a banner has come": ([BANNER, RECORD], None),
    "blanked": ([[], RECORD], None),
    "an empty tab": ([], None),
    "a record whose cells say what the headers say": (
        [["MN-34679", *HEADERS[1:]], RECORD],
        None,
    ),
    "only the header of the references is left": (
        [[HEADERS[0], *ALL_RENAMED[1:]], RECORD],
        0,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_header_row_is_found_wherever_it_is_and_no_record_is_taken_for_it(case):
    grid, row = CASES[case]
    assert find_header_row(grid, MARKED, header_names(TABLE, {})) == row


def test_header_row_is_known_by_the_headers_that_it_bore_last():
    last = dict(zip(MARKED, ALL_RENAMED, strict=True))
    assert (
        find_header_row([RECORD, ALL_RENAMED], MARKED, header_names(TABLE, last)) == 1
    )


@pytest.mark.parametrize(
    ("grid", "row"),
    [([["NAME"], ["Ana"]], 0), ([BANNER, ["name", "notes"]], 1), ([], 0)],
)
def test_header_row_of_a_tab_without_marks_is_the_one_with_most_headers_or_the_first(
    grid, row
):
    assert find_header_row(grid, {}, header_names(TABLE, {})) == row


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("MN-34679", "MN-34679"),
        ("mn-7k3mq ", "MN-7K3MQ"),
        (" Mn-7k3 mq", "MN-7K3MQ"),
        ("MN–7K3MQ", "MN-7K3MQ"),
        ("MN-7K3MQ\u200b", "MN-7K3MQ"),
        ("mn-7k3m", "mn-7k3m"),
        (" mail ", "mail"),
        ("", ""),
    ],
)
def test_reference_typed_another_way_is_read_as_that_reference(typed, reference):
    assert canonical_reference(typed) == reference
