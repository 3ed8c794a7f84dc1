"""Mistakes in config/desk.yaml, each told where it stands,
with what was probably meant.
"""

import pytest

from core.errors import ProgrammeError
from programme.load import load
from programme.models.desk import Measure
from tests.programme.files import write

DESK = """\
next_steps:
  - name: measure
    label: Measure it
    when: height == null and count(visits) > 0
    by: keeper or role.office
    since: max(visits.day)
    after_days: 7
    overdue_days: 30
    propose: {column: state, value: felled}
board:
  period: {since: planted, months: 6}
  filters: [state, parent.kind]
loads:
  - {name: parents, label: Parents, of: parent, only: state == "alive", limit: height}
figures:
  - {name: heights, label: Heights, about: All of them., table: trees, measure: median, value: height * 2, by: state}
  - {name: visits, label: Visits, about: Of all., table: visits, by: [{value: day, per: month}, tree]}
"""


def with_desk(folder, text):
    write(folder)
    (folder / "config" / "desk.yaml").write_text(text, encoding="utf-8")
    return folder


def test_desk_without_mistakes_loads(tmp_path):
    desk = load(with_desk(tmp_path, DESK)).desk
    assert (desk.next_steps[0].by, desk.board.filters, desk.loads[0].of) == (
        "keeper or role.office",
        ("state", "parent.kind"),
        ("parent",),
    )
    assert [(grouping.value, grouping.per) for grouping in desk.figures[1].by] == [
        ("day", "month"),
        ("tree", None),
    ]
    assert desk.figures[0].measure is Measure.median


@pytest.mark.parametrize("text", ["", "{}\n", "# nothing yet\n"])
def test_programme_without_a_desk_loads(tmp_path, text):
    assert load(with_desk(tmp_path, text)).desk.next_steps == ()


def test_example_without_the_file_loads(tmp_path):
    assert load(write(tmp_path)).desk.figures == ()


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("when: height", "when: hight", '4:11: "hight" is not a column here; did you mean "height"?'),
        ("by: keeper", "by: keper", '5:9: no contact "keper"; did you mean "keeper"?'),
        ("role.office", "role.ofice", '5:9: no role "ofice"; did you mean "office"?'),
        ("since: max(visits.day)", "since: height", "6:12: this must give a date; it gives a number"),
        ("since: max(visits.day)", "since: max(visits.dai)", '6:23: "dai" is not a column of visits; did you mean "day"?'),
        ("overdue_days: 30", "overdue_days: 3", "8:19: overdue_days must not be less than after_days: late comes after due"),
        ("{column: state,", "{column: stat,", '9:23: trees has no column "stat"; did you mean "state"?'),
        ("{column: state,", "{column: height,", "9:23: height is of type decimal; needed: select_one"),
        ("value: felled", "value: feled", '9:37: no choice of state "feled"; did you mean "felled"?'),
        ("since: planted", "since: kind", "11:19: kind is of type text; needed: date, moment"),
        ("parent.kind]", "parent.kid]", '12:12: trees has no column "kid"; did you mean "kind"?'),
        ("of: parent", "of: kind", "14:41: kind is of type text; needed: reference"),
        ("limit: height", "limit: kind", "14:80: kind is of type text; needed: decimal, integer, money, range"),
        ("table: trees", "table: tree", '16:65: no table "tree"; did you mean "trees"?'),
        ("value: height * 2", "value: planted", "16:96: this must give a number; it gives a date"),
        ("measure: median, ", "", "16:79: what is counted has no value: say `measure`, or take the value out"),
        (", value: height * 2", "", "16:81: median needs a `value`: the number that each row gives"),
        ("measure: median", "measure: medain", '16:81: figures.heights.measure: "medain" is not known; did you mean "median"?'),
        ("by: state}", "by: planted}", "16:112: planted is of type date: say `per: month` or `per: year` with it"),
        ("{value: day, per", "{value: remark, per", "17:79: remark is of type text: `per` is for dates"),
        ("next_steps:", "next_step:", '1:1: "next_step" is not known here; did you mean "next_steps"?'),
        ("    overdue_days", "    overdue_day", '8:5: "overdue_day" is not known here; did you mean "overdue_days"?'),
        ("name: visits", "name: heights", '17:12: two of these are called "heights"'),
    ],
)  # fmt: skip
def test_mistake_is_told(tmp_path, before, after, told):
    assert before in DESK
    with pytest.raises(ProgrammeError) as raised:
        load(with_desk(tmp_path, DESK.replace(before, after, 1)))
    assert str(raised.value).splitlines() == [f"config/desk.yaml:{told}"]
