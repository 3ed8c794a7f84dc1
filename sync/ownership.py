"""Whose spreadsheet it is: an installation's id and a generation, kept in the journal and as a mark in the spreadsheet.

The generation grows with each start of a worker and once a day, in the journal first. A copied laptop or a restored backup has
the same id; its journal's generation is older than the mark, and so it neither writes nor mails.
"""

import json
from typing import Any

import sqlalchemy as sa

from core.errors import Refused
from core.ids import new_id
from journal import facts
from sheets.marks import INSTALLATION
from sync.context import SyncContext

FOREIGN = (
    "the spreadsheet belongs to another installation, or to a newer state of this one;"
    " `flask takeover` makes it this one's"
)
FIRST = 1


def installation(shop: SyncContext) -> str:
    """This installation's id, made at the first asking."""
    with shop.journal.write() as connection:
        known = facts.get(connection, facts.INSTALLATION)
        if not known:
            known = new_id()
            facts.put(connection, facts.INSTALLATION, known)
    return str(known)


def mark_of(shop: SyncContext) -> str:
    """The mark that the spreadsheet bears at this moment (one call); "" where it has none."""
    return next((str(item["metadataValue"]) for item in shop.spreadsheet.metadata(INSTALLATION)), "")


def foreign(shop: SyncContext, mark: str) -> bool:
    """Whether a mark is another installation's, or newer than this journal knows. No mark is nobody's."""
    if not mark:
        return False
    theirs = json.loads(mark)
    with shop.journal.read() as connection:
        newer = int(theirs.get("generation", FIRST)) > _generation(connection)
    return newer or theirs.get("id") != installation(shop)


def renew(shop: SyncContext) -> None:
    """Makes the journal, and then the mark, one generation newer: whoever has an older copy of the journal stops."""
    with shop.journal.write() as connection:
        newer = _generation(connection) + 1
        facts.put(connection, facts.GENERATION, newer)
    shop.spreadsheet.batch([_update(shop, newer)])


def takeover(shop: SyncContext) -> None:
    """Makes the spreadsheet this installation's. Raises Refused where it has no mark to replace."""
    mark = mark_of(shop)
    if not mark:
        raise Refused("the spreadsheet is nobody's yet; `flask setup-sheet` makes it this installation's")
    with shop.journal.write() as connection:
        newer = max(_generation(connection), int(json.loads(mark).get("generation", FIRST))) + 1
        facts.put(connection, facts.GENERATION, newer)
    shop.spreadsheet.batch([_update(shop, newer)])


def _generation(connection: sa.Connection) -> int:
    return int(facts.get(connection, facts.GENERATION, FIRST))


def _update(shop: SyncContext, generation: int) -> dict[str, Any]:
    return {
        "updateDeveloperMetadata": {
            "dataFilters": [{"developerMetadataLookup": {"metadataKey": INSTALLATION}}],
            "developerMetadata": {"metadataValue": json.dumps({"id": installation(shop), "generation": generation})},
            "fields": "metadataValue",
        }
    }
