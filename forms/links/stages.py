"""How far a case is on its main line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

DONE, NOW, TO_COME = "done", "now", "to_come"


def stages(
    line: Sequence[str], value: str, history: Sequence[tuple[Any, Any]]
) -> Iterator[tuple[str, str]]:
    """(stage, done | now | to_come) of each stage of a line.

    Where the present value is none of them (a pause, a withdrawal), it is as far
    as it had come before; `history` has what the column said (before, after) at
    each change, oldest first.
    """
    on_line = value in line
    # A case that pauses or withdraws keeps what it had reached.
    if on_line:
        reached = line.index(value)
    else:
        reached = _last(line, history)
    for index, stage in enumerate(line):
        if index == reached and on_line and index < len(line) - 1:
            yield stage, NOW
        else:
            yield stage, DONE if index <= reached else TO_COME


def _last(line: Sequence[str], history: Sequence[tuple[Any, Any]]) -> int:
    values: Iterable[Any] = (
        value for change in reversed(history) for value in reversed(change)
    )
    for value in values:
        if value in line:
            return line.index(value)
    return -1
