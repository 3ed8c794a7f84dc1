"""Whether two canonical values mean the same."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from programme.records.record import Value


def same(before: Value, after: Value) -> bool:
    """Whether two canonical values mean the same; blank is blank,
    and not ticked is blank too.
    """
    if before == after:
        return True
    if before or after:
        return False
    # Both say nothing by now. A number that becomes 0 is a change, though; in Python
    # False == 0, and False is an int.
    if isinstance(before, bool) or isinstance(after, bool):
        return True
    return not isinstance(before, int | float) and not isinstance(after, int | float)


def same_second(left: Value, right: Value) -> bool:
    """Whether two moments are the same to the second; a sheet's
    serial numbers are not exact.
    """
    try:
        # A day is a floating-point number in a sheet, so a moment comes back up
        # to some milliseconds off.
        return abs(
            datetime.fromisoformat(str(left)) - datetime.fromisoformat(str(right))
        ) <= timedelta(seconds=1)
    except (ValueError, TypeError):
        return False


def share(before: Mapping[str, Value], now: Mapping[str, Value]) -> float:
    """How much of what a row says now is as it was before; blank cells say nothing
    while they are blank in both.
    """
    names = []
    for name, value in now.items():
        if not same(value, None) or not same(before.get(name), None):
            names.append(name)
    if names:
        return sum(same(before.get(name), now[name]) for name in names) / len(names)
    return 0
