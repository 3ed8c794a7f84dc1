"""Whose data was erased, as the spreadsheet keeps it beside its mark: digests of
addresses with their times.

A journal that is restored from a backup does not know what was erased
since. The spreadsheet tells it, before anything that it shows is compared
with what the journal remembers.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from core.logs import effect
from journal.privacy import erasures
from privacy.erase import Eraser, erase_again
from sheets.marks import write_erased
from sheets.reading.snapshot import Snapshot
from sync.context import SyncContext

MOST_CHARACTERS = 20_000
"""Google keeps 30,000 characters of such marks in a spreadsheet; the oldest erasures
leave room for newer ones.
"""


def as_text(marks: Mapping[str, datetime]) -> str:
    """`digest:seconds` of each, the newest first, as many as there is room for.

    Pure.
    """
    newest_first = sorted(
        marks.items(), key=lambda item: (item[1], item[0]), reverse=True
    )
    entries: list[str] = []
    length = 0
    for mark, moment in newest_first:
        entry = f"{mark}:{int(moment.timestamp())}"
        length += len(entry) + 1
        if length > MOST_CHARACTERS:
            break
        entries.append(entry)
    return " ".join(entries)


def read_marks(text: str) -> dict[str, datetime]:
    """What `as_text` wrote; entries that make no sense are left out. Pure."""
    marks: dict[str, datetime] = {}
    for entry in text.split():
        mark, _colon, seconds = entry.partition(":")
        if mark and seconds.isdigit():
            marks[mark] = datetime.fromtimestamp(int(seconds), UTC)
    return marks


def adopt_erasures(context: SyncContext, snapshot: Snapshot) -> bool:
    """Erases again what an older journal has brought back. True where there was any.

    Before the look is compared: a cell that was erased after the
    backup is no edit of anybody's.
    """
    if not snapshot.erased:
        return False
    marks = read_marks(snapshot.erased)
    with context.journal.read() as connection:
        own_marks = erasures.all_of_them(connection)
    if all(
        mark in own_marks and own_marks[mark] >= moment
        for mark, moment in marks.items()
    ):
        return False
    eraser = Eraser.of(context.settings, context.programme, context.journal)
    with context.journal.write() as connection:
        erasures.adopt(connection, marks)
    erase_again(eraser, context.now())
    effect("privacy", "adopted", rows=len(marks))
    return True


def keep_mark(context: SyncContext, snapshot: Snapshot) -> bool:
    """Writes the mark anew where the journal knows of more erasures than it; True when
    it was written (one call).
    """
    with context.journal.read() as connection:
        text = as_text(erasures.all_of_them(connection))
    if text == snapshot.erased:
        return False
    context.guard()
    context.spreadsheet.batch([write_erased(text, is_new=not snapshot.erased)])
    return True
