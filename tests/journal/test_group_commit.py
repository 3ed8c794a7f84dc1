"""Threads that share commits: nobody is told too early, nobody
pays for another's mistake.
"""

import threading

import pytest
import sqlalchemy as sa

from journal.access import case_pages
from journal.database import Journal
from journal.schema import case_pages as rows
from tests.journal.threads import at_once


@pytest.fixture
def sqlite(tmp_path):
    journal = Journal(f"sqlite:///{tmp_path / 'journal.sqlite3'}")
    journal.upgrade()
    yield journal
    journal.close()


def add(number, *, wrong=False):
    def work(connection):
        connection.execute(
            sa.insert(rows).values(reference=f"number {number}", edition=number)
        )
        if wrong:
            raise ValueError(number)
        return number

    return work


def names(journal):
    with journal.read() as connection:
        return set(connection.execute(sa.select(rows.c.reference)).scalars())


def test_each_gets_the_value_of_its_own_part_when_it_is_kept(sqlite):
    def keep(number):
        value = sqlite.keep(add(number))
        return value == number and f"number {number}" in names(sqlite)

    assert at_once(20, keep) == [True] * 20


def test_the_mistake_of_one_is_raised_there_and_the_others_are_kept(sqlite):
    def keep(number):
        try:
            return sqlite.keep(add(number, wrong=number % 5 == 0))
        except ValueError as error:
            return error.args

    assert at_once(20, keep) == [
        (number,) if number % 5 == 0 else number for number in range(20)
    ]
    assert names(sqlite) == {f"number {number}" for number in range(20) if number % 5}


def test_what_comes_during_a_commit_shares_the_next(sqlite):
    """One thread holds its transaction open until five more wait: those
    are then kept by one commit.
    """
    commits = []
    sa.event.listen(sqlite.engine, "commit", commits.append)
    inside, waiting = threading.Event(), sqlite._group_commit._waiting

    def slow(connection):
        inside.set()
        while len(waiting) < 5:
            threading.Event().wait(0.001)
        case_pages.renew(connection, "slow")

    def keep(number):
        if number == 0:
            sqlite.keep(slow)
        else:
            inside.wait()
            sqlite.keep(add(number))

    at_once(6, keep)
    assert len(commits) == 2
    assert names(sqlite) == {"slow", *(f"number {number}" for number in range(1, 6))}


def test_a_stop_while_committing_tells_nobody_that_theirs_was_kept(sqlite):
    waiting, inside = sqlite._group_commit._waiting, threading.Event()

    def first(connection):
        inside.set()
        while len(waiting) < 2:
            threading.Event().wait(0.001)

    def stopped(_connection):
        raise KeyboardInterrupt

    def keep(number):
        if number:
            inside.wait()
        try:
            sqlite.keep([first, stopped, add(2)][number])
        except (KeyboardInterrupt, RuntimeError) as error:
            return type(error)
        return None

    ends = at_once(3, keep)
    assert ends[0] is None
    assert None not in ends[1:]
    assert names(sqlite) == set()
    assert sqlite.keep(add(7)) == 7
