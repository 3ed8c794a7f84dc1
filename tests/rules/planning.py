"""What planning says of records, moment by moment: the rules of
reminders without a journal.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from notify.forecast import Planned, simulate
from notify.state import ReminderDay, RoundState, Timing
from programme.records.record import Records
from rules.book import Book
from rules.calendar.hours import calendar_from
from rules.overdue.judge import Key
from rules.switches import MainSwitch, RuleSwitch, Switches

START = datetime(2000, 1, 1, tzinfo=UTC)


def planned(
    book: Book,
    records: Callable[[date], Records],
    moments: Iterable[datetime],
    *,
    told: frozenset[Key] = frozenset(),
    last: Mapping[tuple[str, bool], date] | None = None,
    by_itself: bool = False,
) -> list[Planned]:
    """The messages with reminders that follow.

    `last`: (address, whether it waits) → day of an earlier one; `by_itself`: no kind
    waits for a yes, whatever the Settings say.
    """
    state = RoundState(
        book=book,
        records=Records(book.programme, ()),
        now=START,
        today=START.date(),
        timing=Timing(0, 0),
        calendar=calendar_from(book.programme.limits),
        switches=Switches(MainSwitch.send),
        told=told,
        reminder_days=[
            ReminderDay("", email, is_held, day)
            for (email, is_held), day in (last or {}).items()
        ],
    )
    if not by_itself:
        return simulate(state, moments, records)
    kinds = {
        ladder.name: RuleSwitch.automatic for ladder in book.programme.rules.ladders
    }
    state = replace(state, switches=Switches(MainSwitch.send, kinds))
    return simulate(state, moments, records, keep_switches=True)
