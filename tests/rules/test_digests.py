"""What is told weekly or monthly: on its day, all of it that had fallen
due, in one mail to a reader.
"""

from datetime import date

import pytest

from notify.forecast import mornings
from programme.model import Limits
from programme.models.rules import Digest
from rules.overdue.digests import last_day
from tests.rules.small import record, records
from tests.rules.test_reminders import EVA, EVERY_DAY, MIDNIGHT, judging, letters, task

MONTHLY = {
    "name": "committee",
    "days": 7,
    "tell": [{"to": "role.coordinator", "message": "m", "digest": "monthly"}],
}
LIA = record(
    "PER-2", name="Lia", email="lia@example.org", role="coordinator", active=True
)


@pytest.mark.parametrize(
    ("digest", "today", "day"),
    [
        (Digest.monthly, date(2027, 3, 12), date(2027, 3, 1)),
        (Digest.monthly, date(2027, 3, 1), date(2027, 3, 1)),
        (Digest.monthly, date(2027, 1, 1), date(2027, 1, 1)),
        (Digest.weekly, date(2027, 3, 12), date(2027, 3, 8)),
        (Digest.weekly, date(2027, 3, 8), date(2027, 3, 8)),
    ],
)
def test_last_day_of_a_digest(digest, today, day):
    assert last_day(Limits(), digest, today) == day


@pytest.mark.parametrize(
    ("today", "day"), [(14, date(2027, 2, 15)), (15, date(2027, 3, 15))]
)
def test_programme_names_the_day(today, day):
    assert last_day(Limits(digest_day=15), Digest.monthly, date(2027, 3, today)) == day


def test_month_is_one_mail_to_each_reader_with_all_that_fell_due():
    tasks = (
        task("CP-1", "2027-03-10"),
        task("CP-2", "2027-03-20"),
        task("CP-3", "2027-03-30"),
    )
    told = letters(judging(MONTHLY), EVA, LIA, *tasks, days=45)
    both = ["CP-1 committee", "CP-2 committee"]
    april = date(2027, 4, 1)
    assert told == [(april, "eva@example.org", both), (april, "lia@example.org", both)]


def test_task_that_is_done_on_the_day_is_not_in_it():
    def on(day):
        done = "done" if day >= date(2027, 4, 1) else "open"
        return records(
            EVA, task("CP-1", "2027-03-10"), task("CP-2", "2027-03-12", status=done)
        )

    assert letters(judging(MONTHLY), on, days=30) == [
        (date(2027, 4, 1), "eva@example.org", ["CP-1 committee"])
    ]


def test_later_step_for_others_does_not_overtake_what_waits_for_its_day():
    later = {"name": "owner", "days": 9, "tell": [{"to": "owner", "message": "m"}]}
    told = letters(judging(MONTHLY, later), EVA, task("CP-1", "2027-03-10"), days=30)
    assert (date(2027, 4, 1), "eva@example.org", ["CP-1 committee"]) in told


def test_digest_keeps_its_day_whatever_was_told_before():
    before = {("eva@example.org", False): date(2027, 3, 31)}
    told = letters(
        judging(MONTHLY), EVA, task("CP-1", "2027-03-10"), days=30, last=before
    )
    assert [mail[0] for mail in told] == [date(2027, 4, 1)]


def test_digest_that_could_not_be_written_on_its_day_comes_some_days_later_and_not_weeks_later():
    some = EVA, task("CP-1", "2027-03-10")
    late = [
        moment for moment in mornings(MIDNIGHT, 60) if moment.date() >= date(2027, 4, 9)
    ]
    too_late = [
        moment
        for moment in mornings(MIDNIGHT, 60)
        if moment.date() >= date(2027, 4, 20)
    ]
    assert letters(judging(MONTHLY), *some, moments=late)[0][0] == date(2027, 4, 9)
    assert letters(judging(MONTHLY, limits=EVERY_DAY), *some, moments=too_late)[0][
        0
    ] == date(2027, 5, 1)
