"""Workbooks as people leave them: headers in any spelling, what Excel made
of a number, merged cells.
"""

from datetime import UTC, datetime

import openpyxl
import pytest

from tests.xlsform.books import book
from xlsform.reading.headers import Header, header
from xlsform.reading.question_types import Part, row_type
from xlsform.reading.workbook import read_workbook
from xlsform.remarks import Remarks, Weight, WorkbookError


def read(place, survey, **more):
    """The sheet survey of a workbook, and what was told of it."""
    remarks = Remarks()
    return read_workbook(book(place / "book.xlsx", survey, **more), remarks), [
        str(remark) for remark in remarks.remarks
    ]


@pytest.mark.parametrize(
    ("written", "understood"),
    [
        ("label", Header("label")),
        (" Label :: Español (es)", Header("label", "Español (es)")),
        ("label:English", Header("label", "English")),
        ("LABEL::Français (fr)", Header("label", "Français (fr)")),
        ("relevance", Header("relevant")),
        ("bind::relevant", Header("relevant")),
        ("bind:relevant", Header("relevant")),
        ("Read Only", Header("read_only")),
        ("readonly", Header("read_only")),
        ("constraint_message::English", Header("constraint_message", "English")),
        ("bind:jr:constraintMsg:English", Header("constraint_message", "English")),
        ("media::image::English", Header("image", "English")),
        ("media:image:English", Header("image", "English")),
        ("calculate", Header("calculation")),
        ("hoja_max_length", Header("hoja_max_length")),
    ],
)
def test_header(written, understood):
    assert header(written, "survey") == understood


@pytest.mark.parametrize(
    ("written", "part", "type", "list_name", "or_other"),
    [
        ("text", Part.question, "text", "", False),
        ("Integer ", Part.question, "integer", "", False),
        ("dateTime", Part.question, "moment", "", False),
        ("select_one a_list", Part.question, "select_one", "a_list", False),
        (
            "select one from aList or specify other",
            Part.question,
            "select_one",
            "aList",
            True,
        ),
        ("select_multiple x or_other", Part.question, "select_multiple", "x", True),
        ("select all that apply from x", Part.question, "select_multiple", "x", False),
        ("add select one prompt using x", Part.question, "select_one", "x", False),
        ("begin  group", Part.group, "", "", False),
        ("end_group", Part.end_group, "", "", False),
        ("begin repeat", Part.repeat, "repeat", "", False),
        ("select_one_from_file x.csv", Part.left_out, "", "", False),
        ("select_one ${people}", Part.left_out, "", "", False),
        ("deviceid", Part.metadata, "deviceid", "", False),
        ("tex", Part.unknown, "", "", False),
    ],
)
def test_type(written, part, type, list_name, or_other):
    understood = row_type(written)
    assert (
        understood.part,
        understood.type,
        understood.list_name,
        understood.or_other,
    ) == (
        part,
        type,
        list_name,
        or_other,
    )


def test_cells_are_text_whatever_excel_made_of_them(tmp_path):
    head = ("Type", "NAME", "label", "default", "required", "constraint")
    row = (" text", "q1\xa0", " “Who”? ", 3.0, True, ".\xa0!= “x”")
    workbook, told = read(
        tmp_path,
        [
            row,
            (
                "date",
                "q2",
                "When?",
                datetime(2027, 3, 12, tzinfo=UTC).replace(tzinfo=None),
            ),
        ],
        head=head,
    )
    first, second = workbook.survey.rows
    names = ("type", "name", "default", "required", "constraint")
    assert [first.get(name) for name in names] == [
        "text",
        "q1",
        "3",
        "true",
        '. != "x"',
    ]
    assert first.texts("label") == {"": "“Who”?"}
    assert (second.get("default"), second.number, second.cell("default")) == (
        "2027-03-12",
        3,
        "D3",
    )
    assert told == []


def test_blank_rows_and_columns_lose_nothing(tmp_path):
    head = ("type", "name", *[None] * 30, "label")
    rows = [*[()] * 80, ("text", "q", *[None] * 30, "Q")]
    workbook, _ = read(tmp_path, rows, head=head)
    [row] = workbook.survey.rows
    assert (row.number, row.get("label"), row.cell("label")) == (82, "Q", "AG82")


def test_sheets_are_known_in_any_spelling(tmp_path):
    remarks = Remarks()
    file = book(tmp_path / "book.xlsx", [("text", "q", "Q")])
    workbook = openpyxl.load_workbook(file)
    workbook["survey"].title = " Survey"
    workbook.save(file)
    assert len(read_workbook(file, remarks).survey.rows) == 1


def test_other_sheets_are_told(tmp_path):
    sheets = {
        "notes": [("a",), ("b",)],
        "setting": [("form_title",), ("T",)],
        "entities": [("list_name",), ("x",)],
    }
    _, told = read(tmp_path, [("text", "q", "Q")], **sheets)
    assert sorted(told) == [
        "entities: entities are not carried; a table of the programme holds records",
        "notes: this sheet is not part of an XLSForm and was not read",
        "setting: this sheet is not read; call it settings if it is meant",
    ]


def test_column_that_is_nearly_one_is_a_mistake_and_another_is_told(tmp_path):
    _, told = read(
        tmp_path,
        [("text", "q", "Q", "${q} = 1", "x")],
        head=("type", "name", "label", "relevent", "Section of the law"),
    )
    assert told == [
        'survey!D1: no column “relevent” is known; did you mean "relevant"?',
        "survey!E1: the column “Section of the law” is not part of a form and was not read",
    ]


def test_two_names_of_one_column_are_a_mistake(tmp_path):
    _, told = read(
        tmp_path,
        [("text", "q", "Q")],
        head=("type", "name", "label", "relevant", "relevance"),
    )
    assert told == ["survey!E1: there is another column for relevant already"]


def test_merged_cells_and_formulas_without_a_value_are_mistakes(tmp_path):
    file = book(tmp_path / "book.xlsx", [("text", "q", "Q"), ("text", "r", "R")])
    workbook = openpyxl.load_workbook(file)
    workbook["survey"].merge_cells("A2:A3")
    workbook["survey"]["C2"] = '="Q" & 1'
    workbook.save(file)
    remarks = Remarks()
    read_workbook(file, remarks)
    assert [(remark.cell, remark.weight) for remark in remarks.remarks] == [
        ("A2:A3", Weight.mistake),
        ("C2", Weight.mistake),
    ]


def test_workbook_without_survey_is_told_with_its_sheets(tmp_path):
    workbook = openpyxl.Workbook()
    workbook.active.title = "Survey1"
    workbook.save(tmp_path / "book.xlsx")
    with pytest.raises(
        WorkbookError, match="there is no sheet called survey; is “Survey1” meant"
    ):
        read_workbook(tmp_path / "book.xlsx", Remarks())


def test_old_files_of_excel_are_told(tmp_path):
    (tmp_path / "book.xls").write_bytes(b"\xd0\xcf")
    with pytest.raises(WorkbookError, match="save it as "):
        read_workbook(tmp_path / "book.xls", Remarks())
