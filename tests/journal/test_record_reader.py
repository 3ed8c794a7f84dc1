"""Records read one by one from the journal."""

from datetime import UTC, datetime

from core.problem import Problem, ProblemCode
from journal.records import known_records
from journal.records.record_reader import RecordReader
from journal.tabs import problems

NOW = datetime(2027, 3, 12, tzinfo=UTC)


def test_children_are_the_rows_that_refer_here_the_one_received_last_at_the_end(
    journal, folder
):
    rows = {
        "PR-1": {"commitment": "CP-1", "received": "2027-03-02"},
        "PR-2": {"commitment": "CP-1", "received": "2027-03-01"},
        "PR-3": {"commitment": "CP-2", "received": "2027-03-03"},
    }
    with journal.write() as connection:
        for reference, values in rows.items():
            known_records.add(
                connection,
                "reports",
                reference,
                values,
                own={},
                occasion="sent",
                now=NOW,
            )
        children = RecordReader(folder.programme, connection).children(
            "reports", "commitment", "CP-1"
        )
    assert [record.reference for record in children] == ["PR-2", "PR-1"]


def test_cells_that_make_no_sense_are_marked_and_those_that_count_as_something_are_not(
    journal, folder
):
    standing = [
        Problem(ProblemCode.cell, "", (), "towns", "MN-1", "share_contact"),
        Problem(ProblemCode.read_as, "", (), "towns", "MN-1", "stop_mail"),
    ]
    with journal.write() as connection:
        known_records.add(
            connection,
            "towns",
            "MN-1",
            {"share_contact": True},
            own={},
            occasion="sent",
            now=NOW,
        )
        problems.replace(connection, "watch", standing, NOW)
        record = RecordReader(folder.programme, connection).get("towns", "MN-1")
    assert record.unreadable == {"share_contact"}
