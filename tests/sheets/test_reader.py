import pytest

from core.errors import Later
from core.ids import new_reference
from core.problem import ProblemCode

STATUS = {
    "Aprobado": "approved",
    " aprobado ": "approved",
    "APROBADA": "approved",
    "Approved": "approved",
    "no aprobado": "not_approved",
    "En  pausa": "paused",
}


def read(sheet, **cells):
    """What the cells mean, and the code and words of each problem."""
    reference = new_reference("MN")
    sheet.append({"reference": reference, "name": "x"})
    sheet.type(reference, **cells)
    row = sheet.tab().rows[reference]
    words = {
        name: problem.text.format(**dict(problem.values))
        for name, problem in row.wrong.items()
    }
    return {name: row.values.get(name) for name in cells}, words


@pytest.mark.parametrize(("typed", "status"), STATUS.items())
def test_status_is_known_in_any_of_its_spellings(shared, typed, status):
    assert read(shared, status=typed) == ({"status": status}, {})


def test_status_with_a_slip_is_a_problem_that_names_the_nearest(shared):
    assert read(shared, status="Aprovado") == (
        {"status": None},
        {"status": "“Aprovado” is not in the list. Did you mean “Aprobado”?"},
    )


@pytest.mark.parametrize(
    ("column", "typed", "value"),
    [
        ("share", "1.234,5", 1234.5),
        ("share", "0,5", 0.5),
        ("share", 0.5, 0.5),
        ("count", "25.000", 25000),
        ("count", 25000.0, 25000),
        ("count", 0, 0),
        ("due", 46458, "2027-03-12"),
        ("due", "12/03/2027", "2027-03-12"),
        ("due", "2027-3-12", "2027-03-12"),
        ("due", "12 de marzo de 2027", "2027-03-12"),
        ("tel", "099 123 4567", "+593991234567"),
        ("tel", 593991234567, "+593991234567"),
        ("tel", "+55 35 99123-4567", "+5535991234567"),
        ("mail", " ana@Example.org ", "ana@example.org"),
        ("share", "1,234.5", 1234.5),
        ("agreed", "Sí", True),
        ("agreed", "x", True),
        ("agreed", "no", False),
        ("tags", "Aprobado, En pausa", ["approved", "paused"]),
        ("notes", 7, "7"),
        ("notes", 0.25, "0.25"),
    ],
)
def test_cell_is_understood_as_people_write_it(shared, column, typed, value):
    assert read(shared, **{column: typed}) == ({column: value}, {})


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("share", "1.234"),
        ("due", "12/25/2027"),
        ("share", "mucho"),
        ("count", "2,5"),
        ("count", 2.5),
        ("due", "pronto"),
        ("due", "31/02/2027"),
        ("due", "mañana"),
        ("due", "2027-13-01"),
        ("due", 99999999999),
        ("at", "luego"),
        ("tel", "12"),
        ("mail", "ana at example.org"),
        ("agreed", "quizás"),
        ("tags", "Aprobado; otra cosa"),
        ("notes", "=1/0"),
        ("due", "=NOPE()"),
    ],
)
def test_cell_that_makes_no_sense_is_a_problem_and_no_guess(shared, column, typed):
    values, words = read(shared, **{column: typed})
    assert values == {column: None}
    assert list(words) == [column]


@pytest.mark.parametrize(
    "typed", ["detener", "parar", "✗", "desde mayo", 46458, "=1/0"]
)
def test_cell_that_says_neither_yes_nor_no_counts_as_the_answer_on_the_safe_side(
    shared, typed
):
    values, words = read(shared, stop=typed, active=typed)
    assert values == {"stop": True, "active": False}
    assert ["“yes”" in words["stop"], "“no”" in words["active"]] == [True, True]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("✓", True), ("sí", True), (1, True), ("no", False), (0, False)],
)
def test_cell_that_says_yes_or_no_is_no_problem(shared, typed, value):
    assert read(shared, stop=typed, active=typed) == (
        {"stop": value, "active": value},
        {},
    )


def test_problem_names_its_place(sheet):
    sheet.append({"reference": "MN-1", "name": "x"})
    sheet.type("MN-1", due="pronto")
    [problem] = sheet.look().problems
    assert (problem.table, problem.reference, problem.column, problem.row) == (
        "towns",
        "MN-1",
        "due",
        2,
    )


def test_headers_renamed_and_columns_moved_are_read_right(sheet):
    sheet.append({"reference": "MN-1", "name": "Pimampiro", "notes": "ñ", "count": 5})
    before = sheet.row("MN-1")
    sheet.put(0, sheet.tab().layout.columns["name"], "Cómo se llama")
    sheet.columns("moveDimension", "name", destinationIndex=9)
    sheet.columns("moveDimension", "count", destinationIndex=0)
    assert sheet.row("MN-1") == before
    assert sheet.codes() == []


def test_column_deleted_is_a_problem_and_the_rest_is_read(sheet):
    sheet.append({"reference": "MN-1", "name": "Pimampiro", "notes": "ñ"})
    sheet.columns("deleteDimension", "name")
    assert sheet.row("MN-1") == {"notes": "ñ"}
    assert sheet.codes() == [(ProblemCode.column_lost, "name")]


def test_column_without_its_mark_is_known_by_its_header_in_any_language(sheet):
    sheet.append({"reference": "MN-1", "notes": "ñ"})
    sheet.columns("deleteDimension", "notes")
    end = len(sheet.grid()[0])
    width = {
        "sheetId": sheet.tab().layout.sheet_id,
        "dimension": "COLUMNS",
        "length": 1,
    }
    sheet.client.batch([{"appendDimension": width}])
    sheet.put(0, end, " REMARKS ")
    sheet.put(1, end, "typed anew")
    assert sheet.row("MN-1") == {"notes": "typed anew"}


def test_tab_deleted_is_a_problem_and_the_others_are_read(sheet):
    sheet.client.batch([{"deleteSheet": {"sheetId": sheet.tab().layout.sheet_id}}])
    look = sheet.look()
    assert set(look.tabs) == {"people"}
    assert [(problem.code, problem.table) for problem in look.problems] == [
        (ProblemCode.tab_lost, "towns")
    ]


def test_reference_in_two_rows_is_the_upper_row_s_and_the_other_is_a_copy(sheet):
    sheet.append(
        {"reference": "MN-1", "name": "first"}, {"reference": "MN-1", "name": "copy"}
    )
    assert [row.values["name"] for row in sheet.tab().copies] == ["copy"]
    assert sheet.row("MN-1") == {"name": "first"}


def test_row_typed_by_hand_has_no_reference_yet(sheet):
    at = sheet.tab().layout.columns["name"]
    sheet.put(1, at, "by hand")
    tab = sheet.tab()
    assert (dict(tab.rows), [row.values["name"] for row in tab.loose]) == (
        {},
        ["by hand"],
    )


def test_rows_sorted_inserted_and_blank_between_are_the_same_records(sheet):
    sheet.append(
        *({"reference": f"MN-{number}", "name": f"n{number}"} for number in range(4))
    )
    tab = sheet.tab()
    before = {reference: row.raw for reference, row in tab.rows.items()}
    place = {"sheetId": tab.layout.sheet_id, "startRowIndex": 1, "endRowIndex": 5}
    spec = [{"dimensionIndex": tab.layout.columns["name"], "sortOrder": "DESCENDING"}]
    rows = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": 2,
        "endIndex": 4,
    }
    sheet.client.batch(
        [
            {"sortRange": {"range": place, "sortSpecs": spec}},
            {"insertDimension": {"range": rows, "inheritFromBefore": True}},
        ]
    )
    after = sheet.tab()
    assert {reference: row.raw for reference, row in after.rows.items()} == before
    assert [after.rows[f"MN-{number}"].index for number in range(4)] == [6, 5, 4, 1]


def test_copied_tab_does_not_count(sheet):
    sheet.append({"reference": "MN-1", "name": "x"})
    sheet.client.batch(
        [
            {
                "duplicateSheet": {
                    "sourceSheetId": sheet.tab().layout.sheet_id,
                    "insertSheetIndex": 0,
                }
            }
        ]
    )
    assert sheet.row("MN-1") == {"name": "x"}
    assert sheet.codes() == []


def test_look_costs_two_calls_once_the_headers_are_known(sheet):
    sheet.look()
    sheet.server.forget_calls()
    sheet.look()
    assert len(sheet.server.calls()) == 2


def test_locale_and_time_zone_changed_in_the_sheet_are_told_at_the_next_look_but_one(
    sheet, monkeypatch
):
    now = 1000.0
    monkeypatch.setattr("sheets.reading.reader.steady_seconds", lambda: now)
    sheet.forget()
    assert sheet.look().property_problems == []
    properties = {"locale": "en_US", "timeZone": "Europe/Rome"}
    change = {
        "updateSpreadsheetProperties": {
            "properties": properties,
            "fields": "locale,timeZone",
        }
    }
    sheet.client.batch([change])
    sheet.server.forget_calls()
    sheet.look()
    assert len(sheet.server.calls()) == 2
    now += 45
    theirs = [
        dict(problem.values)["theirs"] for problem in sheet.look().property_problems
    ]
    assert theirs == ["Europe/Rome", "en_US"]
    assert len(sheet.server.calls()) == 5


def test_tab_that_is_missing_in_an_answer_is_not_an_empty_tab(sheet, monkeypatch):
    sheet.append({"reference": "MN-34679", "name": "x"})
    read = sheet.client.read
    monkeypatch.setattr(sheet.client, "read", lambda filters: read(filters)[1:])
    with pytest.raises(Later, match="did not give the tab"):
        sheet.look()


def test_row_in_which_only_boxes_and_our_columns_stand_is_no_record(sheet):
    sheet.append(
        {"reference": "MN-34679", "name": "x"},
        {"reference": "MN-ACDEF"},
        {"agreed": False},
    )
    for row, name, value in (
        (4, "name", " "),
        (5, "due", "—"),
        (6, "flag", "left over"),
        (7, "notes", "\u200b"),
    ):
        sheet.put(row, sheet.columns_of[name], value)
    tab = sheet.tab()
    assert [row.reference for row in tab.rows.values() if row.is_empty] == ["MN-ACDEF"]
    assert [(row.own["flag"], row.is_empty) for row in tab.loose] == [
        ("left over", True)
    ]


def test_number_zero_says_something(sheet):
    sheet.put(1, sheet.columns_of["count"], 0)
    [row] = sheet.tab().loose
    assert (row.values["count"], row.is_empty) == (0, False)


@pytest.mark.parametrize("name", ["notes", "status", "due", "count"])
def test_check_boxes_over_a_column_say_nothing(sheet, name):
    sheet.append({"reference": "MN-34679", "name": "x"})
    at = sheet.columns_of[name]
    area = {
        "sheetId": sheet.sheet_id,
        "startRowIndex": 1,
        "startColumnIndex": at,
        "endColumnIndex": at + 1,
    }
    sheet.client.batch(
        [
            {
                "setDataValidation": {
                    "range": area,
                    "rule": {"condition": {"type": "BOOLEAN"}},
                }
            }
        ]
    )
    assert (sheet.row("MN-34679"), sheet.codes(), sheet.tab().loose) == (
        {"name": "x"},
        [],
        [],
    )


def test_reference_typed_another_way_is_that_reference_and_to_be_written_anew(sheet):
    sheet.append(
        {"reference": "MN-7K3MQ", "name": "x"}, {"reference": "MN-34679", "name": "y"}
    )
    sheet.put(1, 0, "mn-7k3mq ")
    tab = sheet.tab()
    assert (set(tab.rows), sheet.codes()) == ({"MN-7K3MQ", "MN-34679"}, [])
    standing = {row.reference: row.standing_reference for row in tab.rows.values()}
    assert standing == {"MN-7K3MQ": "mn-7k3mq ", "MN-34679": "MN-34679"}


def test_reference_typed_another_way_that_stands_elsewhere_is_a_copy(sheet):
    sheet.append(
        {"reference": "MN-7K3MQ", "name": "x"}, {"reference": "mn-7k3mq", "name": "y"}
    )
    assert [row.reference for row in sheet.tab().copies] == ["MN-7K3MQ"]
    assert sheet.row("MN-7K3MQ") == {"name": "x"}


def test_columns_are_not_asked_for_again_right_after_the_look(sheet):
    look = sheet.look()
    sheet.server.forget_calls()
    assert sheet.reader.layouts(look)["towns"] == look.tabs["towns"].layout
    assert sheet.server.calls() == []


def test_columns_moved_since_the_look_are_found_and_one_without_its_mark_is_waited_for(
    sheet,
):
    look = sheet.look()
    sheet.columns("moveDimension", "notes", destinationIndex=0)
    assert sheet.reader.layouts(look)["towns"].columns["notes"] == 0
    lost = sheet.tab().layout.columns["due"]
    sheet.columns("deleteDimension", "due")
    assert lost
    with pytest.raises(Later, match="lost its mark"):
        sheet.reader.layouts(look)
