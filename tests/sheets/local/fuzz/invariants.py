"""What must hold for a spreadsheet whatever was asked of the server."""

from typing import Any

Json = dict[str, Any]
SIDES = (
    ("startRowIndex", "endRowIndex", "rowCount"),
    ("startColumnIndex", "endColumnIndex", "columnCount"),
)

NEVER_EMPTY = frozenset({"merges", "filterViews", "basicFilter"})


def broken(spreadsheet: Json) -> list[str]:
    """What does not hold for a spreadsheet as the API tells it."""
    sheets = spreadsheet.get("sheets", [])
    problems = []
    grids = {}
    for index, sheet in enumerate(sheets):
        properties = sheet["properties"]
        grids[properties["sheetId"]] = properties["gridProperties"]
        if properties["index"] != index:
            problems.append(f"index {properties['index']} at place {index}")
        problems += _frozen(properties["gridProperties"])
    if not sheets or all(sheet["properties"].get("hidden") for sheet in sheets):
        problems.append("no sheet to see")
    problems += _repeated("sheetId", [s["properties"]["sheetId"] for s in sheets])
    titles = [s["properties"]["title"].casefold() for s in sheets]
    problems += _repeated("title", titles)
    for field, id_field in (
        ("protectedRanges", "protectedRangeId"),
        ("filterViews", "filterViewId"),
        ("bandedRanges", "bandedRangeId"),
    ):
        entries = [entry for sheet in sheets for entry in sheet.get(field, [])]
        problems += _repeated(field, [entry[id_field] for entry in entries])
    named = spreadsheet.get("namedRanges", [])
    problems += _repeated("namedRangeId", [entry["namedRangeId"] for entry in named])
    problems += _repeated("name", [entry["name"].casefold() for entry in named])
    for place, grid in _ranges(spreadsheet):
        problems += _inside(place, grid, grids)
    for sheet in sheets:
        problems += _merged(sheet.get("merges", []))
    return problems


def _frozen(grid: Json) -> list[str]:
    problems = []
    for count, frozen in (
        ("rowCount", "frozenRowCount"),
        ("columnCount", "frozenColumnCount"),
    ):
        if not 0 <= grid.get(frozen, 0) < grid[count]:
            problems.append(f"{frozen} {grid.get(frozen)} of {grid[count]}")
    return problems


def _repeated(name: str, values: list[Any]) -> list[str]:
    if len(values) == len(set(values)):
        return []
    return [f"{name} not unique: {values}"]


def _ranges(spreadsheet: Json) -> list[tuple[str, Json]]:
    ranges = [("named", entry["range"]) for entry in spreadsheet.get("namedRanges", [])]
    for sheet in spreadsheet.get("sheets", []):
        for field in ("protectedRanges", "filterViews", "bandedRanges"):
            for entry in sheet.get(field, []):
                if "range" in entry:
                    ranges.append((field, entry["range"]))
        ranges += [("merges", merge) for merge in sheet.get("merges", [])]
        for rule in sheet.get("conditionalFormats", []):
            ranges += [("conditional", grid) for grid in rule["ranges"]]
        if "basicFilter" in sheet:
            ranges.append(("basicFilter", sheet["basicFilter"]["range"]))
    return ranges


def _inside(place: str, grid: Json, grids: dict[int, Json]) -> list[str]:
    """Whether a range names a tab that is there, and lies in it."""
    size = grids.get(grid.get("sheetId", 0))
    if size is None:
        return [f"{place}: no sheet for {grid}"]
    for start, end, count in SIDES:
        low, high = grid.get(start, 0), grid.get(end, size[count])
        if not 0 <= low <= high:
            return [f"{place}: {grid}"]
        if low == high and place in NEVER_EMPTY:
            return [f"{place}: {grid} holds nothing"]
        if low >= size[count]:
            return [f"{place}: {grid} begins beyond {size}"]
    return []


def _merged(merges: list[Json]) -> list[str]:
    for index, merge in enumerate(merges):
        for other in merges[:index]:
            if all(
                merge[start] < other[end] and other[start] < merge[end]
                for start, end, _ in SIDES
            ):
                return [f"merges overlap: {merge} {other}"]
    return []
