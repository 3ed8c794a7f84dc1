"""Tabs are read up to a limit, and what is beyond it is told."""

from form_tabs.judge import judge
from form_tabs.rows import LONGEST_CELL, bounded, rows_of_json
from tests.form_tabs.small import NAME, SURVEY, lines, live_programme, told

HEADERS = ["type", "name", "label"]


def words(rows):
    return [f"{item.tab}!{item.cell} {item.words('en')}" for item in rows.excess]


def test_blank_cells_and_rows_behind_say_nothing():
    assert bounded([[*HEADERS, "", None], ["text", "a", "A"], ["", None]], []).survey == (
        ("type", "name", "label"), ("text", "a", "A"),
    )  # fmt: skip


def test_what_is_kept_comes_back():
    rows = bounded(
        [HEADERS, ["text", "a" * (LONGEST_CELL + 1), 1.5, True]], [["list_name"]]
    )
    assert rows_of_json(rows.as_json()) == rows
    assert rows_of_json(rows.as_json()).digest == rows.digest


def test_too_many_rows_columns_and_characters_are_told_with_their_place():
    survey = [
        [*HEADERS, *[""] * 57, "x"],
        *[["text", f"q{number}", "Q"] for number in range(10_000)],
    ]
    survey[1][2] = "x" * (LONGEST_CELL + 1)
    assert words(bounded(survey, [])) == [
        "survey!402:402 a tab has at most 400 rows: those from here on are not read",
        "survey!BI1 a tab has at most 60 columns: those further right are not read",
        "survey!C2 a cell has at most 5,000 characters",
    ]


def test_more_than_both_tabs_may_hold_is_not_read_at_all():
    row = ["x" * LONGEST_CELL] * 10
    rows = bounded([HEADERS, *[row] * 40], [])
    assert (rows.survey, words(rows)) == (
        (),
        [
            "survey! both tabs together have at most 1,000,000 characters: nothing was read"
        ],
    )


def test_hostile_tabs_end_with_mistakes(tmp_path):
    live = live_programme(tmp_path)
    choices = [
        ["list_name", "name", "label", *[f"image::{index}" for index in range(50)]]
    ]
    choices += [
        ["x", "a" + "!" * index, f"A{index}", *["i"] * 50] for index in range(3_000)
    ]
    survey = [
        ["type", "name", "label", "relevant", "constraint"],
        ["select_one x", "x", "X", "", ""],
    ]
    survey += [
        [
            "text",
            f"q{index}",
            f"${{q{index + 1}}}",
            f"${{q{index + 1}}} != ''",
            "regex(., '(a+)+$')",
        ]
        for index in range(399)
    ]
    result = judge(live, NAME, bounded(survey, choices))
    assert result.form is None
    assert 0 < len(result.mistakes) <= 100


def test_expression_as_deep_as_a_cell_is_a_mistake(tmp_path):
    deep = "(" * 2_000 + "1" + ")" * 2_000 + " = 1"
    result = judge(
        live_programme(tmp_path),
        NAME,
        bounded(lines(SURVEY + f"text | soil | Soil | | {deep}"), []),
    )
    assert told(result)[0].startswith("survey!E5 ")
