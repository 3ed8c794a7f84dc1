"""Questions that repeat, in the tabs of a form: their rows go where the files say."""

import pytest

from form_tabs.difference import Danger, Kind, cautions, difference
from tests.form_tabs.small import NAME, judged, live_programme, told
from tests.programme.files import MAIN, mistakes

FORM = """\
title: A new tree
table: trees
edited_in_sheet: {row_tables: [prunings]}
fields:
  kind: {required: true}
  visits:
    table: visits
    label: Visit
    most: 5
    fields:
      day: {required: true}
      remark: {}
"""
TABLES = (
    MAIN
    + """\
  prunings:
    label: Prunings
    prefix: PN
    title: received
    columns:
      tree: {type: reference, table: trees, label: Tree}
      checked_by: {label: Checked by}
"""
)
HEADER = (
    "type | name | label | required | constraint | repeat_count | hoja_table"
    " | hoja_most | hoja_unique\n"
)
KIND = "text | kind | Kind | yes\n"
VISITS = """\
begin_repeat | visits | Visit | | | | | 5
date         | day    | Day  | yes
text         | remark | Remark
end_repeat   |
"""
PRUNINGS = """\
begin_repeat | prunings | Pruning | | | 3 |
date         | cut_on   | Cut on  | yes | . <= today()
select_one t | tool     | Tool
end_repeat   |
"""
CHOICES = "list_name|name|label\nt|saw|Saw\nt|shears|Shears\n"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    folder = tmp_path_factory.mktemp("programme")
    return live_programme(folder, main=TABLES, form=FORM)


def of_tabs(live, *rows):
    return judged(live, HEADER + "".join(rows), CHOICES)


def test_repeat_of_the_file_goes_where_the_file_says(live):
    result = of_tabs(live, KIND, VISITS.replace("Remark\n", "What you saw\n"))
    assert told(result) == []
    visits = result.form.field("visits")
    assert (visits.table, visits.most) == ("visits", 5)
    assert visits.fields[1].label["en"] == "What you saw"


def test_new_repeat_has_its_columns_in_the_table_of_its_name(live):
    result = of_tabs(live, KIND, VISITS, PRUNINGS)
    assert told(result) == []
    repeat = result.form.field("prunings")
    assert (repeat.table, repeat.least, repeat.most) == ("prunings", 3, 3)
    table = result.programme.tables["prunings"]
    assert (table.column("cut_on").type, table.column("tool").type) == (
        "date",
        "select_one",
    )
    assert result.programme.tables["trees"].column("cut_on") is None


@pytest.mark.parametrize(
    ("rows", "mistake"),
    [
        (
            VISITS.replace("| | | | 5", "| | | prunings"),
            "survey!G3 the rows of visits go to “visits”: where they go is said in the programme’s files only",
        ),
        (
            VISITS.replace("| visits", "| people"),
            "survey!A3 the rows of people cannot go to “people”: write one of these under “hoja_table”: prunings",
        ),
        (
            PRUNINGS.replace("| 3 |", "| 3 | visits"),
            "survey!G3 the rows of prunings cannot go to “visits”: write one of these under “hoja_table”: prunings",
        ),
        (
            PRUNINGS.replace("| 3 |", "| ${kind} |"),
            "survey!F3 repeat_count “${kind}” must be a number up to 50, or blank",
        ),
        (
            PRUNINGS.replace("cut_on  ", "checked_by"),
            "survey!B4 the table has a column checked_by that this form does not fill in: choose another name",
        ),
        (
            PRUNINGS.replace("| tool  ", "| cut_on"),
            "survey!B5 another question is called cut_on already",
        ),
        (
            PRUNINGS.replace(". <= today()", ". <= ${kind}"),
            "survey!E4 constraint",
        ),
        (
            PRUNINGS.replace("end_repeat   |\n", ""),
            "survey!A3 what begins here has no end",
        ),
        (
            "begin_repeat | visits | Visit\nend_repeat |\n",
            "survey!A3 there is no question in the repeat visits",
        ),
        ("end_repeat |\n", "survey!A3 no repeat is open here"),
        (
            PRUNINGS.replace("date ", "begin_repeat | more | More\ndate ")
            + "end_repeat |\n",
            "survey!A4 no repeat stands in another one: more, up to row 7",
        ),
        (
            PRUNINGS + "note | told | It was ${cut_on}\n",
            "survey!C7 ${cut_on} has several answers: it is asked in a repeat",
        ),
    ],
)
def test_mistake_in_a_repeat_has_its_cell(live, rows, mistake):
    result = of_tabs(live, KIND, rows)
    assert result.form is None
    assert told(result)[0].startswith(mistake)


def test_without_tables_for_them_no_repeat_is_begun_in_a_tab(tmp_path):
    form = FORM.replace("{row_tables: [prunings]}", "true")
    live = live_programme(tmp_path, main=TABLES, form=form)
    [line] = told(of_tabs(live, KIND, PRUNINGS))
    assert line.startswith("survey!A3 the rows of prunings have no place")


@pytest.mark.parametrize(
    ("table", "mistake"),
    [
        ("prunning", 'did you mean "prunings"?'),
        ("people", "people has no column that refers to trees"),
    ],
)
def test_table_for_repeats_of_a_tab_is_checked(tmp_path, table, mistake):
    form = FORM.replace("[prunings]", f"[{table}]")
    [line] = mistakes(tmp_path, main=TABLES, form=form)
    assert mistake in line


def test_mistake_of_the_programme_is_told_at_the_row_in_the_repeat(live):
    rows = PRUNINGS.replace("Tool\n", "Tool | | | | | | yes\n")
    assert told(of_tabs(live, KIND, rows)) == [
        "survey!5:5 a question that is asked several times cannot have `unique`"
    ]


def test_questions_of_repeats_are_compared_one_by_one(live):
    result = of_tabs(
        live,
        KIND,
        VISITS.replace(
            "text         | remark | Remark\n", "text | weather | Weather\n"
        ),
    )
    assert told(result) == []
    changed = difference(live.base, result.programme, NAME)
    assert [
        (change.kind, change.repeat.name, change.field.name)
        for change in changed.changes
    ] == [(Kind.removed, "visits", "remark"), (Kind.added, "visits", "weather")]
    assert [(table.name, column.name) for table, column in changed.new_columns] == [
        ("visits", "weather")
    ]
    rows = {"visits": [{"remark": "dry"}], "trees": [{"remark": "no"}] * 3}
    [caution] = cautions(changed, live.base.forms[NAME], {}, rows)
    assert (caution.danger, caution.field.name, caution.rows) == (
        Danger.data,
        "remark",
        1,
    )
