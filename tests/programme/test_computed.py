"""Computed columns: what they say of a row, and what is
refused when the files are read.
"""

from datetime import date

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from rules.findings.computed_cells import ComputedCells
from sheets.setup.column_order import in_order
from tests.programme.files import MAIN, RULES, mistakes, write

COMPUTED = """\
      number_of_visits: {type: integer, label: Visits, value: count(visits)}
      size: {type: select_one, label: Size, choices: {small: Small, tall: Tall}, value: 'band(height, 2: "small", "tall")'}
      half: {type: integer, label: Half, value: height / 2}
      felled_by: {type: date, label: Felled by, value: "add_months(planted, 12 * number_of_visits)"}
      shown: {label: Shown, value: 'concat(kind, " (", number_of_visits, ")")'}
      seen: {type: acknowledge, label: Seen, value: number_of_visits > 0}
"""
TREE = {"kind": "Oak", "height": 3, "planted": "2027-01-31", "state": "alive"}


def with_columns(columns):
    return MAIN.replace("      parent:", f"{columns}      parent:")


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    return load(write(tmp_path_factory.mktemp("trees"), main=with_columns(COMPUTED)))


def view(programme, visits=0, **values):
    tree = Record("trees", "TR-1", {**TREE, **values})
    rows = [
        Record("visits", f"VT-{number}", {"tree": "TR-1"}) for number in range(visits)
    ]
    return View(
        Records(programme, [tree, *rows]),
        programme.tables["trees"],
        tree,
        date(2027, 3, 12),
    )


@pytest.mark.parametrize(
    ("visits", "values", "column", "said"),
    [
        (2, {}, "number_of_visits", 2),
        (0, {}, "number_of_visits", 0),
        (0, {}, "size", "tall"),
        (0, {"height": 1.5}, "size", "small"),
        (0, {"height": None}, "size", None),
        (0, {}, "half", 2),  # 1.5 in a column of whole numbers: rounded as people do
        (1, {}, "felled_by", "2028-01-31"),
        (1, {"planted": None}, "felled_by", None),
        (1, {}, "shown", "Oak (1)"),
        (1, {}, "seen", True),
        # what stands in its cell is read by nobody
        (
            1,
            {"number_of_visits": 7},
            "number_of_visits",
            1,
        ),
    ],
)
def test_computed_column_says_what_follows_from_others(
    trees, visits, values, column, said
):
    assert view(trees, visits, **values).value(column) == said


def test_conditions_take_computed_columns_like_others(trees):
    tree = view(trees, 2)
    assert (tree.get("number_of_visits"), tree.get("felled_by"), tree.get("seen")) == (
        2.0,
        date(2029, 1, 31),
        True,
    )


def test_what_rests_on_a_cell_that_makes_no_sense_is_blank_and_doubted(trees):
    tree = view(trees, 1, planted="soon")
    with tree.records.doubting() as doubts:
        assert tree.value("felled_by") is None
    assert doubts == {"TR-1"}
    with pytest.raises(ValueError, match="soon"):
        tree.get("felled_by")


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("a: {type: integer, label: A, value: count(visitz)}", '"visitz" is not a column here; did you mean "visit"?'),
        ("a: {type: integer, label: A, value: kind}", "a is of type integer, and this gives a text"),
        ("a: {type: date, label: A, value: height}", "a is of type date, and this gives a number"),
        ("a: {label: A, value: 'null'}", "a: this is always blank"),
        ("a: {type: select_one, label: A, choices: {low: Low}, value: 'if(height > 2, \"lov\", \"low\")'}",
         'a has no choice "lov"; did you mean "low"?'),
        ("a: {type: select_one, label: A, choices: {low: Low}, value: state}", 'a has no choice "alive"'),
        ("a: {type: email, label: A, value: keeper_email}", "a is of type email, which nobody computes"),
        ("a: {type: reference, table: trees, label: A, value: parent}", "a is of type reference, which nobody computes"),
        ("a: {type: integer, label: A, value: a + 1}",
         "these columns are worked out from one another in a circle: trees.a → trees.a"),
        ("a: {type: integer, label: A, value: parent.a + 1}", "in a circle: trees.a → trees.a"),
        ("a: {type: integer, label: A, value: b}\n      b: {type: integer, label: B, value: sum(trees.a)}",
         "in a circle: trees.a → trees.b → trees.a"),
        ("a: {type: select_one, label: A, choices: {alive: Alive, felled: Felled}, value: state, set_by_page: true}",
         "set_by_page is for columns"),
        ("a: {type: integer, label: A, sheet: false}", "sheet: false is for columns that are computed"),
    ],
)  # fmt: skip
def test_mistake_in_a_computed_column_is_told(tmp_path, column, told):
    lines = mistakes(tmp_path, main=with_columns(f"      {column}\n"))
    assert [told in line for line in lines] == [True], lines


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("title: kind", "title: shown", ""),
        (
            "title: kind",
            "title: name_of_day",
            "name_of_day calls the rows of trees: their names cannot depend on `today`",
        ),
        (
            "latest: {visit: visits.tree}",
            "latest: {visit: visits.tree.length}",
            "length is computed: `latest` looks at what",
        ),
        ("    case: self", "    case: self\n    order: [half]", ""),
    ],
)
def test_names_and_order_of_rows_may_be_computed(tmp_path, old, new, told):
    day = "      name_of_day: {label: Day, value: 'concat(kind, today)'}\n"
    main = with_columns(COMPUTED + day).replace(old, new)
    main = main.replace(
        "      remark:",
        "      length: {type: integer, label: L, value: length(remark)}\n      remark:",
    )
    if told:
        assert [told in line for line in mistakes(tmp_path, main=main)] == [True]
    else:
        assert load(write(tmp_path, main=main))


def test_event_on_a_change_of_a_computed_column_is_refused_with_the_way_to_write_it(
    tmp_path,
):
    rules = RULES.replace(
        "{column: state, becomes: felled}", "{column: number_of_visits, filled: true}"
    )
    [line] = mistakes(tmp_path, main=with_columns(COMPUTED), rules=rules)
    assert (
        "nobody changes number_of_visits: the app fills it. Say when it is told: `on: {when: number_of_visits == …}`"
        in line
    )


def test_column_for_pages_and_mails_only_stands_in_no_tab(tmp_path):
    columns = (
        "      twice: {type: integer, label: Twice, value: height * 2, sheet: false}\n"
    )
    programme = load(write(tmp_path, main=with_columns(columns)))
    table = programme.tables["trees"]
    names = {column.name for column in in_order(table)}
    cells = ComputedCells().look(view(programme).records, date(2027, 3, 12))
    assert view(programme).get("twice") == 6
    assert ("twice" in names, "height" in names, cells) == (False, True, {})
