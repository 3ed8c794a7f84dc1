"""Records read by column, along references, and by the latest
record that refers to them.
"""

from datetime import date, datetime
from pathlib import Path

import pytest

from programme.checks.checker import condition_on
from programme.load import load
from programme.model import Programme
from programme.records.record import Record, Records, View
from tests.programme.files import MAIN, write

TODAY = date(2027, 3, 12)
MOTHER = Record(
    "trees", "TR-1", {"kind": "Oak", "planted": "2000-02-01", "keeper": "Ana"}
)
CHILD = Record(
    "trees",
    "TR-2",
    {
        "kind": "Oak",
        "parent": "TR-1",
        "state": "alive",
        "height": 2.5,
        "uses": ["shade"],
    },
)
ORPHAN = Record("trees", "TR-3", {"kind": "Fig", "parent": "TR-9"})
EARLY = Record(
    "visits",
    "VT-1",
    {
        "tree": "TR-2",
        "day": "2027-01-05",
        "remark": "x",
        "received": "2027-01-05T12:00:00+00:00",
    },
)
LATE = Record(
    "visits",
    "VT-2",
    {"tree": "TR-2", "day": "2027-01-02", "received": "2027-02-01T12:00:00+00:00"},
)


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return load(write(tmp_path))


def view(programme: Programme, record: Record | None) -> View:
    records = Records(programme, [MOTHER, CHILD, ORPHAN, LATE, EARLY])
    return View(records, programme.tables["trees"], record, TODAY)


def test_get_follows_a_reference(programme: Programme):
    assert view(programme, CHILD).get("parent").get("kind") == "Oak"


def test_get_of_a_reference_to_nothing_is_a_blank_record(programme: Programme):
    other = view(programme, ORPHAN).get("parent")
    assert (
        other.record,
        other.get("kind"),
        other.get("planted"),
        other.get("uses"),
    ) == (None, None, None, None)


def test_get_finds_the_record_received_last(programme: Programme):
    assert view(programme, CHILD).get("visit").value("reference") == "VT-2"


def test_get_finds_the_last_record_in_which_a_column_is_filled(
    programme: Programme, tmp_path: Path
):
    main = MAIN.replace("visits.tree}", "visits.tree.remark}")
    found = view(load(write(tmp_path / "other", main=main)), CHILD).get("visit")
    assert found.value("reference") == "VT-1"


def test_get_of_a_latest_that_is_not_there_is_a_blank_record(programme: Programme):
    assert view(programme, MOTHER).get("visit").value("day") is None


def test_get_of_a_date_is_the_day(programme: Programme):
    assert view(programme, MOTHER).get("planted") == date(2000, 2, 1)


def test_get_of_a_moment_is_by_the_clock_of_the_programme(programme: Programme):
    visit = View(Records(programme, [EARLY]), programme.tables["visits"], EARLY, TODAY)
    assert visit.get("received") == datetime(2027, 1, 5, 7, 0)  # noqa: DTZ001 - Guayaquil, five hours behind


def test_get_of_rows_that_refer_here_gives_the_one_received_last_at_the_end(
    programme: Programme,
):
    assert [
        visit.value("reference") for visit in view(programme, CHILD).get("visits")
    ] == ["VT-1", "VT-2"]


def test_get_of_rows_that_refer_to_a_blank_record_is_none_at_all(programme: Programme):
    assert view(programme, None).get("visits") == ()


def test_what_was_read_changes_with_a_row_that_refers_here(programme: Programme):
    records = Records(programme, [MOTHER, CHILD, LATE, EARLY])
    with records.reading() as reads:
        View(records, programme.tables["trees"], CHILD, TODAY).get("visits")
    other = Record("visits", "VT-3", {"tree": "TR-1"})
    changed = Record("visits", "VT-2", {"tree": "TR-2"})
    assert records.replaced([other], []).unchanged(reads)
    assert not records.replaced([changed], []).unchanged(reads)
    assert not records.replaced([], [("visits", "VT-1")]).unchanged(reads)


def test_get_of_no_column_is_a_key_error(programme: Programme):
    with pytest.raises(KeyError):
        view(programme, MOTHER).get("nothing")


def test_path_goes_through_several_records(programme: Programme):
    records = Records(programme, [MOTHER, CHILD, LATE])
    holder, name = View(records, programme.tables["visits"], LATE, TODAY).path(
        "tree.parent.keeper"
    )
    assert holder.value(name) == "Ana"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('state == "alive" and parent.planted < today', True),
        ('visit.day == d"2027-01-02"', True),
        ('parent.parent.reference == ""', True),
        ("parent.parent.planted < today", False),
        ("parent.visit.day == null", True),
        ('visit.tree.parent.keeper == "Ana"', True),
        ("height > 2 and not protected", True),
        ("count(visits) == 2", True),
        ('count(visits, remark == "x") == 1', True),
        ("count(visits, day > parent.parent.planted) == 2", True),
        ("parent.visits == null", True),
    ],
)
def test_a_condition_reaches_along_references(
    programme: Programme, text: str, expected: bool
):
    condition = condition_on(programme, programme.tables["trees"], text)
    assert condition.holds(view(programme, CHILD)) is expected


def test_a_condition_on_a_blank_record_does_not_hold(programme: Programme):
    condition = condition_on(programme, programme.tables["trees"], "planted < today")
    assert condition.holds(view(programme, None)) is False
