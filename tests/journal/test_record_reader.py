"""Records read one by one from the journal."""

from datetime import UTC, datetime

from journal.records import known_records
from journal.records.record_reader import RecordReader

NOW = datetime(2027, 3, 12, tzinfo=UTC)


def test_children_are_the_rows_that_refer_here_the_one_received_last_at_the_end(journal, folder):
    rows = {
        "PR-1": {"commitment": "CP-1", "received": "2027-03-02"},
        "PR-2": {"commitment": "CP-1", "received": "2027-03-01"},
        "PR-3": {"commitment": "CP-2", "received": "2027-03-03"},
    }
    with journal.write() as connection:
        for reference, values in rows.items():
            known_records.add(connection, "reports", reference, values, own={}, occasion="sent", now=NOW)
        children = RecordReader(folder.programme, connection).children("reports", "commitment", "CP-1")
    assert [record.reference for record in children] == ["PR-2", "PR-1"]
