"""JSON that is written in parts: the cells of a large tab are never all in memory."""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

PART = 64 * 1024
"""Letters of a part, at least."""


class Texts:
    """A list whose items are JSON already, worked out when they are written."""

    def __init__(self, source: Callable[[], Iterator[str]]) -> None:
        self.source = source
        self.started: Iterable[str] = ()
        self.is_empty: bool | None = None

    def __bool__(self) -> bool:
        """Whether there is any item; looks at the first one."""
        if self.is_empty is None:
            items = self.source()
            first = list(zip(range(1), items, strict=False))
            self.is_empty = not first
            self.started = chain((text for _, text in first), items)
        return not self.is_empty

    def __iter__(self) -> Iterator[str]:
        """The items, once."""
        return iter(self.started if bool(self) else ())


def parts(value: Any) -> Iterator[str]:
    """A value as JSON, in parts of some size."""
    collected: list[str] = []
    size = 0
    for piece in _pieces(value):
        collected.append(piece)
        size += len(piece)
        if size > PART:
            yield "".join(collected)
            collected = []
            size = 0
    yield "".join(collected)


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, Texts):
        yield from _joined("[", "]", value)
    elif isinstance(value, dict) and holds_texts(value):
        yield "{"
        for number, (name, item) in enumerate(value.items()):
            yield ("," if number else "") + json.dumps(name) + ":"
            yield from _pieces(item)
        yield "}"
    elif isinstance(value, list) and holds_texts(value):
        yield "["
        for number, item in enumerate(value):
            yield "," if number else ""
            yield from _pieces(item)
        yield "]"
    else:
        yield json.dumps(value, separators=(",", ":"))


def _joined(start: str, end: str, texts: Iterable[str]) -> Iterator[str]:
    yield start
    comma = ""
    for text in texts:
        yield comma
        yield text
        comma = ","
    yield end


def holds_texts(value: Any) -> bool:
    """Whether a value must be written in parts. Cells lie four levels deep."""
    if isinstance(value, dict):
        return any(holds_texts(item) for item in value.values())
    if isinstance(value, list):
        return any(holds_texts(item) for item in value)
    return isinstance(value, Texts)
