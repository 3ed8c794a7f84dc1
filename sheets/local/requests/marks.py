"""Requests about protected and named ranges, filters, merges and conditional
formats.
"""

import re
import secrets

from sheets.local.content import masks
from sheets.local.content.show import protected_json, range_json
from sheets.local.errors import invalid
from sheets.local.model import a1
from sheets.local.model.spreadsheet import Json, Sheet
from sheets.local.requests.batch import Batch

NAME = re.compile(r"[^\W\d]\w{0,249}")
SOMEBODY = "local@example.iam.gserviceaccount.com"


def _grid(batch: Batch, given: Json) -> Json:
    """A GridRange as it was given, with the sheet's id and checked against the grid."""
    area = batch.area(given)
    return {"sheetId": area.sheet.id} | {
        n: int(v) for n, v in given.items() if n != "sheetId" and v is not None
    }


def add_protected_range(batch: Batch, request: Json) -> Json:
    """Protects a range, with a warning or altogether (this server refuses nobody)."""
    given = request.get("protectedRange") or {}
    entry = {name: value for name, value in given.items() if value is not None}
    id = entry.get("protectedRangeId") or secrets.randbelow(2**31)
    ids = {
        entry["protectedRangeId"]
        for sheet in batch.book.sheets
        for entry in sheet.protected
    }
    if id in ids:
        raise invalid(f"Protected range with id {id} already exists.")
    entry["protectedRangeId"] = id
    entry["range"] = _grid(batch, entry.get("range") or {})
    entry |= {"requestingUserCanEdit": True, "editors": {"users": [SOMEBODY]}}
    batch.sheet(entry["range"]["sheetId"]).protected.append(entry)
    # Google leaves the editors out of this answer, and tells them in the next reading.
    return {"protectedRange": protected_json(entry | {"editors": {}})}


def _protected(batch: Batch, id: object) -> tuple[Sheet, int]:
    for sheet in batch.book.sheets:
        for index, entry in enumerate(sheet.protected):
            if entry["protectedRangeId"] == id:
                return sheet, index
    raise invalid(f"No protected range with id: {id}")


def update_protected_range(batch: Batch, request: Json) -> None:
    """Changes the masked fields of a protected range."""
    given, mask = dict(request.get("protectedRange") or {}), masks.required(request)
    sheet, index = _protected(batch, given.get("protectedRangeId"))
    if "range" in given:
        given["range"] = _grid(batch, given["range"])
    names = mask or {name: {} for name in given}
    sheet.protected[index] = masks.merge(sheet.protected[index], given, names)


def delete_protected_range(batch: Batch, request: Json) -> None:
    """Takes a protection off."""
    sheet, index = _protected(batch, request.get("protectedRangeId"))
    del sheet.protected[index]


def add_named_range(batch: Batch, request: Json) -> Json:
    """Names a range."""
    given = dict(request.get("namedRange") or {})
    name = given.get("name") or ""
    _check_name(name, batch.book.named)
    given["namedRangeId"] = given.get("namedRangeId") or str(secrets.randbelow(2**31))
    given["range"] = _grid(batch, given.get("range") or {})
    order = {
        "namedRangeId": given["namedRangeId"],
        "name": name,
        "range": given["range"],
    }
    batch.book.named.append(order)
    return {"namedRange": order | {"range": range_json(order["range"])}}


def _check_name(name: str, entries: list[Json]) -> None:
    """Refuses what Google's help says is no name: other signs than letters, digits and
    "_", a cell's address, a truth.
    """
    if (
        not NAME.fullmatch(name)
        or a1.LOOKS_LIKE_CELL.match(name)
        or name.casefold() in ("true", "false")
    ):
        raise invalid(f'The named range "{name}" has an invalid name.')
    if any(entry["name"].casefold() == name.casefold() for entry in entries):
        raise invalid(f'A named range with the name "{name}" already exists.')


def update_named_range(batch: Batch, request: Json) -> None:
    """Gives a named range another name or place."""
    mask, given, named = (
        masks.required(request),
        request.get("namedRange") or {},
        batch.book.named,
    )
    id = given.get("namedRangeId")
    index = next(
        (index for index, entry in enumerate(named) if entry["namedRangeId"] == id),
        None,
    )
    if index is None:
        raise invalid(f"No named range with id: {id}")
    merged = masks.merge(named[index], given, mask)
    _check_name(merged.get("name") or "", named[:index] + named[index + 1 :])
    named[index] = {
        "namedRangeId": id,
        "name": merged["name"],
        "range": _grid(batch, merged.get("range") or {}),
    }


def delete_named_range(batch: Batch, request: Json) -> None:
    """Takes a name off a range."""
    id = request.get("namedRangeId")
    remaining = [entry for entry in batch.book.named if entry["namedRangeId"] != id]
    if len(remaining) == len(batch.book.named):
        raise invalid(f"No named range with id: {id}")
    batch.book.named = remaining


def set_basic_filter(batch: Batch, request: Json) -> None:
    """Puts the tab's one filter on a range."""
    given = dict(request.get("filter") or {})
    given["range"] = _grid(batch, given.get("range") or {})
    batch.sheet(given["range"]["sheetId"]).basic_filter = given


def clear_basic_filter(batch: Batch, request: Json) -> None:
    """Takes the tab's filter off."""
    batch.sheet(request.get("sheetId")).basic_filter = None


def add_conditional_format_rule(batch: Batch, request: Json) -> None:
    """Keeps a rule at its place among the tab's rules."""
    sheet, rule = _rule(batch, request.get("rule") or {})
    sheet.conditional.insert(int(request.get("index") or 0), rule)


def _rule(batch: Batch, given: Json) -> tuple[Sheet, Json]:
    """A rule with its ranges checked, and the tab where they are."""
    ranges = [_grid(batch, part) for part in given.get("ranges") or []]
    if not ranges:
        raise invalid("At least one range must be specified.")
    return batch.sheet(ranges[0]["sheetId"]), given | {"ranges": ranges}


def update_conditional_format_rule(batch: Batch, request: Json) -> Json:
    """Puts a rule in the place of another, or moves one to another place;
    tells what was and what is.
    """
    index, to = int(request.get("index") or 0), request.get("newIndex")
    if to is None:
        sheet, rule = _rule(batch, request.get("rule") or {})
        _check_index(sheet, index)
        old, sheet.conditional[index] = sheet.conditional[index], rule
        return {
            "newRule": _rule_json(rule),
            "newIndex": index,
            "oldRule": _rule_json(old),
        }
    sheet = batch.sheet(request.get("sheetId"))
    _check_index(sheet, index)
    _check_index(sheet, int(to))
    rule = sheet.conditional.pop(index)
    sheet.conditional.insert(int(to), rule)
    return {"newRule": _rule_json(rule), "newIndex": int(to), "oldIndex": index}


def _check_index(sheet: Sheet, index: int) -> None:
    if not 0 <= index < len(sheet.conditional):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")


def _rule_json(rule: Json) -> Json:
    return rule | {"ranges": [range_json(part) for part in rule["ranges"]]}


def delete_conditional_format_rule(batch: Batch, request: Json) -> Json:
    """Takes a rule off by its place."""
    sheet, index = batch.sheet(request.get("sheetId")), int(request.get("index") or 0)
    _check_index(sheet, index)
    return {"rule": _rule_json(sheet.conditional.pop(index))}


def merge_cells(batch: Batch, request: Json) -> None:
    """Merges a range whole, by columns or by rows, over merges inside of it; only the
    first cell of each keeps its value.
    """
    area, kind = (
        batch.area(request.get("range") or {}),
        request.get("mergeType", "MERGE_ALL"),
    )
    # A merge inside of the new one goes; one that reaches beyond it is an error.
    _take_apart(area)
    for part in _merged_parts(area, kind):
        area.sheet.merges.append(a1.to_grid(part))
        _keep_first_value(part)


def _merged_parts(area: a1.Area, kind: str) -> list[a1.Area]:
    if kind == "MERGE_ROWS":
        return [
            a1.Area(area.sheet, row, row + 1, area.left, area.right)
            for row in range(area.top, area.bottom)
        ]
    if kind == "MERGE_COLUMNS":
        columns = range(area.left, area.right)
        return [
            a1.Area(area.sheet, area.top, area.bottom, column, column + 1)
            for column in columns
        ]
    return [area]


def _keep_first_value(part: a1.Area) -> None:
    for row in range(part.top, part.bottom):
        cells = {
            column: part.sheet.cell(row, column)
            for column in range(part.left, part.right)
        }
        if row == part.top:
            cells.pop(part.left, None)
        part.sheet.put(
            row, {column: cell._replace(entered=None) for column, cell in cells.items()}
        )


def unmerge_cells(batch: Batch, request: Json) -> None:
    """Takes apart every merge inside of a range, which must
    not hold a part of one only.
    """
    _take_apart(batch.area(request.get("range") or {}))


def _take_apart(area: a1.Area) -> None:
    touched = [merge for merge in area.sheet.merges if _overlap(area, merge)]
    if not all(_within(area, merge) for merge in touched):
        raise invalid(
            "You must select all cells in a merged range to merge or unmerge them."
        )
    area.sheet.merges = [merge for merge in area.sheet.merges if merge not in touched]


def _within(area: a1.Area, merge: Json) -> bool:
    rows = area.top <= merge["startRowIndex"] and merge["endRowIndex"] <= area.bottom
    return bool(
        rows
        and area.left <= merge["startColumnIndex"]
        and merge["endColumnIndex"] <= area.right
    )


def _overlap(area: a1.Area, merge: Json) -> bool:
    rows = area.top < merge["endRowIndex"] and merge["startRowIndex"] < area.bottom
    return bool(
        rows
        and area.left < merge["endColumnIndex"]
        and merge["startColumnIndex"] < area.right
    )
