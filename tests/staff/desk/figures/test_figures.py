"""The figures: what they count, their rows, and the files."""

import csv
import io
import re
from math import inf

import openpyxl
import pytest

from core.notation.spreadsheet_text import as_text
from programme.models.desk import Measure
from staff.desk.figures.figure_paper import number
from staff.desk.figures.figure_table import measured
from staff.desk.figures.targets import TargetRow
from tests.lived import coordinator, named, work


@pytest.mark.parametrize(
    ("measure", "number"),
    [
        (Measure.rows, 12.0),
        (Measure.total, 12.0),
        (Measure.median, 3.0),
        (Measure.mean, 4.0),
        (Measure.smallest, 1.0),
        (Measure.largest, 8.0),
    ],
)
def test_measure_of_some_values(measure, number):
    assert measured(measure, [8.0, 1.0, 3.0]) == number


def test_measure_of_nothing_is_nothing():
    assert measured(Measure.median, []) is None


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"),
        (1234.5, "1.234,5"),
        (2e15, "2.000.000.000.000.000"),
        (1e26, "1e+26"),
        (-1e300, "-1e+300"),
        (inf, "∞"),
    ],
)
def test_number_of_any_size_is_shown(value, shown):
    assert number(value, "de") == shown


def test_target_that_is_too_much_to_be_divided_is_reached():
    shares = [
        TargetRow("", "", "", (), (), wanted, present).percent
        for wanted, present in [(8.0, 2.0), (1.0, 1e308)]
    ]
    assert shares == [25, 100]


def test_one_absurd_number_stops_no_figure(lived):
    meeting = next(iter(lived.records("meetings")))
    lived.edit("meetings", meeting, "mentor_hours", 1e26)
    work(lived)
    client = coordinator(lived)
    assert ">1e+26<" in client.get("/staff/figures?lang=en").text
    for ending in ("pdf", "csv", "xlsx"):
        assert client.get(f"/staff/figures.{ending}?lang=en").status_code == 200


def test_page_shows_each_figure_with_its_definition_and_rows(lived):
    client = coordinator(lived)
    page = client.get("/staff/figures?lang=en").text
    assert "All towns that have ever applied, by their status today." in page
    assert ">177</a>" in page
    rows = client.get("/staff/figures/towns_by_status?group=recognised&lang=en").text
    assert all(
        name in rows for name in ("Guaranda", "Portoviejo", "Muqui", "Poço Fundo")
    )
    assert "Serra das Flores" not in rows
    within = client.get(
        "/staff/figures/towns_by_country?group=Brasil&group=" + edition(lived)
    ).text
    assert ("Muqui" in within, "Guaranda" in within) == (True, False)
    assert client.get("/staff/figures/nothing").status_code == 404


def edition(house):
    return named(house, "editions", "2021")


def test_csv_has_a_line_for_each_group_and_no_formula(lived):
    lived.edit("towns", named(lived, "towns", "Serra das Flores"), "country", "=1+1")
    work(lived)
    text = coordinator(lived).get("/staff/figures.csv?lang=en").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Figure", "Definition", "Group", "Within it", "Value", "Rows"]
    assert [
        "Towns by status",
        "All towns that have ever applied, by their status today.",
        "Recognised",
        "",
        "4",
        "4",
    ] in rows
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


@pytest.mark.parametrize("text", ["=1+1", "X;=1+1;", " @x", "a,+1", "a\t-1", "a\n=1"])
def test_formula_is_a_text_wherever_a_program_may_look_for_one(text):
    cells = re.split(r"[;,|\t\r\n]", as_text(text))
    assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]


def test_xlsx_has_a_sheet_for_each_figure_with_its_rows(lived):
    lived.edit("towns", named(lived, "towns", "Serra das Flores"), "country", "=1+1")
    work(lived)
    answer = coordinator(lived).get("/staff/figures.xlsx?lang=en")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book["Towns by status"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0][0] == "Towns by status"
    assert ["Recognised", 4, 4] in [row[:3] for row in cells]
    assert any("Guaranda" in row for row in cells)
    assert not [
        cell
        for tab in book
        for row in tab.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
