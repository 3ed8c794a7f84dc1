"""Every record of the sheet as last seen, read again only where something has
changed since the last asking.
"""

from sqlalchemy.engine import Connection

from journal.records import known_records
from programme.model import Programme
from programme.records.record import Record, Records


class RecordCache:
    """The records of one programme, for a process that asks for
    all of them again and again.
    """

    def __init__(self, programme: Programme) -> None:
        self._records = Records(programme, ())
        self._marks: dict[tuple[str, str], tuple[str, str]] = {}

    def records(self, connection: Connection) -> Records:
        """The records as this transaction sees them; what has not changed is
        the same object as before.
        """
        marks = known_records.marks(connection)
        absent = []
        for key in self._marks:
            if key not in marks:
                absent.append(key)
        changed = []
        for key, mark in marks.items():
            if self._marks.get(key) != mark:
                changed.append(key)
        if absent or changed:
            rows = known_records.by_keys(connection, changed)
            records = [
                Record(row.table, row.reference, row.values, row.occasions)
                for row in rows
            ]
            self._records, self._marks = self._records.replaced(records, absent), marks
        return self._records
