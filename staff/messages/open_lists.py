"""The messages of which somebody has yet to say what becomes of them: all of them, in
groups where they are many.

Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from journal.mails.messages import MessageSummary
from journal.states import MessageState

FOR_SOMEBODY = (MessageState.held, MessageState.by_hand, MessageState.unknown)
"""States in which a message waits for a person, in the order of the page."""
LEAVING = (MessageState.queued, MessageState.taken, MessageState.sending)
"""States of messages that go by themselves."""
AT_ONCE = 25
"""Messages on a page: more in one piece nobody looks at one by one before saying
yes.
"""


@dataclass(frozen=True)
class Group:
    """The messages of a kind, oldest first. `label`: what people call the kind."""

    kind: str
    label: str
    messages: tuple[MessageSummary, ...]


@dataclass(frozen=True)
class OpenList:
    """All messages in some states, oldest first; few enough for one list
    (`is_short`), or by kind.
    """

    messages: tuple[MessageSummary, ...]
    groups: tuple[Group, ...]

    @property
    def is_short(self) -> bool:
        """Whether they are shown at once."""
        return len(self.messages) <= AT_ONCE


@dataclass(frozen=True)
class Page:
    """A part of a list.

    `number` counts from 1; `first` and `last`: the numbers of its
    messages in the whole list.
    """

    messages: tuple[MessageSummary, ...]
    number: int
    pages: int
    first: int
    last: int
    total: int


def open_list(
    messages: Iterable[MessageSummary],
    states: Sequence[MessageState],
    labels: Mapping[str, str],
) -> OpenList:
    """Those of some states.

    `labels`: kind → what people call it; the kinds with most messages come first.
    """
    waiting: list[MessageSummary] = []
    by_kind: dict[str, list[MessageSummary]] = {}
    for message in sorted(messages, key=_age):
        if message.state in states:
            waiting.append(message)
            by_kind.setdefault(message.kind, []).append(message)
    groups = [
        Group(kind, labels.get(kind, kind), tuple(group))
        for kind, group in by_kind.items()
    ]
    groups.sort(key=lambda group: (-len(group.messages), group.label))
    return OpenList(tuple(waiting), tuple(groups))


def page_of(messages: Sequence[MessageSummary], number: int) -> Page:
    """The page of that number, or the nearest one that there is."""
    total = len(messages)
    pages = max(1, -(-total // AT_ONCE))  # rounded up
    number = min(max(number, 1), pages)
    start = (number - 1) * AT_ONCE
    shown = tuple(messages[start : start + AT_ONCE])
    return Page(shown, number, pages, start + 1, start + len(shown), total)


def _age(message: MessageSummary) -> tuple[float, str]:
    return message.created_at.timestamp(), message.id
