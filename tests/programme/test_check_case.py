"""Mistakes in the page of a case, and that no contact can come onto it."""

import pytest

from programme.load import load
from tests.programme.files import MAIN, mistakes, write

CASE = """\
case:
  table: trees
  page:
    stage: state
    stages: [alive, felled]
    lists:
      - {table: visits, only: day >= today, date: day, shows: [day, tree.height]}
    shows: [height, parent]
"""
PAGED = MAIN.replace("case: {table: trees}\n", CASE)


def test_page_without_mistakes_loads(tmp_path):
    page = load(write(tmp_path, main=PAGED)).case.page
    assert (page.stages, page.lists[0].shows) == (
        ("alive", "felled"),
        ("day", "tree.height"),
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "stage: state",
            "stage: stat",
            '11:12: trees has no column "stat"; did you mean "state"?',
        ),
        (
            "stage: state",
            "stage: height",
            "11:12: height is of type decimal; needed: select_one",
        ),
        (
            "[alive, felled]",
            "[alive, feled]",
            '12:13: no choice of state "feled"; did you mean "felled"?',
        ),
        ("[alive, felled]", "[alive, alive]", '12:13: "alive" stands here twice'),
        ("[alive, felled]", "[]", "12:13: case.page.stages: must not be empty"),
        (
            "{table: visits,",
            "{table: visit,",
            '14:17: no table "visit"; did you mean "visits"?',
        ),
        (
            "only: day >=",
            "only: dai >=",
            '14:31: "dai" is not a column here; did you mean "day"?',
        ),
        (
            "date: day,",
            "date: remark,",
            "14:51: remark is of type text; needed: date, moment",
        ),
        (
            "tree.height]",
            "tree.hight]",
            '14:63: trees has no column "hight"; did you mean "height"?',
        ),
        (
            "shows: [height,",
            "showz: [height,",
            '15:5: "showz" is not known here; did you mean "shows"?',
        ),
    ],
)
def test_mistake_is_told(tmp_path, before, after, told):
    assert PAGED.count(before) == 1
    assert mistakes(tmp_path, main=PAGED.replace(before, after)) == [
        f"config/programme.yaml:{told}"
    ]


@pytest.mark.parametrize(
    ("before", "after", "path", "place"),
    [
        ("[height, parent]", "[keeper]", "keeper", "15:12"),
        ("[height, parent]", "[parent.keeper_email]", "parent.keeper_email", "15:12"),
        ("[height, parent]", "[flag]", "flag", "15:12"),
        ("[day, tree.height]", "[tree.keeper]", "tree.keeper", "14:63"),
        ("[day, tree.height]", "[arrived_by]", "arrived_by", "14:63"),
        ("    title: kind\n", "    title: keeper\n", "keeper", "9:10"),
    ],
)
def test_nothing_personal_can_be_shown(tmp_path, before, after, path, place):
    assert PAGED.count(before) == 1
    form = "title: A visit\ntable: visits\nfields: {day: {}}\n"
    found = mistakes(tmp_path, main=PAGED.replace(before, after), form=form)
    words = "is about a person or for staff only: everybody who has the link reads this page"
    assert f"config/programme.yaml:{place}: {path} {words}" in found
