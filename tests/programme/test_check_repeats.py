"""Mistakes in the repeats of a form are told where they stand,
with what to write instead.
"""

import pytest

from programme.form_parts.repeats import row_target
from programme.load import load
from tests.programme.files import MAIN, mistakes, write

LINES = """\
  lines:
    label: Lines
    prefix: LN
    title: item
    columns:
      tree: {type: reference, table: trees, label: Tree}
      item: {label: Item}
      amount: {type: decimal, label: Amount}
      done_on: {type: date, label: Done on}
      photo: {type: file, label: Photo}
"""
PROGRAMME = MAIN + LINES
FORM = """\
title: A new tree
table: trees
fields:
  kind: {required: true}
  height: {}
  budget:
    type: repeat
    label: Budget line
    table: lines
    least: 1
    most: 10
    fields:
      item: {required: true}
      amount: {constraint: amount > 0}
      half: {type: decimal, label: Half, calculate: amount / 2}
  total: {type: decimal, label: Total, calculate: sum(budget.amount), constraint: total == height}
"""
LATER = "this could mean either; rename one of them"


def told(tmp_path, before, after, main=PROGRAMME):
    assert FORM.count(before) == 1
    lines = mistakes(tmp_path, main=main, form=FORM.replace(before, after))
    return [line.removeprefix("config/forms/new_tree.yaml:") for line in lines]


def test_questions_of_a_repeat_take_from_the_columns_of_its_table(tmp_path):
    form = load(write(tmp_path, main=PROGRAMME, form=FORM)).forms["new_tree"]
    budget = form.field("budget")
    assert [(part.name, part.type) for part in budget.fields] == [
        ("item", "text"),
        ("amount", "decimal"),
        ("half", "decimal"),
    ]
    assert (budget.least_repetitions, budget.most_repetitions) == (1, 10)


def test_shared_file_is_for_no_repetition(tmp_path):
    form = FORM.replace("      item:", "      photo: {}\n      item:")
    form = form.replace("table: trees\n", "table: trees\nshared_files: photo\n", 1)
    assert mistakes(tmp_path, main=PROGRAMME, form=form) == [
        "config/forms/new_tree.yaml:3:15: photo is asked in each budget again: nobody could tell which one a shared file is for"
    ]


def test_table_of_a_repeat_notes_what_is_known_of_a_submission(tmp_path):
    programme = load(write(tmp_path, main=PROGRAMME, form=FORM))
    assert programme.tables["lines"].column("consent")


@pytest.mark.parametrize(
    ("before", "after", "mistake"),
    [
        ("    table: lines\n", "", "6:3: budget: repeat needs `table`: the table in which each repetition is a row"),
        ("table: lines", "table: linse", '9:12: no table "linse"; did you mean "lines"?'),
        ("table: lines", "table: visits", '13:13: visits has no column "item"; known: arrived_by, consent, day'),
        ("least: 1", "least: 11", "10:12: at least 11 and at most 10 repetitions: nobody could send that"),
        ("most: 10", "most: 51", "11:11: fields.budget.most: must be 50 or less"),
        ("    label: Budget line\n", "    label: L\n    required: 1\n", "9:15: budget is a repeat and no question: `required`"),
        ("item: {required: true}", "item: {unique: true}", "13:22: a question that is asked several times"),
        ("item: {required: true}", "new: {type: page, label: New}", "13:12: no page can begin inside budget"),
        ("item: {required: true}", "tree: {}", "13:13: nobody but staff could choose tree"),
        ("amount > 0", "amuont > 0", '14:28: "amuont" is not a column here; did you mean "amount"?'),
        ("sum(budget.amount)", "amount", '16:51: "amount" is not a column here: each of the budget has one; write for'),
        ("sum(budget.amount)", "budget.amount", "16:58: budget.amount are values of several rows; write sum, min"),
        ("height: {}", "height: {least: 2}", "5:19: height: only a repeat has `least`"),
        ("  budget:", "  planted:", "6:3: planted is a column of trees: call the repeat by another name"),
        ("    most: 10\n", "    parent: done_on\n", "11:13: done_on refers to nothing, and not to trees"),
        ("    most: 10\n", "    parent: tre\n", '11:13: lines has no column "tre"; did you mean "tree"?'),
        ("label: Half,", 'label: "", constraint: half > 1,', "15:52: half is computed and has no label"),
        ("calculate: amount / 2", "calculate: sum(budget.half)", "15:13: these questions decide about one another in a circle"),
    ],
)  # fmt: skip
def test_mistake_in_a_repeat_is_told(tmp_path, before, after, mistake):
    lines = told(tmp_path, before, after)
    assert any(line.startswith(mistake) for line in lines), lines


def test_repeat_in_a_repeat_is_refused_by_name(tmp_path):
    inner = "tasks: {type: repeat, label: Task, table: lines, fields: {item: {}}}"
    assert (
        "13:14: tasks stands inside budget: a repeat cannot stand in another one"
        in told(tmp_path, "item: {required: true}", inner)
    )


def test_table_that_says_not_what_a_row_belongs_to_is_told_what_to_add(tmp_path):
    main = PROGRAMME.replace(
        "      tree: {type: reference, table: trees, label: Tree}\n      item",
        "      item",
    )
    text = "lines has no column that refers to trees, so nobody could tell what a row belongs to: "
    text += "add one, for example tree: {type: reference, table: trees}"
    assert told(tmp_path, "height: {}", "planted: {}", main)[0] == f"9:12: {text}"


def test_two_columns_that_could_take_the_reference_are_asked_about(tmp_path):
    main = PROGRAMME.replace(
        "      item: {label",
        "      beside: {type: reference, table: trees, label: Beside}\n      item: {label",
    )
    text = "tree and beside of lines both refer to trees: say `parent:` and which one it is"
    assert told(tmp_path, "height: {}", "planted: {}", main)[0] == f"9:12: {text}"
    parent = FORM.replace("    most: 10\n", "    parent: beside\n")
    programme = load(write(tmp_path, main=main, form=parent))
    form = programme.forms["new_tree"]
    assert (
        row_target(form, form.fixed, form.field("budget"), programme.tables).parent
        == "beside"
    )


def test_name_that_is_asked_inside_and_outside_may_not_be_used_inside(tmp_path):
    main = PROGRAMME.replace(
        "      item: {label: Item}",
        "      item: {label: Item}\n      height: {type: decimal, label: Height}",
    )
    form = FORM.replace(
        "item: {required: true}", "height: {}\n      item: {required: height > 1}"
    )
    [line] = mistakes(tmp_path, main=main, form=form)
    assert (
        line
        == f"config/forms/new_tree.yaml:14:24: height is asked in budget and outside of it: {LATER}"
    )


def test_repeat_of_the_forms_own_table_says_nothing_twice(tmp_path):
    form = (
        FORM.replace("table: lines", "table: trees")
        .replace("item: {required: true}", "kind: {}")
        .replace("least: 1", "least: 0")
    )
    form = (
        form.replace("      amount: {constraint: amount > 0}\n", "")
        .replace("amount / 2", "2 / 2")
        .replace("budget.amount", "budget.half")
    )
    form = form.replace("table: trees\n", "table: trees\nchanges: {days: 3}\n", 1)
    place = "config/forms/new_tree.yaml"
    lines = mistakes(tmp_path, main=PROGRAMME, form=form)
    assert lines == [
        f"{place}:11:12: each repetition is a row of trees, the form's own table: there must be one at least",
        f"{place}:14:13: kind would be said twice in the same row: once in budget and once outside of it",
    ]


def test_repeat_about_what_the_link_is_about_needs_no_column_for_the_forms_row(
    tmp_path,
):
    repeat = "  budget: {label: Line, table: lines, fields: {item: {}}}\n"
    form = f"title: Visit\ntable: visits\nfixed: tree\nfields:\n  day: {{}}\n{repeat}"
    programme = load(write(tmp_path, main=PROGRAMME, form=form))
    loaded = programme.forms["new_tree"]
    target = row_target(loaded, loaded.fixed, loaded.field("budget"), programme.tables)
    assert (target.parent, target.shared) == ("", {"tree": "tree"})
    assert loaded.field("budget").type == "repeat"


def test_repeat_is_no_column(tmp_path):
    main = PROGRAMME.replace(
        "item: {label: Item}",
        "item: {label: Item}\n      more: {type: repeat, table: trees, label: More}",
    )
    lines = mistakes(tmp_path, main=main, form=FORM)
    assert any(
        line.endswith("more: repeat is a part of a form, which no column can hold")
        for line in lines
    )
