"""The basic filter of a tab: which rows it hides, and the requests that set it."""

from collections.abc import Callable, Iterator

from sheets.local.content import conditional
from sheets.local.model.spreadsheet import Json, Scalar, Sheet
from sheets.local.page.targets import frozen, header_row

Look = Callable[[int, int], tuple[Scalar, str]]
"""The value of a cell and the text that it shows."""


def criteria(sheet: Sheet) -> dict[int, Json]:
    """What each filtered column asks for.

    The newer list of specifications wins, as in Google.
    """
    given = sheet.basic_filter or {}
    specs = given.get("filterSpecs")
    if specs:
        return {
            int(spec.get("columnIndex") or 0): spec.get("filterCriteria") or {}
            for spec in specs
        }
    older = given.get("criteria") or {}
    return {int(column): criterion for column, criterion in older.items()}


def first_row(sheet: Sheet) -> int:
    """The first row below the names of the columns; sorting and filtering begin
    there.
    """
    covered = (sheet.basic_filter or {}).get("range")
    if not covered:
        return frozen(sheet)
    return max(frozen(sheet), int(covered.get("startRowIndex") or 0) + 1)


def hidden_rows(sheet: Sheet, look: Look) -> Iterator[int]:
    """The filled part's rows that the filter hides."""
    filters = [
        (column, set(held.get("hiddenValues") or ()), held.get("condition"))
        for column, held in criteria(sheet).items()
    ]
    if not filters:
        return
    covered = (sheet.basic_filter or {}).get("range") or {}
    end = min(covered.get("endRowIndex", len(sheet.rows)), len(sheet.rows))
    for row in range(first_row(sheet), end):
        for column, hidden_texts, condition in filters:
            value, text = look(row, column)
            is_hidden = text in hidden_texts
            if not is_hidden and condition:
                is_hidden = not conditional.holds(condition, value)
            if is_hidden:
                yield row
                break


def shown(sheet: Sheet) -> Json | None:
    """What the page needs to know of a filter; None where there is none."""
    if sheet.basic_filter is None:
        return None
    return {
        "first": first_row(sheet),
        "columns": {
            column: held.get("hiddenValues") or []
            for column, held in criteria(sheet).items()
        },
    }


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
    new_filter = {
        name: value
        for name, value in old.items()
        if name not in ("criteria", "filterSpecs")
    }
    new_filter["range"] = area
    active = {
        column: held
        for column, held in sorted(criteria_by_column.items())
        if any(held.values())
    }
    if active:
        # Both forms, as Google tells them: the older one by
        # column, the newer one as a list.
        new_filter["criteria"] = {str(column): held for column, held in active.items()}
        new_filter["filterSpecs"] = [
            {"columnIndex": column, "filterCriteria": held}
            for column, held in active.items()
        ]
    return {"setBasicFilter": {"filter": new_filter}}
