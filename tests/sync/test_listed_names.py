"""How a reference is written: by the name that its drop-down offers."""

import pytest

from programme.app_tables import LISTED
from programme.records.record import Records
from sheets.reading.snapshot import Row, Tab
from sync.rows.listed_names import ListedNames
from tests.rules.small import programme


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Cuenca · MN-AAAAA", "Cuenca · MN-AAAAA"),
        ("typed over", "MN-AAAAA"),
        (None, "MN-AAAAA"),
    ],
)
def test_name_is_that_of_the_list_unless_somebody_typed_over_it(cell, written):
    made = programme()
    row = Row("MN-AAAAA", {}, {LISTED: cell}, {}, 1, ())
    names = ListedNames({"towns": Tab(None, {"MN-AAAAA": row})}, Records(made, []))
    shown = names.shown(made.tables["tasks"], "CM-AAAAA", {"town": "MN-AAAAA"})
    assert shown["town"] == written
