"""Repeats in workbooks: what we export is taken by pyxform and read back the same;
what does not map is named.
"""

import re

import pytest
from pyxform.xls2xform import convert

from programme.load import load
from tests.programme.files import write
from tests.programme.test_check_repeats import FORM, PROGRAMME
from tests.xlsform.books import brought_in, imported, told
from xlsform.export_form import export_form
from xlsform.import_form import import_form
from xlsform.remarks import Weight

REPEAT = [
    ("begin_repeat", "task", "Task"),
    ("text", "what", "What"),
    ("integer", "days", "Days", None, ". > 0"),
    ("end_repeat",),
    ("calculate", "all", None, None, None, "sum(${days}) + count(${task})"),
]
# What is computed is a column to an import.
WITH_COLUMNS = PROGRAMME.replace(
    "      done_on", "      half: {type: decimal, label: Half}\n      done_on"
).replace(
    "      keeper: {", "      total: {type: decimal, label: Total}\n      keeper: {", 1
)
HEAD = (
    "type",
    "name",
    "label",
    "relevant",
    "constraint",
    "calculation",
    "repeat_count",
)


def exported(tmp_path, form):
    programme = load(write(tmp_path, main=WITH_COLUMNS, form=form))
    file = tmp_path / "book.xlsx"
    remarks = export_form(programme.forms["new_tree"], programme.languages, file)
    return (
        file,
        programme,
        [remark.text for remark in remarks if remark.weight is Weight.left_out],
    )


def test_repeat_is_taken_by_pyxform(tmp_path):
    file, _, left_out = exported(tmp_path, FORM)
    xform = convert(str(file)).xform
    assert left_out == ["between 1 and 10 repetitions: XLSForm has no such limits"]
    assert '<repeat nodeset="/data/budget">' in xform
    assert re.search(
        r'nodeset="/data/total"[^>]* calculate="sum\( /data/budget/amount \)"', xform
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("most: 10", "most: 10"),
        ("most: 10", "most: 1"),
        ("      item:", "      photo: {max_files: 2}\n      item:"),
    ],
)
def test_repeat_is_the_same_after_export_and_import(tmp_path, before, after):
    file, programme, _ = exported(tmp_path, FORM.replace(before, after))
    back = import_form(file, programme, "new_tree", "trees")
    assert back.of(Weight.mistake) == back.of(Weight.left_out) == []
    assert back.programme_yaml == ""
    again = load(write(tmp_path / "again", main=WITH_COLUMNS, form=back.form_yaml))
    assert again.forms["new_tree"].fields == programme.forms["new_tree"].fields


def test_repeat_of_a_workbook_gets_a_table_that_refers_to_the_forms(tmp_path):
    form = imported(tmp_path, [("text", "name", "Name"), *REPEAT], head=HEAD)
    assert told(form, Weight.left_out) == told(form, Weight.mistake) == []
    assert form.programme["tables"]["task"]["columns"]["book"]["table"] == "book"
    assert form.form["fields"]["all"]["calculate"] == "sum(task.days) + count(task)"
    loaded = brought_in(tmp_path / "programme", form).forms["book"]
    assert [part.name for part in loaded.field("task").fields] == ["what", "days"]
    assert loaded.field("task").fields[1].constraint == "days > 0"


def test_repeat_alone_makes_the_rows_of_the_forms_own_table(tmp_path):
    form = imported(tmp_path, [("note", "n", "Hello"), *REPEAT[:-1]], head=HEAD)
    assert told(form, Weight.left_out) == told(form, Weight.mistake) == []
    loaded = brought_in(tmp_path / "programme", form).forms["book"]
    assert loaded.field("task").table == loaded.table == "book"


def test_form_whose_table_could_hold_nothing_is_told(tmp_path):
    begin = (*REPEAT[0], "today() > date('2027-01-01')")
    form = imported(tmp_path, [begin, *REPEAT[1:-1]], head=HEAD)
    [mistake] = told(form, Weight.mistake)
    assert mistake.startswith("survey: nothing is asked outside of repeats")


@pytest.mark.parametrize(
    ("survey", "left_out"),
    [
        ([REPEAT[0], ("begin_repeat", "r", "R"), ("text", "x", "X"), ("end_repeat",), *REPEAT[1:]],
         "survey!A4: a loop, or a repeat in a repeat, is not carried: r and all in it, up to row 6"),
        ([("begin_repeat", "task", "Task", None, None, None, "${name}"), *REPEAT[1:]],
         "survey!G3: repeat_count `${name}`: only a number up to 50 is carried; people say how many there are"),
        ([*REPEAT, ("note", "n", "Of ${what}")], "survey!C8: ${what} has several answers"),
    ],
)  # fmt: skip
def test_what_does_not_map_is_named(tmp_path, survey, left_out):
    form = imported(tmp_path, [("text", "name", "Name"), *survey], head=HEAD)
    assert told(form, Weight.left_out) == [left_out]
    assert told(form, Weight.mistake) == []
    assert brought_in(tmp_path / "programme", form).forms["book"].field("task")


def test_constant_count_is_both_limits(tmp_path):
    form = imported(
        tmp_path,
        [("begin_repeat", "task", "Task", None, None, None, "3"), *REPEAT[1:]],
        head=HEAD,
    )
    assert (
        form.form["fields"]["task"]["least"],
        form.form["fields"]["task"]["most"],
    ) == (3, 3)


def test_number_of_a_repetition_is_carried(tmp_path):
    calculate = ("calculate", "number", None, None, None, "position(..)")
    form = imported(tmp_path, [REPEAT[0], calculate, *REPEAT[1:]], head=HEAD)
    assert form.form["fields"]["task"]["fields"]["number"]["calculate"] == "position"
