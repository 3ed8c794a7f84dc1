"""An expression comes back from a workbook in the words of its author."""

from datetime import date, time

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from expressions.evaluate import compile_expression
from expressions.xlsform import translate
from programme.expressions import scope_of_answers
from programme.load import load
from tests.programme.files import FORM, MAIN, write
from xlsform.export_form import export_form
from xlsform.expressions.choices_in_expressions import with_our_choices
from xlsform.expressions.printer import printed
from xlsform.import_form import import_form
from xlsform.remarks import Weight

TYPES = {
    "a": "integer",
    "c": "decimal",
    "b": "text",
    "due": "date",
    "marks": "select_multiple",
    "done": "acknowledge",
    "sort": "select_one",
    "start": "time",
}
CHOICES = {"marks": ("x", "y"), "sort": ("x", "y", "z")}
SCOPE = scope_of_answers(TYPES, CHOICES)
NUMBERS = ["a", "c", "1", "2.5", "length(b)", "count_selected(marks)", "(due - today)",
           "sum(a, c)", "count_filled(b, due)", "coalesce(a, 0)", "-a"]  # fmt: skip
CONDITIONS = ["done", "a != null", "b == null", 'b == ""', "due != null", "sort != null",
              "marks == null", 'sort in ["x", "y"]', 'sort not in ["z"]', '"x" in marks',
              'start >= t"18:00"', "start == null", 'b == "it\'s"', 'due > d"2027-03-12"',
              'regex(b, "[0-9]+")', 'contains(b, "x")', "true"]  # fmt: skip


def conditions():
    """Conditions that XLSForm has words for, two levels deep."""
    number, condition = st.sampled_from(NUMBERS), st.sampled_from(CONDITIONS)
    for _level in range(2):
        number = number | st.builds(
            "({} {} {})".format, number, st.sampled_from("+-*/"), number
        )
        number = number | st.builds("if({}, {}, {})".format, condition, number, number)
        signs = st.sampled_from(["<", "<=", ">", ">=", "==", "!="])
        condition = st.one_of(
            condition,
            st.builds("{} {} {}".format, number, signs, number),
            st.builds("({} and {})".format, condition, condition),
            st.builds("({} or {})".format, condition, condition),
            st.builds("not ({})".format, condition),
        )
    return condition


def answers():
    """Answers to some of the questions."""
    return st.fixed_dictionaries(
        {},
        optional={
            "a": st.integers(-3, 3).map(float),
            "c": st.sampled_from([0.0, 0.5, 2.5]),
            "b": st.sampled_from(["x", "it's", "12", ""]),
            "due": st.sampled_from([date(2027, 3, 12), date(2027, 3, 13)]),
            "marks": st.lists(st.sampled_from(["x", "y"]), unique=True),
            "done": st.booleans(),
            "sort": st.sampled_from(["x", "y", "z"]),
            "start": st.sampled_from([time(17), time(18), time(19)]),
        },
    )


@settings(max_examples=300, database=None, suppress_health_check=list(HealthCheck))
@given(conditions(), st.lists(answers(), min_size=3, max_size=3))
def test_xlsforms_words_alone_mean_the_same(ours, given_answers):
    compile_expression(ours, SCOPE)
    names = {name: name for name in TYPES}
    back = with_our_choices(translate(printed(ours, TYPES), "", names), {}, ["done"])
    for values in given_answers:
        scope = {**dict.fromkeys(TYPES), "today": date(2027, 3, 12), **values}
        results = [
            compile_expression(source, SCOPE).evaluate(scope) for source in (ours, back)
        ]
        assert results[0] == results[1]


def exported(tmp_path, fields, columns=""):
    main = MAIN.replace("      parent:", f"{columns}      parent:")
    folder = write(tmp_path / "programme", main=main, form=FORM + fields)
    programme = load(folder)
    file = tmp_path / "form.xlsx"
    export_form(programme.forms["new_tree"], programme.languages, file)
    return programme, file


def imported(programme, file):
    form = import_form(file, programme, "new_tree", "trees")
    assert {remark.weight for remark in form.remarks} <= {Weight.changed}
    return form.form["fields"]


@settings(
    max_examples=2,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(conditions(), min_size=40, max_size=40))
def test_words_of_conditions_come_back(tmp_path_factory, sources):
    columns = []
    for name, type in TYPES.items():
        listed = "".join(f"{choice}: {choice}, " for choice in CHOICES.get(name, ()))
        choices = f", choices: {{{listed}}}" if listed else ""
        columns.append(f"      {name}: {{type: {type}, label: {name}{choices}}}\n")
    fields = [f"  {name}: {{}}\n" for name in TYPES]
    for number, source in enumerate(sources):
        quoted = source.replace("'", "''")
        fields.append(
            f"  note_{number}: {{type: note, label: Note, relevant: '{quoted}'}}\n"
        )
    place = tmp_path_factory.mktemp("words")
    programme, file = exported(place, "".join(fields), "".join(columns))
    returned = imported(programme, file)
    assert [
        returned[f"note_{number}"]["relevant"] for number in range(len(sources))
    ] == sources


WORDS = [
    "height != null",
    "height  >  1",
    "sum(height, 2) > 3",
    'kind == "“so”"',
    "end_of_month(today) > today",
    "words(kind) < 3 and height != null",
]


@pytest.mark.parametrize("source", WORDS)
@pytest.mark.parametrize("key", ["relevant", "required", "constraint"])
def test_words_come_back_under_each_key(tmp_path, key, source):
    fields = f"  state: {{{key}: '{source}'}}\n"
    programme, file = exported(tmp_path, fields)
    assert imported(programme, file)["state"][key] == source


@pytest.mark.parametrize("source", ["add_months(planted, 6)", "planted + 1"])
def test_words_of_a_calculation_come_back(tmp_path, source):
    fields = f"  next: {{type: date, label: '', calculate: '{source}'}}\n"
    programme, file = exported(tmp_path, fields)
    assert imported(programme, file)["next"]["calculate"] == source


@pytest.mark.parametrize(
    ("cell", "relevant"),
    [
        ("${height} > 5", "height > 5"),
        (None, None),
        ("${height} != ''", "height != null"),
    ],
)
def test_cell_that_somebody_has_edited_counts(tmp_path, cell, relevant):
    programme, file = exported(tmp_path, "  state: {relevant: height != null}\n")
    workbook = openpyxl.load_workbook(file)
    survey = workbook["survey"]
    headers = {header.value: header.column for header in survey[1]}
    survey.cell(survey.max_row, headers["relevant"]).value = cell
    workbook.save(file)
    assert imported(programme, file)["state"].get("relevant") == relevant
