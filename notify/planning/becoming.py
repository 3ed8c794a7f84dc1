"""From conditions of events to changes: one that became true is a change like those
that staff make, and waits like them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from journal.records import changes
from journal.records.changes import BY_CONDITION, Change, new_change
from journal.rules import conditions
from journal.rules.conditions import ConditionState
from journal.states import Happening
from notify.context import NotifyContext
from notify.state import RoundState
from programme.models.rules import Becoming, Event
from rules.on_change.becoming import Key
from rules.on_change.events import becoming_column


@dataclass(frozen=True)
class Becomings:
    """What is to be kept of the conditions, and what has become true, or
    untrue, since the last look.
    """

    states: tuple[ConditionState, ...]
    changes: tuple[Change, ...]


def becomings(
    events: Iterable[Event],
    truths: Mapping[Key, bool | None],
    known: Mapping[Key, ConditionState],
    now: datetime,
) -> Becomings:
    """Compares what holds with what was last seen. Pure.

    What is looked at for the first time (a row, or an event whose condition is another
    one by now) has not become anything; of what cannot be told now (None), what was
    last seen goes on counting.
    """
    by_name = {event.name: event for event in events}
    states: list[ConditionState] = []
    changed: list[Change] = []
    for (name, reference), holds in truths.items():
        event = by_name[name]
        last = known.get((name, reference))
        assert isinstance(event.on, Becoming)
        if holds is None:
            states.extend([last] if last else [])
            continue
        states.append(ConditionState(name, reference, event.on.when, holds))
        if last is not None and last.condition == event.on.when and last.holds != holds:
            column = becoming_column(event)
            change = new_change(
                Happening.edited,
                event.table,
                reference,
                now,
                column=column,
                before=last.holds,
                after=holds,
                actor=BY_CONDITION,
            )
            changed.append(change)
    return Becomings(tuple(states), tuple(changed))


def note_becomings(context: NotifyContext, state: RoundState) -> bool:
    """Keeps what has become true or untrue since the last look, for the rules to decide
    about. True when anything has.

    While an alarm stands, nothing is looked at: what follows from a
    slip has not become true.
    """
    if state.held or not context.becoming.events:
        return False
    truths = context.becoming.look(state.records, state.today)
    with context.journal.read() as connection:
        states = conditions.all_states(connection)
    result = becomings(context.becoming.events, truths, states, context.now())
    # Nobody waits for the database because nothing has changed.
    if set(result.states) == set(states.values()):
        return False
    with context.journal.write() as connection:
        conditions.replace(connection, result.states)
        changes.add_all(connection, result.changes)
    return bool(result.changes)
