"""What would go out, day by day, if nothing changed from now on."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.clock import local_date
from programme.record import Records
from rules.book import Book
from rules.hours import calendar_of
from rules.judge import Judge, Key, Reminder
from rules.reminders import Letter, Pending, Told, turn, waits
from rules.switches import switches


@dataclass(frozen=True)
class Planned:
    """A mail with reminders: written on `day` (of the programme's time zone), leaves at `leaves` unless it waits for a yes."""

    day: date
    leaves: datetime
    letter: Letter


@dataclass(frozen=True)
class Before:
    """What the outbox held already: see rules.reminders.Told. `last`: without the pending ones."""

    keys: frozenset[Key] = frozenset()
    pending: tuple[Pending, ...] = ()
    last: Mapping[tuple[str, bool], date] | None = None
    stopped: frozenset[str] = frozenset()


def plan(
    book: Book,
    records: Callable[[date], Records],
    moments: Iterable[datetime],
    before: Before = Before(),
    why: Callable[[Reminder, Records], str] | None = None,
    doubtful: Collection[str] = (),
) -> list[Planned]:
    """The mails with reminders that leave, or wait for a yes, when somebody looks at these moments; in the order of writing.

    `records`: as they stand on a day; `why`: why a reminder waits for a yes (usually: as the records' settings say);
    `doubtful`: references of records that cannot be judged.
    """
    judge = Judge(book)
    keys, pending, last = set(before.keys), {one.id: one for one in before.pending}, dict(before.last or {})
    leaving = {one.id: ((one.keys[0][-1], one.held), one.due_at) for one in before.pending}
    written: dict[str, Planned] = {}
    for number, now in enumerate(moments):
        today = local_date(now, book.programme.time_zone)
        here = records(today)
        for id in [id for id, one in pending.items() if one.by_itself and one.due_at <= now]:
            del pending[id]  # it has left

        def known(but: Collection[str]) -> dict[tuple[str, bool], date]:
            days = dict(last)
            for id, (key, leaves) in leaving.items():
                if id not in but:
                    day = local_date(leaves, book.programme.time_zone)
                    days[key] = max(day, days.get(key, day))
            return days

        def reason(reminder: Reminder, here: Records = here) -> str:
            return why(reminder, here) if why else waits(reminder.finding.ladder, reminder.tell, switches(here, ()))

        judged = [one for one in judge.judge(here, today) if one.finding.reference not in doubtful]
        todo = turn(
            book.programme,
            judged,
            Told(keys, list(pending.values()), known, stopped=before.stopped),
            now,
            why=reason,
            calendar=calendar_of(book.programme, here),
            doubtful=doubtful,
        )
        for back in todo.back:
            keys.difference_update(back.pending.keys)
            pending.pop(back.pending.id)
            written.pop(back.pending.id, None)
            leaving.pop(back.pending.id)
        for at, (letter, leaves) in enumerate(todo.letters):
            id = f"{number} {at}"
            told = tuple(one.key for one in letter.reminders)
            keys.update(told)
            held = bool(letter.waits)
            leaving[id] = (told[0][-1], held), leaves
            if held or leaves > now:
                pending[id] = Pending(id, told, leaves, not held, held)
            written[id] = Planned(today, leaves, letter)
    return list(written.values())


def mornings(now: datetime, days: int) -> Iterable[datetime]:
    """Now, and then the beginning of each of the following days, in `now`'s own time zone."""
    yield now
    for passed in range(1, days):
        day = now.date() + timedelta(days=passed)
        yield datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
