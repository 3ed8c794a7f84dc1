"""What must be true of a record before a mail about it leaves. Pure."""

from collections.abc import Iterable

from programme.models.rules import Need
from programme.records.record import View
from rules.book import Book


def missing_needs(book: Book, view: View, needs: Iterable[Need]) -> tuple[str, ...]:
    """The conditions, as they are written, of the needs that do not hold of a record,
    each once and in their order.
    """
    return tuple(
        dict.fromkeys(need.when for need in needs if not book.true(need.when, view))
    )
