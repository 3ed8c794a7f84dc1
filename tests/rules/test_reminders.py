"""What goes into one mail, and when: the rules of docs/writing-a-programme.md,
on their smallest examples.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from notify.forecast import mornings
from programme.app_tables import PEOPLE
from programme.model import WEEKDAYS, Limits
from rules.book import Book
from tests.rules.planning import planned
from tests.rules.small import TODAY, label, programme, record, records

GUAYAQUIL = ZoneInfo("America/Guayaquil")
MIDNIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=GUAYAQUIL)
EVERY_DAY = Limits(sending_days=WEEKDAYS)
"""Days of the week make no difference here; test_hours.py is about them."""
ANA = {"who": "Ana", "mail": "ana@example.org", "speaks": "es"}
STEPS = [
    {"name": "before", "days": -7, "tell": [{"to": "owner", "message": "m"}]},
    {"name": "on", "days": 0, "tell": [{"to": "owner", "message": "m"}]},
    {
        "name": "after",
        "days": 3,
        "tell": [{"to": "role.coordinator", "message": "m", "days_apart": 0}],
    },
]


def judging(*steps, limits=None, **more):
    given = {
        "name": "tasks",
        "label": label("…"),
        "table": "tasks",
        "date": "due",
        "steps": steps or STEPS,
    }
    made = programme(ladders=[{**given, "only": 'status == "open"', **more}])
    return Book(made.model_copy(update={"limits": limits or EVERY_DAY}))


def task(reference, due, **more):
    town = more.pop("town", "MN-1")
    return record(
        reference,
        **{"name": "…", "town": town, "due": due, "status": "open", **ANA, **more},
    )


TOWN = record("MN-1", name="Pimampiro", status="approved")
EVA = record(
    "PER-1", name="Eva", email="eva@example.org", role="coordinator", active=True
)
SPACED = [
    {**step, "tell": [{**tell, "days_apart": 7} for tell in step["tell"]]}
    for step in STEPS[:2]
]
"""Steps that keep the distance, the last one too, for it stands beside them."""


def letters(book, *some, days=15, start=MIDNIGHT, moments=None, **before):
    """(day, address, what about) of each mail, in the order of days."""
    here = records(TOWN, *some) if not callable(some[0]) else None
    known = some[0] if here is None else lambda _day: here
    return [
        (
            one.day,
            one.letter.person.email,
            sorted(f"{r.key[0]} {r.rung.name}" for r in one.letter.reminders),
        )
        for one in planned(
            book, known, moments or mornings(start, days), by_itself=True, **before
        )
    ]


def day(passed):
    return TODAY + timedelta(days=passed)


def due(passed):
    return day(passed).isoformat()


def test_what_falls_due_together_is_one_mail():
    told = letters(judging(), task("CP-1", due(0)), task("CP-2", due(7)), days=1)
    assert told == [(TODAY, "ana@example.org", ["CP-1 on", "CP-2 before"])]


def test_next_mail_comes_a_week_after_the_last_and_says_what_counts_by_then():
    told = letters(
        judging(*SPACED), task("CP-1", due(7)), task("CP-2", due(10)), days=15
    )
    assert told == [
        (day(0), "ana@example.org", ["CP-1 before"]),
        (day(7), "ana@example.org", ["CP-1 on", "CP-2 before"]),
        (day(14), "ana@example.org", ["CP-2 on"]),
    ]


def test_last_step_for_somebody_does_not_wait_for_the_week():
    told = letters(
        judging(*STEPS[:2]), task("CP-1", due(7)), task("CP-2", due(10)), days=15
    )
    assert told == [
        (day(0), "ana@example.org", ["CP-1 before"]),
        (day(7), "ana@example.org", ["CP-1 on", "CP-2 before"]),
        (day(10), "ana@example.org", ["CP-2 on"]),
    ]


def test_step_that_waits_for_monday_is_not_overtaken_by_one_for_others():
    steps = [
        STEPS[1],
        {
            "name": "sunday",
            "days": 1,
            "tell": [{"to": "role.coordinator", "message": "m"}],
        },
    ]
    saturday = task("CP-1", due(1))
    assert letters(judging(*steps, limits=Limits()), saturday, EVA, days=5) == [
        (day(1), "ana@example.org", ["CP-1 on"]),
        (day(2), "eva@example.org", ["CP-1 sunday"]),
    ]


def test_step_that_waits_for_monday_gives_way_to_a_later_one_for_the_same():
    steps = [
        STEPS[1],
        {"name": "sunday", "days": 1, "tell": [{"to": "owner", "message": "m"}]},
    ]
    told = letters(judging(*steps, limits=Limits()), task("CP-1", due(1)), days=5)
    assert told == [(day(2), "ana@example.org", ["CP-1 sunday"])]


def test_after_an_outage_only_the_latest_step_is_told():
    steps = [
        *STEPS[:2],
        {
            "name": "call",
            "days": 3,
            "tell": [{"to": "role.coordinator", "message": "m"}],
        },
    ]
    told = letters(judging(*steps), task("CP-1", due(-20)), EVA, days=30)
    assert told == [(day(0), "eva@example.org", ["CP-1 call"])]


@pytest.mark.parametrize("outage", [0, 1, 5, 20])
def test_edition_that_closes_on_a_weekend_swallows_no_last_step(outage):
    # a Saturday
    town = record("MN-1", name="Pimampiro", status="approved", closes=due(1))
    known = records(town, task("CP-1", due(1)))
    moments = [
        MIDNIGHT + timedelta(days=passed)
        for passed in range(40)
        if passed == 0 or passed >= outage
    ]
    told = letters(
        judging(*STEPS[:2], limits=Limits()), lambda _day: known, moments=moments
    )
    assert [about for _when, _who, about in told if about == ["CP-1 on"]] == [
        ["CP-1 on"]
    ]


def test_closed_edition_says_nothing_but_last_steps():
    town = record("MN-1", name="Pimampiro", status="approved", closes=due(-1))
    known = records(town, task("CP-1", due(5)), task("CP-2", due(0)))
    assert letters(judging(*STEPS[:2]), lambda _day: known) == []


def test_day_off_that_is_named_while_a_mail_waits_puts_it_off():
    days_off = iter([(), (record("DSC-1", day=due(3)),)])

    def known(_day):
        return records(TOWN, task("CP-1", due(1)), *next(days_off))

    moments = [MIDNIGHT + timedelta(days=passed) for passed in (1, 2)]
    mails = planned(judging(limits=Limits()), known, moments, by_itself=True)
    assert [one.leaves for one in mails] == [MIDNIGHT.replace(day=16, hour=8)]


def test_clock_that_was_years_ahead_does_not_silence_the_years_until_then():
    last = {("ana@example.org", False): date(2037, 3, 10)}
    assert letters(judging(*STEPS), task("CP-1", due(7)), days=1, last=last)


def test_programme_may_ask_for_another_distance():
    near = judging(limits=Limits(days_apart=2, sending_days=WEEKDAYS))
    told = letters(near, task("CP-1", due(7)), task("CP-2", due(8)), days=4)
    assert told == [
        (day(0), "ana@example.org", ["CP-1 before"]),
        (day(2), "ana@example.org", ["CP-2 before"]),
    ]


def test_mail_that_keeps_no_distance_takes_along_what_waits():
    steps = [
        {"name": "calm", "days": 0, "tell": [{"to": "owner", "message": "m"}]},
        {
            "name": "urgent",
            "days": 2,
            "tell": [{"to": "owner", "message": "m", "days_apart": 0}],
        },
    ]
    told = letters(judging(*steps), task("CP-1", due(0)), task("CP-2", due(1)), days=3)
    assert told == [
        (day(0), "ana@example.org", ["CP-1 calm"]),
        (day(2), "ana@example.org", ["CP-1 urgent", "CP-2 calm"]),
    ]


def test_repeated_step_comes_so_often_and_no_more():
    again = {
        "name": "again",
        "days": 1,
        "every": 7,
        "times": 3,
        "tell": [{"to": "owner", "message": "m"}],
    }
    told = letters(judging(again), task("CP-1", due(0)), days=60)
    assert [(when, about) for when, _who, about in told] == [
        (day(1), ["CP-1 again"]),
        (day(8), ["CP-1 again 2"]),
        (day(15), ["CP-1 again 3"]),
    ]


def test_what_waits_for_a_yes_is_a_mail_of_its_own():
    asking = {
        "name": "before",
        "days": -7,
        "tell": [{"to": "owner", "message": "m", "ask": True}],
    }
    told = letters(
        judging(asking, *STEPS[1:]), task("CP-1", due(0)), task("CP-2", due(7)), days=1
    )
    assert told == [
        (TODAY, "ana@example.org", ["CP-1 on"]),
        (TODAY, "ana@example.org", ["CP-2 before"]),
    ]


def leaving(book, person, moment):
    known = records(TOWN, task("CP-1", due(0), **person))
    return [
        one.leaves
        for one in planned(book, lambda _day: known, [moment], by_itself=True)
    ]


def test_mail_leaves_in_the_morning_of_its_reader():
    [leaves] = leaving(judging(), {}, MIDNIGHT)
    assert leaves == MIDNIGHT.replace(hour=8)


def test_mail_written_within_the_hours_leaves_at_once():
    noon = MIDNIGHT.replace(hour=12)
    assert leaving(judging(), {}, noon) == [noon]


def test_mail_does_not_leave_on_a_holiday():
    good_friday = datetime(2027, 3, 26, 9, tzinfo=GUAYAQUIL)
    known = records(TOWN, task("CP-1", "2027-03-26"))
    [one] = planned(
        judging(limits=Limits()), lambda _day: known, [good_friday], by_itself=True
    )
    assert one.leaves == datetime(2027, 3, 29, 8, tzinfo=GUAYAQUIL)  # after the weekend
    [same] = planned(
        judging(limits=Limits(holidays=False)),
        lambda _day: known,
        [good_friday],
        by_itself=True,
    )
    assert same.leaves == good_friday


def test_what_is_over_before_the_mail_leaves_is_taken_out_and_the_rest_goes():
    moments = [MIDNIGHT, MIDNIGHT + timedelta(hours=1)]
    state = {"CP-2": "open"}

    def known(_day):
        found = records(
            TOWN, task("CP-1", due(0)), task("CP-2", due(0), status=state["CP-2"])
        )
        state["CP-2"] = "done"
        return found

    assert letters(judging(), known, moments=moments) == [
        (TODAY, "ana@example.org", ["CP-1 on"])
    ]


def test_mail_of_which_nothing_is_left_does_not_go():
    moments = [MIDNIGHT, MIDNIGHT + timedelta(hours=1)]
    state = iter(["open", "done"])
    told = letters(
        judging(),
        lambda _day: records(TOWN, task("CP-1", due(0), status=next(state))),
        moments=moments,
    )
    assert told == []


def test_what_becomes_due_before_the_mail_leaves_goes_in():
    moments = [MIDNIGHT, MIDNIGHT + timedelta(hours=1)]
    dates = iter([due(90), due(0)])

    def known(_day):
        return records(
            TOWN,
            task("CP-1", due(0)),
            task("CP-2", next(dates), occasions={"due": "edit"}),
        )

    assert letters(judging(), known, moments=moments) == [
        (TODAY, "ana@example.org", ["CP-1 on", "CP-2 on"])
    ]


def test_stopped_case_leaves_a_mail_about_several_and_comes_back_afterwards():
    other = record("MN-2", name="Paltas", status="approved")
    moments = [MIDNIGHT + timedelta(hours=hour) for hour in (0, 1, 12)] + [
        MIDNIGHT + timedelta(days=8)
    ]
    stop = iter([False, True, True, False])

    def known(_day):
        stopped = record("MN-2", **{**other.values, "stop_mail": next(stop)})
        return records(
            TOWN, stopped, task("CP-1", due(0)), task("CP-2", due(0), town="MN-2")
        )

    steps = [{"name": "on", "days": 0, "tell": [{"to": "owner", "message": "m"}]}]
    assert letters(judging(*steps), known, moments=moments) == [
        (TODAY, "ana@example.org", ["CP-1 on"]),
        (day(8), "ana@example.org", ["CP-2 on"]),
    ]


def test_nothing_is_told_twice():
    first = letters(judging(), task("CP-1", due(0)), days=1)
    key = ("CP-1", "tasks", "on", f"{due(0)} sent", "owner#0")
    again = letters(judging(), task("CP-1", due(0)), days=1, told=frozenset([key]))
    assert (len(first), again) == (1, [])


def test_date_set_anew_is_told_anew():
    steps = [
        {
            "name": "on",
            "days": 0,
            "tell": [{"to": "owner", "message": "m", "days_apart": 0}],
        }
    ]
    sets = iter(["sent", "sent", "edit"])

    def known(_day):
        return records(TOWN, task("CP-1", due(0), occasions={"due": next(sets)}))

    assert len(letters(judging(*steps), known, days=3)) == 2


def test_role_is_told_in_the_place_where_its_people_live():
    rome = {
        "name": "Eva",
        "email": "eva@example.org",
        "role": "coordinator",
        "active": True,
        "time_zone": "Europe/Rome",
    }
    eva = record("PER-1", **rome)
    known = records(TOWN, eva, task("CP-1", due(-3)))
    assert eva.table == PEOPLE
    [one] = planned(judging(), lambda _day: known, [MIDNIGHT], by_itself=True)
    assert one.leaves.astimezone(UTC) == datetime(2027, 3, 12, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("phone", "zone"),
    [
        ("+593991234567", "America/Guayaquil"),
        ("+5535991234567", "America/Sao_Paulo"),
        ("+33612345678", "Europe/Paris"),
    ],
)
def test_telephone_number_tells_the_zone(phone, zone):
    from rules.calendar.residence import country_and_zone

    assert country_and_zone(programme(), "", phone)[1] == zone


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Ecuador", "EC"),
        ("españa", "ES"),
        ("Spain", "ES"),
        ("br", "BR"),
        ("Atlantis", "EC"),
        ("", "EC"),
    ],
)
def test_country_is_understood_as_people_write_it(written, code):
    from rules.calendar.residence import country_and_zone

    assert country_and_zone(programme(), written, "")[0] == code


def test_plan_goes_on_where_the_journal_stands():
    last = {("ana@example.org", False): date(2027, 3, 10)}
    told = letters(judging(*SPACED), task("CP-1", due(0)), days=10, last=last)
    assert told == [(date(2027, 3, 17), "ana@example.org", ["CP-1 on"])]
