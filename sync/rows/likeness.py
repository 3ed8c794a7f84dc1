"""How alike two contents are: the values of a row and those of a record, as
hashable facts and as a share.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from fieldtypes.cells import is_number
from programme.records.comparison import same
from programme.records.record import Value

Facts = frozenset[tuple[str, object]]
"""(column, value) of each cell that says anything."""
HALF = 0.5
"""A row of the second of a record that is gone, and more than so much of
it, is that record, edited.
"""
MOST = 0.7
"""The same for a delivery: taking another row for it would lose what somebody sent."""
BLANK: tuple[Value, ...] = (None, "", [], False)


def is_blank(value: Value) -> bool:
    """Whether a cell says nothing; a box that is not ticked says nothing, a zero
    does.
    """
    return not value and not (is_number(value))


def facts(values: Mapping[str, Value], columns: Collection[str]) -> Facts:
    """What values say in some columns: the same for two contents exactly where each of
    these cells means the same.
    """
    pairs: list[tuple[str, object]] = []
    for column in columns:
        value = values.get(column)
        if is_blank(value):
            continue
        pairs.append((column, tuple(value) if isinstance(value, list) else value))
    return frozenset(pairs)


def differences(
    before: Mapping[str, Value], now: Mapping[str, Value]
) -> dict[str, Value]:
    """The values of `now` that do not mean the same as before, by column."""
    # mostly nothing has changed: compared without a line of Python for each cell
    if now.items() <= before.items():
        return {}
    return {
        column: value
        for column, value in now.items()
        if not same(before.get(column), value)
    }


def share(before: Mapping[str, Value], now: Mapping[str, Value]) -> float:
    """How much of what a row says now is as it was before, from 0 to 1; what is
    blank in both says nothing.
    """
    compared = unchanged = 0
    for column, value in now.items():
        earlier = before.get(column)
        if is_blank(value) and is_blank(earlier):
            continue
        compared += 1
        unchanged += same(earlier, value)
    if compared:
        return unchanged / compared
    return 0


def second_of(moment: Value) -> int | None:
    """A moment's second since 1970, or None for what is no moment.

    Serial numbers of a sheet are true to a second or so.
    """
    try:
        if moment:
            return int(datetime.fromisoformat(str(moment)).timestamp())
        return None
    except (ValueError, OverflowError):
        return None
