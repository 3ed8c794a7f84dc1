"""Which conditions of events hold of which records, looked at again
only where something changed.
"""

from collections.abc import Mapping
from datetime import date

from programme.models.rules import Becoming, Event
from programme.records.record import Record, Records, View
from rules.book import Book
from rules.remembered import Remembered
from rules.unfit import UNFIT

Key = tuple[str, str]
"""(event, reference)."""


class BecomingTrue:
    """The conditions of one programme's events.

    Holds on to what it found, with everything that it read for it.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.events = [
            event
            for event in book.programme.rules.events
            if isinstance(event.on, Becoming)
        ]
        self._remembered = Remembered[Key, bool | None]()

    def look(self, records: Records, today: date) -> Mapping[Key, bool | None]:
        """Whether each condition holds of each record on a day of the programme's time
        zone; None where a cell that it rests on makes no sense.
        """
        events = {event.name: event for event in self.events}
        rows = (
            ((event.name, reference), record)
            for event in self.events
            for reference, record in records.table(event.table).items()
        )

        def judge(key: Key, record: Record) -> bool | None:
            table = self.book.programme.tables[record.table]
            return self._holds(events[key[0]], View(records, table, record, today))

        noted = self._remembered.look(records, today, rows, judge)
        return {key: value for key, (value, _reads) in noted.items()}

    def _holds(self, event: Event, view: View) -> bool | None:
        assert isinstance(event.on, Becoming)
        with view.records.doubting() as doubts:
            try:
                holds = self.book.true(event.on.when, view)
            except UNFIT:
                # Not known is not false: otherwise mending the cell would look like an
                # event.
                return None
        if doubts:
            return None
        return holds
