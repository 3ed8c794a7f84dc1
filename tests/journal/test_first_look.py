from datetime import UTC, datetime, timedelta

import pytest

from journal.tabs import first_look

NOW = datetime(2027, 3, 12, 9, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_before_a_look_no_table_was_filled(journal):
    with journal.read() as connection:
        assert first_look.filled_tables(connection, NOW) == frozenset()


def test_tables_are_those_of_the_first_look_for_as_long_as_is_asked(journal):
    with journal.write() as connection:
        first_look.keep(connection, ["towns", "people"], NOW)
        assert first_look.filled_tables(connection, NOW - SECOND) == {"towns", "people"}
        assert first_look.filled_tables(connection, NOW) == frozenset()


@pytest.mark.parametrize("filled", [[], ["towns"]])
def test_later_looks_change_nothing(journal, filled):
    with journal.write() as connection:
        first_look.keep(connection, filled, NOW)
        first_look.keep(connection, ["people"], NOW + SECOND)
        assert first_look.filled_tables(connection, NOW - SECOND) == set(filled)
