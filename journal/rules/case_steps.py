"""What is next for each case, as the rules last said it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from journal.rows import all_rows, as_columns, select_rows
from journal.schema import case_steps as table


@dataclass(frozen=True)
class CaseStep:
    """A step that holds of a case.

    `position`: 0 for the one that is next; `since`, `due_on`, `overdue_on`: see
    rules.next_steps; `person`: who does it, "" for a role; `phone`: their number;
    `email`: where mail reaches them who have none.
    """

    reference: str
    step: str
    position: int
    since: date | None
    due_on: date | None
    overdue_on: date | None
    person: str
    phone: str
    email: str


SELECT = select_rows(table, CaseStep)
IN_ORDER = (table.c.reference, table.c.position)
ALL_STEPS = SELECT.order_by(*IN_ORDER)


def all_steps(connection: Connection) -> Sequence[CaseStep]:
    """Every step, case by case in their order."""
    return all_rows(connection, ALL_STEPS, CaseStep)


def of_case(connection: Connection, reference: str) -> Sequence[CaseStep]:
    """The steps of one case, the next one first."""
    return all_rows(
        connection,
        SELECT.where(table.c.reference == reference).order_by(*IN_ORDER),
        CaseStep,
    )


def replace(connection: Connection, present: Iterable[CaseStep]) -> None:
    """Makes `present` all steps there are; what has not changed is not written
    again.
    """
    new = {(step.reference, step.step): step for step in present}
    old = {
        (step.reference, step.step): step
        for step in all_rows(connection, SELECT, CaseStep)
    }
    for key, step in old.items():
        if new.get(key) != step:
            connection.execute(
                sa.delete(table).where(
                    table.c.reference == key[0], table.c.step == key[1]
                )
            )
    added = []
    for key, step in new.items():
        if old.get(key) != step:
            added.append(as_columns(step))
    if added:
        connection.execute(sa.insert(table), added)
