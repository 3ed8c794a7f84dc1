"""The requests of `spreadsheets.batchUpdate`: one small function for each kind."""

from collections.abc import Callable

from sheets.local.content.colours import twinned
from sheets.local.errors import ApiError, Unserved, invalid
from sheets.local.files.workbooks import Switches
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import Book, Json
from sheets.local.requests.batch import Batch
from sheets.local.requests.cells import borders, columns, merges, replacing, update
from sheets.local.requests.copying import filling, paste
from sheets.local.requests.rows import dimensions, shifting, sorting
from sheets.local.requests.tabs import (
    banding,
    conditional,
    filters,
    metadata,
    named,
    protection,
    sheets,
)
from sheets.local.requests.unserved import UNSERVED

Request = Callable[[Batch, Json], Json | None]
REQUESTS: dict[str, Request] = {
    "addSheet": sheets.add_sheet,
    "deleteSheet": sheets.delete_sheet,
    "duplicateSheet": sheets.duplicate_sheet,
    "updateSheetProperties": sheets.update_sheet_properties,
    "updateSpreadsheetProperties": sheets.update_spreadsheet_properties,
    "appendCells": update.append_cells,
    "updateCells": update.update_cells,
    "repeatCell": update.repeat_cell,
    "setDataValidation": update.set_data_validation,
    "updateBorders": borders.update_borders,
    "trimWhitespace": columns.trim_whitespace,
    "textToColumns": columns.text_to_columns,
    "insertRange": shifting.insert_range,
    "deleteRange": shifting.delete_range,
    "insertDimension": dimensions.insert_dimension,
    "appendDimension": dimensions.append_dimension,
    "deleteDimension": dimensions.delete_dimension,
    "moveDimension": dimensions.move_dimension,
    "updateDimensionProperties": dimensions.update_dimension_properties,
    "autoResizeDimensions": dimensions.auto_resize_dimensions,
    "addDimensionGroup": dimensions.add_dimension_group,
    "updateDimensionGroup": dimensions.update_dimension_group,
    "deleteDimensionGroup": dimensions.delete_dimension_group,
    "sortRange": sorting.sort_range,
    "randomizeRange": sorting.randomize_range,
    "deleteDuplicates": sorting.delete_duplicates,
    "createDeveloperMetadata": metadata.create_developer_metadata,
    "updateDeveloperMetadata": metadata.update_developer_metadata,
    "deleteDeveloperMetadata": metadata.delete_developer_metadata,
    "addProtectedRange": protection.add_protected_range,
    "updateProtectedRange": protection.update_protected_range,
    "deleteProtectedRange": protection.delete_protected_range,
    "addNamedRange": named.add_named_range,
    "updateNamedRange": named.update_named_range,
    "deleteNamedRange": named.delete_named_range,
    "setBasicFilter": filters.set_basic_filter,
    "clearBasicFilter": filters.clear_basic_filter,
    "addFilterView": filters.add_filter_view,
    "updateFilterView": filters.update_filter_view,
    "duplicateFilterView": filters.duplicate_filter_view,
    "deleteFilterView": filters.delete_filter_view,
    "addBanding": banding.add_banding,
    "updateBanding": banding.update_banding,
    "deleteBanding": banding.delete_banding,
    "addConditionalFormatRule": conditional.add_conditional_format_rule,
    "updateConditionalFormatRule": conditional.update_conditional_format_rule,
    "deleteConditionalFormatRule": conditional.delete_conditional_format_rule,
    "mergeCells": merges.merge_cells,
    "unmergeCells": merges.unmerge_cells,
    "copyPaste": paste.copy_paste,
    "cutPaste": paste.cut_paste,
    "pasteData": paste.paste_data,
    "autoFill": filling.auto_fill,
    "findReplace": replacing.find_replace,
}


def apply(book: Book, switches: Switches, requests: list[Json]) -> list[Json]:
    """Does all requests, in order, to a copy of a book, and gives their replies.

    Raises at the first one that is wrong; the caller then forgets the copy.
    """
    batch = Batch(book, switches)
    return [_reply(batch, index, request) for index, request in enumerate(requests)]


def _reply(batch: Batch, index: int, request: Json) -> Json:
    kind = None
    if isinstance(request, dict):
        kind = next(iter(request), None)
    if kind is None:
        raise invalid(f"Invalid requests[{index}]: No request set.")
    if len(request) > 1:
        raise invalid(
            f"Invalid requests[{index}]: Only one kind of request may be set."
        )
    # 501, not 400: the caller did nothing wrong.
    if kind in UNSERVED:
        raise Unserved(f"requests[{index}].{kind}")
    if kind not in REQUESTS:
        unknown = f"Unknown name \"{kind}\" at 'requests[{index}]': Cannot find field."
        raise invalid(f"Invalid JSON payload received. {unknown}")
    try:
        theme = part_of(batch.book.properties, "spreadsheetTheme")
        reply = REQUESTS[kind](batch, twinned(request[kind] or {}, theme))
    except Unserved:
        raise
    except ApiError as error:
        # Google names the request of a batch that is wrong.
        raise ApiError(
            error.code, f"Invalid requests[{index}].{kind}: {error.message}"
        ) from None
    if reply is None:
        return {}
    return {kind: reply}
