"""The jury of the small grants: what its criteria say of applications,
by figures and by scores.
"""

from datetime import date

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from tests.house import ROOT

PROGRAMME = load(ROOT / "examples" / "small-grant")
JURY = [
    Record("people", f"PER-{number}", {"role": "jury", "active": True, "name": name})
    for number, name in ((1, "Jean"), (2, "Ruth"))
]


def judged(values, lines, scores):
    grant = Record("grants", "GT-1", values)
    rows = [
        Record("budget_lines", f"BL-{number}", {"grant": "GT-1"})
        for number in range(lines)
    ]
    for number, (benefit, example) in enumerate(scores, 1):
        values = {
            "grant": "GT-1",
            "juror": f"PER-{number}",
            "benefit": benefit,
            "example": example,
        }
        rows.append(Record("scores", f"NJ-{number}", values))
    records = Records(PROGRAMME, [grant, *JURY, *rows])
    return View(records, PROGRAMME.tables["grants"], grant, date(2027, 3, 12)).get(
        "criteria"
    )


@pytest.mark.parametrize(
    ("values", "lines", "scores", "met", "mandatory_met", "answered"),
    [
        ({"cost": 900, "own": 200}, 1, [(4, 1)], ["own_part", "budget", "benefit"], True, 1),
        ({"cost": 900, "own": 50}, 1, [(4, 4), (1, 4)], ["budget", "example"], False, 2),
        ({"cost": 3200, "own": 700}, 2, [(3, 3), (4, 2)], ["own_part", "benefit"], False, 2),
        ({"cost": 3200, "own": 700}, 3, [], ["own_part", "budget"], False, 0),
    ],
)  # fmt: skip
def test_criteria_of_the_jury_are_met_by_figures_and_scores(
    values, lines, scores, met, mandatory_met, answered
):
    result = judged(values, lines, scores)
    assert [one.criterion.name for one in result.results if one.is_met] == met
    assert (result.mandatory_met, result.answered, result.asked) == (
        mandatory_met,
        answered,
        2,
    )
