"""Requests about developer metadata."""

from sheets.local.content import datafilters, masks, metadata
from sheets.local.errors import invalid
from sheets.local.model.json_parts import items_of, part_of
from sheets.local.model.spreadsheet import Json, Metadata
from sheets.local.requests.batch import Batch


def create_developer_metadata(batch: Batch, request: Json) -> Json:
    """Puts metadata on the spreadsheet, a tab, a row or a column."""
    refuse = batch.switches.repeat_metadata_id == "refuse"
    given = part_of(request, "developerMetadata")
    item = metadata.create(batch.book, given, refuse_repeats=refuse)
    return {"developerMetadata": metadata.as_json(item)}


def update_developer_metadata(batch: Batch, request: Json) -> Json:
    """Changes all metadata that the filters select."""
    mask = masks.required(request)
    given = part_of(request, "developerMetadata")
    changed = [
        metadata.update(batch.book, item, given, mask)
        for item in _selected(batch, request)
    ]
    return {"developerMetadata": [metadata.as_json(item) for item in changed]}


def _selected(batch: Batch, request: Json) -> list[Metadata]:
    filters = items_of(request, "dataFilters")
    if not filters:
        raise invalid("At least one data filter must be given.")
    items = {}
    for each in filters:
        for item in datafilters.searched(batch.book, each):
            items[item.id] = item
    return list(items.values())


def delete_developer_metadata(batch: Batch, request: Json) -> Json:
    """Deletes all metadata that the filter selects, and tells which."""
    items = datafilters.searched(batch.book, part_of(request, "dataFilter"))
    for item in items:
        del batch.book.metadata[item.id]
    if items:
        return {"deletedDeveloperMetadata": [metadata.as_json(item) for item in items]}
    return {}
