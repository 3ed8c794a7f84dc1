"""What would go out in the next days, if nothing changed: nothing is
written and nothing is sent.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from core.clock import local_date
from core.problem import Problem
from core.texts import texts
from mail.channel import channel_of
from notify.composing.drafts import NoticeDraft
from notify.composing.render import Renderer
from notify.context import NotifyContext
from notify.planning.plan import pending_reminders, plan_reminders
from notify.planning.reconcile import reminder_notice
from notify.read_state import load_state, of_present
from notify.state import ReminderDay, RoundState
from programme.model import Programme
from programme.needs import missing_words
from programme.records.display import title
from programme.records.record import Records
from rules.calendar.hours import calendar_of
from rules.overdue.judge import Judge, Key, Reminder
from rules.overdue.ladders import flag_text
from rules.overdue.reminders import Letter, Pending
from rules.switches import switches

# Each day is judged like a round: beyond a year nobody waits for the page.
MOST_DAYS = 366


@dataclass(frozen=True)
class Planned:
    """A message with reminders: planned on `day` (of the programme's time zone), leaves
    at `leaves` unless it waits for a yes.
    """

    day: date
    leaves: datetime
    letter: Letter


def simulate(
    state: RoundState,
    moments: Iterable[datetime],
    records: Callable[[date], Records] | None = None,
    *,
    keep_switches: bool = False,
) -> list[Planned]:
    """The messages with reminders that leave, or wait for a yes, when somebody plans at
    these moments, in their order.

    Each moment is planned as a round would (notify.plan), from the state that the
    moment before left behind. `records`: as they stand on a day, with their Settings
    unless `keep_switches`; without it they stay as they are.
    """
    judge = Judge(state.book)
    planned: dict[str, Planned] = {}
    state = replace(state, pending=tuple(pending_reminders(state)), open_messages=())
    for number, now in enumerate(moments):
        today = local_date(now, state.programme.time_zone)
        if records:
            present = records(today)
        else:
            present = state.records
        judged = of_present(
            judge.judge(present, today),
            state.unreadable,
            state.imported,
            state.programme,
        )
        if records:
            state = replace(state, calendar=calendar_of(state.programme, present))
        if records and not keep_switches:
            state = replace(state, switches=switches(present, ()))
        state = replace(
            state,
            now=now,
            today=today,
            records=present,
            judged=judged,
            pending=_not_left(state, now),
        )
        todo = plan_reminders(state)
        withdrawn = {withdrawal.pending.id for withdrawal in todo.withdrawals}
        for id in withdrawn:
            planned.pop(id, None)
        state = _without(state, withdrawn)
        for index, (letter, leaves) in enumerate(todo.letters):
            id = f"{number} {index}"
            planned[id] = Planned(today, leaves, letter)
            state = _with(state, id, letter, leaves)
    return list(planned.values())


def _not_left(state: RoundState, now: datetime) -> tuple[Pending, ...]:
    remaining = []
    for pending in state.pending:
        if not (pending.by_itself and pending.due_at <= now):
            remaining.append(pending)
    return tuple(remaining)


def _without(state: RoundState, withdrawn: set[str]) -> RoundState:
    """The state after messages were taken back: nothing of them was told."""
    forgotten: set[Key] = set()
    remaining: list[Pending] = []
    for pending in state.pending:
        if pending.id in withdrawn:
            forgotten.update(pending.keys)
        else:
            remaining.append(pending)
    return replace(
        state,
        told=state.told - forgotten,
        pending=tuple(remaining),
        reminder_days=[
            day for day in state.reminder_days if day.message not in withdrawn
        ],
    )


def _with(state: RoundState, id: str, letter: Letter, leaves: datetime) -> RoundState:
    """The state after a message was written."""
    keys = tuple(reminder.key for reminder in letter.reminders)
    email = letter.reminders[0].email
    is_held = bool(letter.waits)
    day = ReminderDay(id, email, is_held, local_date(leaves, state.programme.time_zone))
    pending = state.pending
    if is_held or leaves > state.now:  # any other one leaves at once
        pending = (*pending, Pending(id, email, keys, leaves, not is_held, is_held))
    return replace(
        state,
        told=state.told | set(keys),
        pending=pending,
        reminder_days=[*state.reminder_days, day],
    )


def mornings(now: datetime, days: int) -> Iterator[datetime]:
    """Now, and then the beginning of each of the following days,
    in `now`'s own time zone.
    """
    yield now
    for passed in range(1, days):
        day = now.date() + timedelta(days=passed)
        yield datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)


@dataclass(frozen=True)
class Forecast:
    """A message that would be written on `day` and leave at `leaves`,
    unless it `waits` for a yes.

    Its words are those of the day on which it leaves; of one that waits for a yes,
    those of the day on which it is written.

    `why`: (what it is about, the kind of reminder, what stands beside it)
    of each thing that it says.
    """

    day: date
    leaves: datetime
    waits: str
    email: str
    person: str
    subject: str
    text: str
    why: tuple[tuple[str, str, str], ...]

    @property
    def key(self) -> tuple[date, str, tuple[tuple[str, str, str], ...]]:
        """By which two forecasts are compared."""
        return self.day, self.email, self.why


def forecast(context: NotifyContext, days: int) -> tuple[list[Forecast], list[Problem]]:
    """The messages with reminders of the next days in their order, and the templates
    that could not be filled.
    """
    programme = context.programme
    now = context.now().astimezone(ZoneInfo(programme.time_zone))
    state = load_state(context)
    renderer = context.renderer()
    messages: list[Forecast] = []
    problems: list[Problem] = []
    for planned in on_their_days(
        state, simulate(state, mornings(now, min(days, MOST_DAYS)))
    ):
        day = _leaving_day(state, planned)
        message, broken = _forecast(
            replace(renderer, today=day), replace(state, today=day), planned
        )
        problems.extend(broken)
        if message is not None:
            messages.append(message)
    return sorted(
        messages, key=lambda message: (message.day, message.leaves, message.email)
    ), problems


def _leaving_day(state: RoundState, planned: Planned) -> date:
    """The day, in the programme's time zone, of whose words a message is: nobody
    knows when a yes will come.
    """
    if planned.letter.waits:
        return planned.day
    return local_date(planned.leaves, state.programme.time_zone)


def on_their_days(state: RoundState, planned: Iterable[Planned]) -> Iterator[Planned]:
    """The same messages with what they tell as it is judged on the day on which they
    leave, as a refresh would.
    """
    judge = Judge(state.book)
    reminders: dict[date, dict[Key, Reminder]] = {}
    for message in planned:
        day = _leaving_day(state, message)
        if day == message.day:
            yield message
            continue
        if day not in reminders:
            judged = judge.judge(state.records, day)
            reminders[day] = {
                reminder.key: reminder
                for result in judged
                for reminder in result.tellable
            }
        present = tuple(
            reminders[day].get(reminder.key, reminder)
            for reminder in message.letter.reminders
        )
        yield replace(message, letter=replace(message.letter, reminders=present))


def _forecast(
    renderer: Renderer, state: RoundState, planned: Planned
) -> tuple[Forecast | None, tuple[Problem, ...]]:
    letter = planned.letter
    notices = tuple(reminder_notice(state, reminder) for reminder in letter.listed)
    rendered, broken = renderer.render(notices, len(letter.counted))
    if rendered is None:
        return None, broken
    person = letter.person
    text = channel_of(person.reach).editable(rendered.parts.text)
    message = Forecast(
        planned.day,
        planned.leaves,
        _why_waits(state.programme, letter),
        person.reach,
        person.name or person.reach,
        rendered.parts.subject,
        text,
        tuple(
            _why(state.programme, notice, reminder)
            for notice, reminder in zip(notices, letter.listed, strict=True)
        ),
    )
    return message, broken


def _why_waits(programme: Programme, letter: Letter) -> str:
    """Why a message waits, with what is missing; "" where it goes by itself."""
    reason = ""
    if letter.waits:
        reason = texts(programme.language).gettext(letter.waits)
    if not letter.missing:
        return reason
    missing = missing_words(
        programme,
        letter.reminders[0].finding.ladder.name,
        letter.missing,
        programme.language,
    )
    return f"{reason}: {missing}"


def _why(
    programme: Programme, notice: NoticeDraft, reminder: Reminder
) -> tuple[str, str, str]:
    language = programme.language
    name = title(notice.view, language) or notice.key.reference
    flag = " ".join(flag_text(reminder.finding, reminder.rung, language).split())
    return (
        name,
        programme.text(reminder.finding.ladder.label, language),
        flag or f"{reminder.finding.days:+d}",
    )


@dataclass(frozen=True)
class Difference:
    """A message that only one of two forecasts has, or that says something else.

    `lines`: what is different, as + and -.
    """

    sign: str
    message: Forecast
    lines: tuple[str, ...] = ()


def differences(
    now: Iterable[Forecast], then: Iterable[Forecast]
) -> Iterator[Difference]:
    """What changes between two forecasts, in the order of days: "-" goes, "+"
    comes, "~" has other words.
    """
    before = {message.key: message for message in now}
    after = {message.key: message for message in then}
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            yield Difference("-", before[key])
        elif key not in before:
            yield Difference("+", after[key])
        else:
            lines = _changed_lines(before[key], after[key])
            if lines:
                yield Difference("~", after[key], lines)


def _changed_lines(before: Forecast, after: Forecast) -> tuple[str, ...]:
    old, new = (
        [message.waits, message.subject, *message.text.splitlines()]
        for message in (before, after)
    )
    changed: list[str] = []
    for line in difflib.unified_diff(old, new, lineterm="", n=0):
        is_heading = line[:3] in ("+++", "---")
        if line[:1] in "+-" and not is_heading:
            changed.append(line)
    return tuple(changed)
