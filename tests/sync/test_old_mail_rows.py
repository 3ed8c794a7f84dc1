"""Old rows of the tab of mails leave it; nothing else does."""

import pytest

from journal.mails.holds import alarms
from programme.app_tables import OUTBOX
from sheets.writing.remove import spans
from sync.tabs.old_mail_rows import remove_old_rows
from tests.lived import work

SPANS = [
    ((), []),
    ((3,), [(3, 4)]),
    ((5, 3, 4), [(3, 6)]),
    ((9, 1, 2, 2), [(1, 3), (9, 10)]),
]


@pytest.mark.parametrize(("indexes", "rows"), SPANS)
def test_rows_that_stand_together_are_one_span(indexes, rows):
    assert spans(indexes) == rows


def tags(house):
    return set(house.look().tabs[OUTBOX].rows)


@pytest.mark.long
def test_old_rows_leave_the_tab_and_the_rest_stays(lived):
    before = tags(lived)
    touched = min(before)
    lived.edit(OUTBOX, touched, "action", "enviar")
    lived.later(days=120)
    work(lived)
    after = tags(lived)
    assert after & before == {touched}
    with lived.journal.read() as connection:
        assert alarms.standing(connection) == []
    work(lived)
    assert tags(lived) >= after


def put_on_top(house, reference):
    """Staff move a row above all others."""
    tab = house.look().tabs[OUTBOX]
    index, top = tab.rows[reference].index, min(row.index for row in tab.rows.values())
    source = {
        "sheetId": tab.layout.sheet_id,
        "dimension": "ROWS",
        "startIndex": index,
        "endIndex": index + 1,
    }
    house.batch({"moveDimension": {"source": source, "destinationIndex": top}})


@pytest.mark.long
def test_row_that_was_hit_in_place_of_another_comes_back(lived):
    sync = lived.office.sync
    touched = max(
        lived.look().tabs[OUTBOX].rows.values(), key=lambda row: row.index
    ).reference
    lived.edit(OUTBOX, touched, "action", "enviar")
    lived.later(days=120)
    seen = lived.look()
    assert sync.take_lease()
    lease_guard, calls = sync.spreadsheet.guard, []

    def guard():
        """Before the second call, that which removes."""
        calls.append("")
        if len(calls) == 2:
            put_on_top(lived, touched)
        lease_guard()

    sync.spreadsheet.guard = guard
    assert remove_old_rows(sync, seen)
    sync.spreadsheet.guard = lease_guard
    sync.give_lease_back()
    assert touched not in tags(lived)
    work(lived)
    assert touched in tags(lived)
