"""An old answer of a calendar that is sent once more changes nothing."""

import pytest

from inbox.answers import is_older
from rules.meetings.answers import Answer


@pytest.mark.parametrize(
    ("stamp", "received", "older"),
    [
        ("2027-03-10 10:00:00+00:00", "2027-03-10T10:00:01+00:00", True),
        ("2027-03-10 10:00:00+00:00", "2027-03-10T10:00:00+00:00", False),
        ("2027-03-10 10:00:00+00:00", "2027-03-10T05:30:00", True),
        ("2027-03-10 10:00:00+00:00", "2027-03-10T04:30:00", False),
        ("2027-03-10 10:00:00", "2027-03-11T10:00:00+00:00", False),
        ("", "2027-03-11T10:00:00+00:00", False),
        ("2027-03-10 10:00:00+00:00", "", False),
    ],
)
def test_answer_is_older_when_it_was_said_before_the_last_one_came(
    stamp, received, older
):
    answer = Answer("Ana", frozenset(), received=received)
    assert is_older(stamp, answer, "America/Bogota") is older


def test_first_answer_is_never_older():
    assert not is_older("2027-03-10 10:00:00+00:00", None, "Etc/UTC")
