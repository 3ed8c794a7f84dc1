"""Who agreed to be known to others: nobody by a cell that makes no sense."""

from dataclasses import replace
from datetime import date

import pytest

from programme.load import load
from programme.records.record import Record, Records, View
from programme.records.sharing import is_shared
from tests.programme.files import write
from tests.programme.test_check_pages import PAGED


@pytest.mark.parametrize(
    ("unreadable", "agreed"), [((), True), (("protected",), False), (("kind",), True)]
)
def test_cell_that_nobody_can_read_is_no_agreement_whatever_was_read_of_it_before(
    tmp_path, unreadable, agreed
):
    programme = load(write(tmp_path, main=PAGED))
    record = replace(
        Record("trees", "TR-1", {"protected": True}), unreadable=frozenset(unreadable)
    )
    view = View(
        Records(programme, [record]),
        programme.tables["trees"],
        record,
        date(2027, 3, 12),
    )
    view.get("protected")
    assert [is_shared(view, "keeper") for _look in range(2)] == [agreed, agreed]
