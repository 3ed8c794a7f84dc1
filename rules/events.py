"""Which events a change sets off."""

from collections.abc import Iterator
from dataclasses import dataclass

from programme.record import Value, View
from programme.rules import Becoming, Change, Event
from rules.book import Book


@dataclass(frozen=True)
class Happened:
    """What was seen: a form brought the record (`received`), or `column` went from `before` to `after`.

    `by_sender`: whoever had sent the form changed it, by the link of their receipt.
    """

    received: bool = False
    column: str = ""
    before: Value = None
    after: Value = None
    by_sender: bool = False

    @property
    def is_from_form(self) -> bool:
        """Whether what is told of it was typed into a form, maybe by a stranger."""
        return self.received or self.by_sender


def events(book: Book, view: View, happened: Happened) -> Iterator[Event]:
    """The events of a record that this sets off, in the order in which they are written."""
    for event in book.programme.rules.events:
        # `only` is asked last: it may follow references, and most changes set off no event at all.
        if event.table == view.table.name and _matches(event, happened) and book.holds(event, view):
            yield event


def _matches(event: Event, happened: Happened) -> bool:
    if isinstance(event.on, Becoming):
        return happened.column == becoming_column(event) and happened.after is True
    if not isinstance(event.on, Change):
        return happened.received
    if event.on.column != happened.column:
        return False
    if event.on.becomes:
        return happened.after == event.on.becomes
    return bool(happened.after)


def becoming_column(event: Event) -> str:
    """What stands in place of a column in changes of the truth of an event's condition: no column is called so."""
    return f"?{event.name}"


def is_about_form(event: Event) -> bool:
    """Whether an event is about a row that a form brings."""
    return not isinstance(event.on, Change | Becoming)


def watched(event: Event) -> tuple[str, str | None]:
    """The column whose value an event is about, with the value it needs (None: any but blank); "" for a form's arrival and for a
    condition.
    """
    if isinstance(event.on, Change):
        return (event.on.column, event.on.becomes)
    return ("", None)
