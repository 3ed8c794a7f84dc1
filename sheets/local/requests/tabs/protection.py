"""Requests about protected ranges."""

from sheets.local.content.show import protected_json
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import Json
from sheets.local.requests.batch import Batch
from sheets.local.requests.tabs.ranges import Ranged, grid_of

SOMEBODY = "local@example.iam.gserviceaccount.com"
PROTECTED = Ranged("protected", "protectedRangeId", "protected range")


def add_protected_range(batch: Batch, request: Json) -> Json:
    """Protects a range, with a warning or altogether (this server refuses nobody)."""
    entry = dict(part_of(request, "protectedRange"))
    entry |= {"requestingUserCanEdit": True, "editors": {"users": [SOMEBODY]}}
    entry["range"] = grid_of(batch, part_of(entry, "range"))
    PROTECTED.add(batch, entry)
    # Google leaves the editors out of this answer, and tells them in the next reading.
    return {"protectedRange": protected_json(entry | {"editors": {}})}


def update_protected_range(batch: Batch, request: Json) -> None:
    """Changes the masked fields of a protected range."""
    PROTECTED.update(batch, request, "protectedRange", lambda entry, _: entry)


def delete_protected_range(batch: Batch, request: Json) -> None:
    """Takes a protection off."""
    PROTECTED.remove(batch, request.get("protectedRangeId"))
