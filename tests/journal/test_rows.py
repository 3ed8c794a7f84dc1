"""Rows that several put there at the same moment: none of them fails, and one row
stands there.
"""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from journal.access import contact_signs
from journal.committee import sessions
from journal.forms import saved_forms, taken_lines
from journal.forms.saved_forms import SavedForm
from journal.mails.holds import suppressions
from journal.schema import metadata
from tests.journal.test_submissions import NOW
from tests.journal.threads import at_once

TIMES = 6
SAVED = SavedForm("s", "aspiring_town", {"name": ["x"]}, 1, NOW, "")


def begin(connection, _number):
    day = NOW.date()
    return sessions.begin(connection, "s", "SE-3", day, ["MN"], "ana", NOW)


def decide(connection, _number):
    begin(connection, 0)
    session = sessions.of_id(connection, "s")
    return sessions.save_decision(connection, session, "MN", 0, {}, "ana", NOW)


PUTS = [
    ("contact_signs", lambda c, n: contact_signs.note(c, "mark", NOW)),
    ("saved_forms", lambda c, n: saved_forms.save(c, replace(SAVED, bytes=n))),
    ("suppressions", lambda c, n: suppressions.stop(c, "ana@example.org", NOW)),
    ("taken_lines", lambda c, n: taken_lines.take(c, "line", f"{n}@example.org", NOW)),
    ("committee_sessions", begin),
    ("committee_decisions", decide),
]


@pytest.mark.parametrize(("table", "put"), PUTS)
def test_row_that_is_put_many_times_at_once_stands_there_once(journal, table, put):
    def write(number):
        with journal.write() as connection:
            return put(connection, number)

    at_once(TIMES, write)
    with journal.read() as connection:
        assert len(connection.execute(sa.select(metadata.tables[table])).all()) == 1


def test_line_that_two_take_at_once_is_one_person_s(journal):
    def take(number):
        with journal.write() as connection:
            return taken_lines.take(connection, "line", f"{number}@example.org", NOW)

    assert len({taken.email for taken in at_once(TIMES, take)}) == 1
