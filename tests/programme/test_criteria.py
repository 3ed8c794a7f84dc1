"""What a case is judged by: how config/criteria.yaml is read, its mistakes,
and what it says of a case.
"""

from datetime import date

import pytest

from core.errors import ProgrammeError
from programme.checks.checker import condition_on
from programme.load import load
from programme.records.record import Record, Records, View
from tests.programme.files import MAIN, RULES, write

TODAY = date(2027, 3, 12)
JURY = """\
  scores:
    label: Scores
    prefix: SCO
    title: judge
    case: tree
    columns:
      tree: {type: reference, table: trees, label: Scored tree}
      judge: {type: reference, table: people, label: Judge}
"""
CRITERIA = """\
criteria:
  - {name: tall, label: Tall, aliases: [height], met: height >= 10}
  - name: visited
    label: Visited
    value: count(visits)
    threshold: {by: height, bands: {0: 1, 10: 2}}
  - {name: beauty, label: Beauty, about: Is it a fine tree?, mandatory: false, points: 2, scored: true, threshold: 3}
evidence: [{table: visits, shows: remark, date: day}]
scores: {table: scores, member: judge, role: office, most: 4}
since: planted
"""
PEOPLE = [
    Record(
        "people", f"PER-{number}", {"name": name, "role": "office", "active": active}
    )
    for number, name, active in ((1, "Ana", True), (2, "Eva", True), (3, "Old", False))
]


def with_criteria(folder, text=CRITERIA, main=MAIN + JURY, **files):
    write(folder, main=main, **files)
    (folder / "config" / "criteria.yaml").write_text(text, encoding="utf-8")
    return folder


def result(folder, *records, height=None):
    programme = load(with_criteria(folder))
    tree = Record("trees", "TR-1", {"kind": "Oak", "height": height})
    return View(
        Records(programme, [tree, *PEOPLE, *records]),
        programme.tables["trees"],
        tree,
        TODAY,
    ).get("criteria")


def visits(count):
    return [
        Record("visits", f"VT-{number}", {"tree": "TR-1"}) for number in range(count)
    ]


def scores(number, judge, beauty):
    values = {
        "tree": "TR-1",
        "judge": judge,
        "beauty": beauty,
        "received": f"2027-01-0{number}T00:00:00+00:00",
    }
    return Record("scores", f"SCO-{number}", values)


@pytest.mark.parametrize(
    ("height", "count", "met"),
    [
        (12, 2, ["tall", "visited"]),
        (12, 1, ["tall"]),
        (9, 1, ["visited"]),
        (9, 0, []),
        (None, 5, []),  # nobody knows how many visits a tree of unknown height needs
    ],
)
def test_criterion_is_met_by_a_condition_or_by_the_threshold_of_its_band(
    tmp_path, height, count, met
):
    results = result(tmp_path, *visits(count), height=height).results
    assert [one.criterion.name for one in results if one.is_met] == met


def test_threshold_that_hangs_on_a_blank_number_is_unknown(tmp_path):
    visited = result(tmp_path, *visits(5)).results[1]
    assert (visited.is_unknown, visited.value, visited.threshold) == (True, 5, None)


def test_score_is_the_mean_of_the_last_row_of_each_member(tmp_path):
    judged = result(
        tmp_path, scores(1, "PER-1", 0), scores(2, "PER-1", 4), scores(3, "PER-2", 2)
    )
    assert (judged.results[2].value, judged.results[2].is_met) == (3, True)


def test_members_are_the_active_people_of_the_role_and_their_scores(tmp_path):
    judged = result(tmp_path, scores(1, "PER-1", 2), scores(2, "PER-3", 4))
    assert [(member.name, member.scores is not None) for member in judged.members] == [
        ("Ana", True),
        ("Eva", False),
    ]
    assert (judged.answered, judged.asked) == (1, 2)


def test_results_say_what_is_met_and_what_it_counts(tmp_path):
    judged = result(tmp_path, *visits(2), scores(1, "PER-1", 4), height=12)
    assert (
        judged.met,
        judged.missing,
        judged.mandatory_met,
        judged.points,
        judged.share,
    ) == (3, 0, True, 4, 1)
    judged = result(tmp_path, *visits(1), height=12)
    assert (
        judged.met,
        judged.missing,
        judged.mandatory_met,
        judged.points,
        judged.share,
    ) == (1, 1, False, 1, 0.25)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("criteria.mandatory_met", True),
        ("criteria.points >= 3", False),
        ("criteria.tall and not criteria.beauty", True),
        ("criteria.answered < criteria.asked", True),
    ],
)
def test_condition_asks_for_the_results(tmp_path, condition, holds):
    programme = load(with_criteria(tmp_path))
    tree = Record("trees", "TR-1", {"height": 12})
    view = View(
        Records(programme, [tree, *PEOPLE, *visits(2)]),
        programme.tables["trees"],
        tree,
        TODAY,
    )
    assert (
        condition_on(programme, programme.tables["trees"], condition).holds(view)
        is holds
    )


def test_what_was_read_for_the_results_is_noted(tmp_path):
    programme = load(with_criteria(tmp_path))
    tree = Record("trees", "TR-1", {"height": 12})
    records = Records(programme, [tree, *PEOPLE])
    with records.reading() as reads:
        View(records, programme.tables["trees"], tree, TODAY).get("criteria")
    assert not records.replaced([scores(1, "PER-1", 4)], []).unchanged(reads)
    assert not records.replaced(visits(1), []).unchanged(reads)


def test_scored_criteria_add_their_columns_and_a_form_asks_them(tmp_path):
    about = "title: Judge\ntable: scores\npublic: false\nfixed: tree\nsender: judge\n"
    form = f"{about}fields: {{all: {{type: criteria, required: true}}}}\n"
    programme = load(with_criteria(tmp_path, form=form))
    columns = [column.name for column in programme.tables["scores"].columns]
    assert columns[2:6] == ["tree", "judge", "beauty", "beauty_remark"]
    fields = programme.forms["new_tree"].fields
    assert [(field.name, field.type, field.required) for field in fields] == [
        ("beauty", "range", True),
        ("beauty_remark", "text", False),
    ]
    assert (fields[0].hint["en"], fields[0].parameters) == (
        "Is it a fine tree?",
        {"start": 0, "end": 4, "step": 1},
    )


@pytest.mark.parametrize(
    ("form", "told"),
    [
        (
            "table: scores\nfixed: tree\nsender: tree\nfields: {}",
            "sender: tree refers to trees: the team stands in people",
        ),
        (
            "table: scores\nsender: judge\nfields: {}",
            "only a form that opens by a personal link",
        ),
        (
            "table: trees\nfields: {kind: {}, all: {type: criteria}}",
            "scores belong to the table scores",
        ),
        (
            "table: scores\nfixed: tree\nfields: {all: {type: criteria, requird: true}}",
            'did you mean "required"?',
        ),
    ],
)
def test_mistake_in_the_form_of_scores_is_told(tmp_path, form, told):
    with pytest.raises(ProgrammeError) as raised:
        load(with_criteria(tmp_path, form=f"title: Judge\n{form}\n"))
    assert told.removeprefix("sender: ") in str(raised.value)


@pytest.mark.parametrize(
    ("not_to", "told"),
    [
        ("scores.jugde", 'did you mean "judge"?'),
        ("score.judge", 'did you mean "scores"?'),
        ("judge", "say whose column this is"),
    ],
)
def test_mistake_in_not_to_is_told(tmp_path, not_to, told):
    rules = RULES.replace(
        "to: keeper, message: hello", f"to: keeper, not_to: {not_to}, message: hello", 1
    )
    with pytest.raises(ProgrammeError) as raised:
        load(with_criteria(tmp_path, rules=rules))
    assert told in str(raised.value)


def test_column_may_offer_the_criteria_as_choices(tmp_path):
    main = MAIN.replace(
        "remark: {label: Remark}",
        "remark: {label: Remark, type: select_one, choices: criteria}",
    )
    programme = load(with_criteria(tmp_path, main=main + JURY))
    choices = programme.tables["visits"].column("remark").choices
    assert [(choice.name, choice.aliases) for choice in choices] == [
        ("tall", ("height",)),
        ("visited", ()),
        ("beauty", ()),
    ]


MISTAKES = [
    (
        "met: height >= 10",
        "met: hight >= 10",
        '"hight" is not a column here; did you mean "height"?',
    ),
    ("met: height >= 10", "met: criteria.points > 1", "criteria"),
    (
        "value: count(visits)",
        "value: planted",
        "this must give a number; it gives a date",
    ),
    ("by: height", "by: hieght", 'no column "hieght"; did you mean "height"?'),
    ("by: height, ", "", "by: population"),
    ("threshold: 3}", "threshold: three}", "a threshold is a number"),
    (", threshold: 3}", "}", "needs the `threshold`"),
    ("scored: true", "scored: true, met: height > 1", "one of these"),
    ("name: visited", "name: tall", 'two criteria are called "tall"'),
    ("name: visited", "name: points", "is a result of all criteria"),
    ("role: office", "role: offise", 'no role "offise"; did you mean "office"?'),
    ("member: judge", "member: jugde", 'no column "jugde"; did you mean "judge"?'),
    ("table: visits", "table: visit", 'no table "visit"; did you mean "visits"?'),
    ("date: day}", "date: dya}", 'no column "dya"; did you mean "day"?'),
    ("table: visits, ", "table: visits, criterion: remark, ", "remark is of type text"),
    ("since: planted", "since: kind", "kind is of type text"),
    ("mandatory: false", "mandatroy: false", 'did you mean "mandatory"?'),
    ("scores: {", "scorse: {", 'did you mean "scores"?'),
]


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    MISTAKES,
    ids=[instead or told for _, instead, told in MISTAKES],
)
def test_mistake_in_the_criteria_is_told_where_it_stands(
    tmp_path, written, instead, told
):
    assert written in CRITERIA
    with pytest.raises(ProgrammeError) as raised:
        load(with_criteria(tmp_path, CRITERIA.replace(written, instead, 1)))
    [line, *_more] = [
        line for line in str(raised.value).splitlines() if "criteria.yaml" in line
    ]
    assert told in line
