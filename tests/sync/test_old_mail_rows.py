"""Old rows of the tab of mails leave it; nothing else does."""

import pytest

from journal.mails import alarms
from programme.app_tables import OUTBOX
from sheets.writing import remove
from sheets.writing.remove import spans
from sync.tabs import old_mail_rows
from sync.tabs.old_mail_rows import remove_old_rows
from tests.lived import work

SPANS = [((), []), ((3,), [(3, 4)]), ((5, 3, 4), [(3, 6)]), ((9, 1, 2, 2), [(1, 3), (9, 10)])]


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


@pytest.mark.long
def test_row_that_was_hit_in_place_of_another_comes_back(lived, monkeypatch):
    """Somebody sorts the tab between the read and the call."""
    sync = lived.office.sync
    before = sorted(tags(lived))
    monkeypatch.setattr(old_mail_rows.old_rows, "settled_before", lambda _connection, _moment: {before[0]})
    seen = lived.look()
    index = seen.tabs[OUTBOX].rows[before[1]].index
    monkeypatch.setattr(remove, "spans", lambda _indexes: [(index, index + 1)])
    assert sync.take_lease()
    assert remove_old_rows(sync, seen)
    sync.give_lease_back()
    monkeypatch.undo()
    assert before[1] not in tags(lived)
    work(lived)
    assert tags(lived) >= set(before)
