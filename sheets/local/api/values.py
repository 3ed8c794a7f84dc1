"""Sheets v4: values of ranges."""

from typing import Any

from flask import Blueprint, request

from sheets.local.content import datafilters, dimensions
from sheets.local.content.ranges import (
    Reader,
    Writer,
    checked,
    clear,
    in_rows,
    table_in,
)
from sheets.local.errors import ApiError, invalid
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import part_of, text_of
from sheets.local.model.spreadsheet import ROWS, Book, Json
from sheets.local.web import body, flag, masked, objects, workbooks

api = Blueprint("values", __name__, url_prefix="/v4/spreadsheets/<id>")


def _read_back(book: Book, area: Area, options: Json) -> Json:
    names = ("valueRenderOption", "dateTimeRenderOption", "majorDimension")
    render_options = {
        name: options.get("response" + name[0].upper() + name[1:]) for name in names
    }
    return Reader(book, render_options).value_range(area)


@api.get("/values/<path:range>")
def get(id: str, range: str) -> Json:
    """The values of one range."""
    book = workbooks().get(id)
    return masked(Reader(book, request.args).value_range(a1.parse(range, book)))


@api.put("/values/<path:range>")
def update(id: str, range: str) -> Json:
    """Writes one range."""
    given = body()
    options = request.args
    checked(given.get("values"))
    with workbooks().change(id) as book:
        area = a1.parse(range, book)
        writer = Writer(book, options.get("valueInputOption"))
        answer = writer.update(area, given.get("values"), given.get("majorDimension"))
        if flag("includeValuesInResponse"):
            answer["updatedData"] = _read_back(
                book, a1.parse(answer["updatedRange"], book), options
            )
    return masked(answer)


@api.post("/values/<path:call>")
def act(id: str, call: str) -> Json:
    """`{range}:append` and `{range}:clear`."""
    # A range may hold colons itself; the verb comes last.
    range, _, verb = call.rpartition(":")
    if verb == "append":
        return _append(id, range)
    if verb == "clear":
        return _clear(id, range)
    raise ApiError(404, "Method not found.")


def _append(id: str, range: str) -> Json:
    given = body()
    options = request.args
    rows = in_rows(given.get("values"), given.get("majorDimension"))
    with workbooks().change(id) as book:
        area = a1.parse(range, book)
        # Google appends below the table that it finds in the
        # range, not below the range.
        table = table_in(area)
        answer: Json = {"spreadsheetId": id}
        top = area.top
        left = area.left
        if table:
            answer["tableRange"] = a1.range_name(table)
            top = table.bottom
            left = table.left
        sheet = area.sheet
        if options.get("insertDataOption") == "INSERT_ROWS" and top < sheet.row_count:
            dimensions.insert(
                book, sheet, ROWS, top, len(rows), top - 1 if top else None
            )
        dimensions.grow(book, sheet, ROWS, top + len(rows) - sheet.row_count)
        width = max(map(len, rows), default=1)
        dimensions.grow(book, sheet, "COLUMNS", left + width - sheet.column_count)
        corner = Area(sheet, top, top + 1, left, left + 1, is_single=True)
        updates = Writer(book, options.get("valueInputOption")).update(
            corner, rows, ROWS
        )
        if flag("includeValuesInResponse"):
            updates["updatedData"] = _read_back(
                book, a1.parse(updates["updatedRange"], book), options
            )
    return masked(answer | {"updates": updates})


def _clear(id: str, range: str) -> Json:
    with workbooks().change(id) as book:
        area = a1.parse(range, book)
        clear([area])
    return masked({"spreadsheetId": id, "clearedRange": a1.range_name(area)})


@api.get("/values:batchGet")
def batch_get(id: str) -> Json:
    """The values of several ranges, in one moment."""
    book = workbooks().get(id)
    reader = Reader(book, request.args)
    ranges = [
        reader.value_range(a1.parse(text, book))
        for text in request.args.getlist("ranges")
    ]
    return masked(
        {"spreadsheetId": id, "valueRanges": ranges}
        if ranges
        else {"spreadsheetId": id}
    )


@api.post("/values:batchGetByDataFilter")
def batch_get_by_data_filter(id: str) -> Json:
    """The values of what data filters select; a range that several select comes
    once.
    """
    book = workbooks().get(id)
    given = body()
    reader = Reader(book, given)
    filters_by_area: dict[tuple[Any, ...], tuple[Area, list[Json]]] = {}
    for each in objects(given, "dataFilters"):
        for area in datafilters.areas(book, each):
            key = (area.sheet.id, area.top, area.bottom, area.left, area.right)
            filters_by_area.setdefault(key, (area, []))[1].append(each)
    ranges = [
        {"valueRange": reader.value_range(area), "dataFilters": filters}
        for area, filters in filters_by_area.values()
    ]
    return masked(
        {"spreadsheetId": id, "valueRanges": ranges}
        if ranges
        else {"spreadsheetId": id}
    )


@api.post("/values:batchUpdate")
def batch_update(id: str) -> Json:
    """Writes several ranges."""
    given = body()
    data = objects(given, "data")
    with workbooks().change(id) as book:
        writer = Writer(book, given.get("valueInputOption"))
        answers = []
        for index, entry in enumerate(data):
            try:
                area = a1.parse(text_of(entry, "range"), book)
                answers.append(
                    writer.update(
                        area, entry.get("values"), entry.get("majorDimension")
                    )
                )
            except ApiError as error:
                raise _error_at(index, error) from None
        if given.get("includeValuesInResponse"):
            for answer in answers:
                done = a1.parse(answer["updatedRange"], book)
                answer["updatedData"] = _read_back(book, done, given)
    return masked(_totals(id, answers))


def _error_at(index: int, error: ApiError) -> ApiError:
    """The error of one of several ranges; Google names which."""
    if error.details or error.message.startswith(
        ("'valueInputOption'", "Invalid data[")
    ):
        return error
    return ApiError(error.code, f"Invalid data[{index}]: {error.message}")


def _totals(id: str, answers: list[Json]) -> Json:
    sheets = {answer["updatedRange"].rpartition("!")[0] for answer in answers}
    totals = {
        "totalUpdatedRows": sum(answer.get("updatedRows", 0) for answer in answers),
        "totalUpdatedColumns": _columns(answers),
        "totalUpdatedCells": sum(answer.get("updatedCells", 0) for answer in answers),
        "totalUpdatedSheets": len(sheets),
    }
    changed = {}
    for name, total in totals.items():
        if total:
            changed[name] = total
    return {"spreadsheetId": id, **changed, "responses": answers}


def _columns(answers: list[Json]) -> int:
    """Google counts a column once however many ranges of a tab touch it."""
    touched = set()
    for answer in answers:
        title, _, part = answer["updatedRange"].rpartition("!")
        first = a1.column_index("".join(filter(str.isalpha, part.partition(":")[0])))
        touched |= {(title, first + i) for i in range(answer.get("updatedColumns", 0))}
    return len(touched)


@api.post("/values:batchUpdateByDataFilter")
def batch_update_by_data_filter(id: str) -> Json:
    """Writes what data filters select; a filter that selects nothing writes nothing."""
    given = body()
    with workbooks().change(id) as book:
        writer = Writer(book, given.get("valueInputOption"))
        answers = []
        for entry in objects(given, "data"):
            data_filter = part_of(entry, "dataFilter")
            for area in datafilters.areas(book, data_filter):
                answer = writer.update(
                    area, entry.get("values"), entry.get("majorDimension")
                )
                if given.get("includeValuesInResponse"):
                    done = a1.parse(answer["updatedRange"], book)
                    answer["updatedData"] = _read_back(book, done, given)
                answers.append(answer | {"dataFilter": data_filter})
    result = _totals(id, answers)
    for answer in result["responses"]:
        # Each response names it at Google, except in this call.
        answer.pop("spreadsheetId")
    return masked(result)


@api.post("/values:batchClear")
def batch_clear(id: str) -> Json:
    """Empties several ranges."""
    with workbooks().change(id) as book:
        areas = [a1.parse(str(text), book) for text in objects(body(), "ranges")]
        clear(areas)
    return masked(
        {
            "spreadsheetId": id,
            "clearedRanges": [a1.range_name(area) for area in areas],
        }
    )


@api.post("/values:batchClearByDataFilter")
def batch_clear_by_data_filter(id: str) -> Json:
    """Empties what data filters select."""
    filters = objects(body(), "dataFilters")
    if not filters:
        raise invalid("Must specify at least one data filter.")
    with workbooks().change(id) as book:
        areas = []
        for each in filters:
            areas.extend(datafilters.areas(book, each))
        clear(areas)
    return masked(
        {
            "spreadsheetId": id,
            "clearedRanges": [a1.range_name(area) for area in areas],
        }
    )
