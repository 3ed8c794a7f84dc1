import pytest

from core.clock import Clock
from journal.records import known_records
from journal.records.cells.unique_values import is_taken
from journal.tabs import deliveries


@pytest.mark.parametrize(
    ("table", "column", "value", "taken"),
    [
        ("towns", "email", "ÉVA@example.org", True),
        ("towns", "email", "ana@example.org", True),
        ("towns", "number", 5, True),
        ("towns", "number", 6, False),
        ("towns", "number", "5", False),
        ("towns", "nothing", "x", False),
        ("tasks", "email", "éva@example.org", False),
    ],
)
def test_value_is_taken_by_rows_in_the_sheet_and_on_their_way(
    journal, table, column, value, taken
):
    with journal.write() as connection:
        values = {"email": "éva@example.org", "number": 5}
        known_records.add(
            connection, "towns", "MN-1", values, own={}, occasion="x", now=Clock().now()
        )
        deliveries.enqueue(connection, "towns", "MN-2", {"email": "Ana@example.org"})
    with journal.read() as connection:
        assert is_taken(connection, table, column, value, "key") is taken
