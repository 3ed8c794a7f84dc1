"""Whose spreadsheet it is: an installation's id and a generation, kept in the journal
and as a mark in the spreadsheet.

The generation grows with each start of a worker, once a day, and before each batch of
messages that leaves; in the journal first. A copied laptop or a restored backup has the
same id; its journal's generation is older than the mark, and so it neither writes nor
mails what has left since.
"""

import json
from dataclasses import dataclass
from typing import Any

from core.errors import Refused
from core.logs import effect
from journal.operation import installation
from sheets.marks import INSTALLATION
from sync.context import SyncContext

FOREIGN = (
    "the spreadsheet belongs to another installation, or to a newer state of this one;"
    " `flask takeover` makes it this one's"
)
# Marks of before there were generations have none written.
FIRST = 1


@dataclass(frozen=True)
class Mark:
    """What a spreadsheet says about whose it is."""

    id: str
    generation: int


def read_mark(text: str) -> Mark | None:
    """The mark as it stands in the spreadsheet; None for a
    spreadsheet that is nobody's.
    """
    if not text:
        return None
    fields = json.loads(text)
    return Mark(str(fields.get("id", "")), int(fields.get("generation", FIRST)))


def is_foreign(mark: Mark | None, id: str, generation: int) -> bool:
    """Whether a mark is another installation's, or newer than the
    journal of this one knows.

    Pure.
    """
    if mark is None:
        return False
    return mark.id != id or mark.generation > generation


def installation_id(context: SyncContext) -> str:
    """This installation's id: as old as its journal."""
    with context.journal.read() as connection:
        return installation.read(connection).id


def mark_of(context: SyncContext) -> str:
    """The mark that the spreadsheet bears at this moment, as it stands there (one
    call); "" where it has none.
    """
    for item in context.spreadsheet.metadata(INSTALLATION):
        return str(item["metadataValue"])
    return ""


def foreign(context: SyncContext, mark: str) -> bool:
    """Whether the spreadsheet, by its mark, is not this installation's to work in."""
    with context.journal.read() as connection:
        own = installation.read(connection)
    return is_foreign(read_mark(mark), own.id, own.generation)


def renew(context: SyncContext) -> None:
    """Makes the journal, and then the mark, one generation newer: whoever has an older
    copy of the journal stops.

    Raises as the client does, and Refused where another installation has taken
    the spreadsheet over since the newest look: its mark must not be written
    over. The journal goes first: with a mark that is newer than any journal,
    nobody could work any more.
    """
    if foreign(context, mark_of(context)):
        raise Refused(FOREIGN)
    with context.journal.write() as connection:
        newer = installation.advance_generation(connection)
    _write_mark(context, newer)


def takeover(context: SyncContext) -> None:
    """Makes the spreadsheet this installation's.

    Raises Refused where it has no mark to replace.
    """
    mark = read_mark(mark_of(context))
    if mark is None:
        raise Refused(
            "the spreadsheet is nobody's yet; `flask setup-sheet` makes it this installation's"
        )
    with context.journal.write() as connection:
        newer = installation.advance_generation(connection, beyond=mark.generation)
    _write_mark(context, newer)


def _write_mark(context: SyncContext, generation: int) -> None:
    mark = {"id": installation_id(context), "generation": generation}
    update: dict[str, Any] = {
        "dataFilters": [{"developerMetadataLookup": {"metadataKey": INSTALLATION}}],
        "developerMetadata": {"metadataValue": json.dumps(mark)},
        "fields": "metadataValue",
    }
    context.spreadsheet.batch([{"updateDeveloperMetadata": update}])
    effect("generation", "moved on", generation=generation)
