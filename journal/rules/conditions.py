"""Which conditions of events held of which records when the rules last looked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, select_rows
from journal.schema import conditions as table


@dataclass(frozen=True)
class ConditionState:
    """Whether the `condition` of an event (`rule`), as it is written, held of a
    record.
    """

    rule: str
    reference: str
    condition: str
    holds: bool


SELECT = select_rows(table, ConditionState)


def all_states(connection: Connection) -> Mapping[tuple[str, str], ConditionState]:
    """(rule, reference) → what was last seen."""
    return {
        (state.rule, state.reference): state
        for state in all_rows(connection, SELECT, ConditionState)
    }


def replace(connection: Connection, present: Iterable[ConditionState]) -> None:
    """Makes `present` all states there are; what has not changed is not written
    again.
    """
    new = {(state.rule, state.reference): state for state in present}
    old = all_states(connection)
    for key, state in old.items():
        if new.get(key) != state:
            connection.execute(
                sa.delete(table).where(
                    table.c.rule == key[0], table.c.reference == key[1]
                )
            )
    added = []
    for key, state in new.items():
        if old.get(key) != state:
            added.append(as_columns(state))
    if added:
        connection.execute(sa.insert(table), added)
