"""The basic filter of a tab: where it begins, and the request that sets it."""

from sheets.local.content.filtering import criteria_of
from sheets.local.model.json_parts import items_of, number_of
from sheets.local.model.spreadsheet import Json, Sheet
from sheets.local.page.targets import frozen, header_row


def first_row(sheet: Sheet) -> int:
    """The first row below the names of the columns; sorting and filtering begin
    there.
    """
    covered = (sheet.basic_filter or {}).get("range")
    if not covered:
        return frozen(sheet)
    return max(frozen(sheet), number_of(covered, "startRowIndex") + 1)


def shown(sheet: Sheet) -> Json | None:
    """What the page needs to know of a filter; None where there is none."""
    if sheet.basic_filter is None:
        return None
    columns = {}
    for column, held in criteria_of(sheet.basic_filter).items():
        columns[column] = items_of(held, "hiddenValues")
    return {"first": first_row(sheet), "columns": columns}


def request(sheet: Sheet, criteria_by_column: dict[int, Json]) -> Json:
    """Sets the filter with these criteria, on the range that it has or on all below
    the names of the columns.
    """
    old = sheet.basic_filter or {}
    # A filter that people have set keeps its range.
    area = old.get("range") or {
        "sheetId": sheet.id,
        "startRowIndex": header_row(sheet),
        "startColumnIndex": 0,
    }
    new_filter = {}
    for name, value in old.items():
        if name not in ("criteria", "filterSpecs"):
            new_filter[name] = value
    new_filter["range"] = area
    active = {}
    for column, held in sorted(criteria_by_column.items()):
        if any(held.values()):
            active[column] = held
    if active:
        # Both forms, as Google tells them: the older one by
        # column, the newer one as a list.
        new_filter["criteria"] = {str(column): held for column, held in active.items()}
        new_filter["filterSpecs"] = [
            {"columnIndex": column, "filterCriteria": held}
            for column, held in active.items()
        ]
    return {"setBasicFilter": {"filter": new_filter}}
