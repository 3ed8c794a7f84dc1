"""Which conditions of events hold of which records, looked at again
only where something changed.
"""

from collections.abc import Mapping
from datetime import date

from programme.models.rules import Becoming, Event
from programme.records.record import Reads, Record, Records, View
from rules.book import Book
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
        self._cache: dict[Key, tuple[bool | None, Reads]] = {}
        self._day: date | None = None
        self._records: Records | None = None

    def look(self, records: Records, today: date) -> Mapping[Key, bool | None]:
        """Whether each condition holds of each record on a day of the programme's time
        zone; None where a cell that it rests on makes no sense.
        """
        # Conditions may speak of today: on another day everything is looked at anew.
        previous = self._cache if today == self._day else {}
        same = records.same_tables(self._records)
        current: dict[Key, tuple[bool | None, Reads]] = {}
        for event in self.events:
            table = self.book.programme.tables[event.table]
            for reference, record in records.table(event.table).items():
                key = event.name, reference
                entry = previous.get(key)
                if entry is None or not records.unchanged(entry[1], same):
                    entry = self._holds(
                        event, View(records, table, record, today), record
                    )
                current[key] = entry
        self._cache, self._day, self._records = current, today, records
        return {key: holds for key, (holds, _reads) in current.items()}

    def _holds(
        self, event: Event, view: View, record: Record
    ) -> tuple[bool | None, Reads]:
        assert isinstance(event.on, Becoming)
        holds: bool | None
        with view.records.doubting() as doubts, view.records.reading() as reads:
            try:
                holds = self.book.true(event.on.when, view)
            except UNFIT:
                holds = None
        if doubts:
            holds = None
        reads[view.table.name, "", record.reference] = record
        return holds, reads
