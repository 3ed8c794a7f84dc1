"""Which events a change sets off."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from programme.model import Table
from programme.models.rules import Becoming, Change, ContactChange, Event
from programme.records.record import Value, View
from rules.book import Book
from rules.recipients.handovers import Handover, anchor, handover, identifying_columns


@dataclass(frozen=True)
class Happened:
    """What was seen: a form brought the record (`received`), or `column` went
    from `before` to `after`.

    `by_sender`: whoever had sent the form changed it, by the link of their
    receipt; `beside`: what the cells of the row said before that have
    changed together, this one too.
    """

    received: bool = False
    column: str = ""
    before: Value = None
    after: Value = None
    by_sender: bool = False
    beside: Mapping[str, Value] = field(default_factory=dict)

    @property
    def is_from_form(self) -> bool:
        """Whether what is told of it was typed into a form, maybe by a stranger."""
        return self.received or self.by_sender


def events(book: Book, view: View, happened: Happened) -> Iterator[Event]:
    """The events of a record that this sets off, in the order
    in which they are written.
    """
    for event in book.programme.rules.events:
        # `only` is asked last: it may follow references, and most
        # changes set off no event at all.
        if (
            event.table == view.table.name
            and _matches(event, view, happened)
            and book.holds(event, view)
        ):
            yield event


def _matches(event: Event, view: View, happened: Happened) -> bool:
    if isinstance(event.on, ContactChange):
        return (
            not happened.received
            and handed_over(event, view, happened) is not Handover.none
        )
    if isinstance(event.on, Becoming):
        return happened.column == becoming_column(event) and happened.after is True
    if not isinstance(event.on, Change):
        return happened.received
    if event.on.column != happened.column or not _comes_from(event.on, happened):
        return False
    if event.on.becomes:
        return happened.after == event.on.becomes
    if event.on.replaced:
        return bool(happened.before and happened.after)
    return bool(happened.after)


def _comes_from(change: Change, happened: Happened) -> bool:
    """Whether the column said before what it has to have said."""
    if change.only_from and happened.before not in change.only_from:
        return False
    return happened.before not in change.not_from


def handed_over(event: Event, view: View, happened: Happened) -> Handover:
    """Whether a change is the one that tells of another contact; `none` for all
    other events and changes.
    """
    if not isinstance(event.on, ContactChange) or view.record is None:
        return Handover.none
    contact = view.table.contacts[event.on.contact_changes]
    values = view.record.values
    # Address, number and name change one by one, and it is told once.
    if anchor(contact, happened.beside, values) != happened.column:
        return Handover.none
    verdict = handover(contact, happened.beside, values)
    # Whoever has the link of a receipt can write any address: a person looks first.
    if happened.by_sender and verdict is Handover.sure:
        return Handover.unsure
    return verdict


def becoming_column(event: Event) -> str:
    """What stands in place of a column in changes of the truth of an event's
    condition: no column is called so.
    """
    return f"?{event.name}"


def is_about_form(event: Event) -> bool:
    """Whether an event is about a row that a form brings, and what it tells a
    promise about what was sent.
    """
    return event.on == "received"


def watched(event: Event) -> tuple[str, str | None]:
    """The column whose value an event is about, with the value it needs (None:
    any but blank); "" where it is about no one column: a form's arrival, a
    condition, and a contact's change.
    """
    if isinstance(event.on, Change):
        return (event.on.column, event.on.becomes)
    return ("", None)


def watched_columns(event: Event, table: Table) -> list[str]:
    """Every column whose change an event may follow."""
    if isinstance(event.on, ContactChange):
        return identifying_columns(table.contacts[event.on.contact_changes])
    column = watched(event)[0]
    if column:
        return [column]
    return []
