"""Sheets v4: spreadsheets themselves, their batches of
requests, and developer metadata.
"""

import re
from copy import deepcopy
from typing import Any

from flask import Blueprint, Response, g, request

from sheets.local.api.drive_files import accounts
from sheets.local.content import datafilters, masks, metadata, show
from sheets.local.errors import denied, invalid
from sheets.local.guards.accounts import WRITER
from sheets.local.model import a1
from sheets.local.model.json_parts import part_of, text_of
from sheets.local.model.spreadsheet import Book, Json
from sheets.local.requests import apply, contents
from sheets.local.requests.batch import Batch
from sheets.local.web import body, flag, masked, objects, workbooks, written

NUMBER = re.compile(r"-?\d{1,10}")
api = Blueprint("sheets", __name__, url_prefix="/v4/spreadsheets")


@api.post("")
def create() -> Json | Response:
    """Makes a spreadsheet, with the sheets given and what they hold, or with one."""
    given = body()

    def fill(book: Book) -> None:
        requests = contents.requests(book, given)
        apply(book, workbooks().switches, requests)

    drive = {"owner": g.account}
    book = workbooks().create(part_of(given, "properties"), fill, drive)
    return written(show.spreadsheet(book, _mask(), None, grid_data=False))


def _mask() -> masks.Mask:
    return masks.parse(request.args.get("fields", ""))


@api.get("/<id>")
def get(id: str) -> Json | Response:
    """A spreadsheet, whole or by ranges and field mask."""
    book = workbooks().get(id)
    ranges = request.args.getlist("ranges")
    areas = None
    if ranges:
        areas = [a1.parse(text, book) for text in ranges]
    with_data = flag("includeGridData")
    return written(show.spreadsheet(book, _mask(), areas, grid_data=with_data))


@api.post("/<id>:getByDataFilter")
def get_by_data_filter(id: str) -> Json | Response:
    """A spreadsheet, by what data filters select."""
    book = workbooks().get(id)
    given = body()
    areas = []
    for each in objects(given, "dataFilters"):
        areas.extend(datafilters.areas(book, each))
    with_data = bool(given.get("includeGridData"))
    return written(show.spreadsheet(book, _mask(), areas, grid_data=with_data))


@api.post("/<id>:batchUpdate")
def batch_update(id: str) -> Json | Response:
    """Does all requests or none."""
    given = body()
    requests: Any = objects(given, "requests")
    if not requests:
        raise invalid("Must specify at least one request.")
    with workbooks().change(id) as book:
        replies = apply(book, workbooks().switches, requests)
    answer: Json = {"spreadsheetId": id, "replies": deepcopy(replies)}
    if given.get("includeSpreadsheetInResponse"):
        ranges = given.get("responseRanges")
        areas = None
        if ranges:
            areas = [a1.parse(text, book) for text in ranges]
        with_data = bool(given.get("responseIncludeGridData"))
        answer["updatedSpreadsheet"] = show.spreadsheet(
            book, {}, areas, grid_data=with_data
        )
    return written(masked(answer))


@api.get("/<id>/developerMetadata/<metadata_id>")
def get_metadata(id: str, metadata_id: str) -> Json:
    """Developer metadata by its id."""
    number = _number("metadata_id", metadata_id)
    return masked(metadata.as_json(metadata.get(workbooks().get(id), number)))


def _number(name: str, given: str) -> int:
    """A number out of an address, in Google's words where it is none."""
    if not NUMBER.fullmatch(given):
        raise invalid(f"Invalid value at '{name}' (TYPE_INT32), \"{given}\"")
    return int(given)


@api.post("/<id>/developerMetadata:search")
def search_metadata(id: str) -> Json:
    """All developer metadata that the data filters select, each
    with the filters that did.
    """
    book = workbooks().get(id)
    filters_by_id: dict[int, list[Json]] = {}
    for each in objects(body(), "dataFilters"):
        for item in datafilters.searched(book, each):
            filters_by_id.setdefault(item.id, []).append(each)
    matched = [
        {
            "developerMetadata": metadata.as_json(book.metadata[id]),
            "dataFilters": filters,
        }
        for id, filters in filters_by_id.items()
    ]
    if matched:
        return masked({"matchedDeveloperMetadata": matched})
    return {}


@api.post("/<id>/sheets/<sheet_id>:copyTo")
def copy_to(id: str, sheet_id: str) -> Json:
    """Copies a tab into another spreadsheet (or into its own)."""
    source = workbooks().get(id)
    number = _number("sheet_id", sheet_id)
    sheet = Batch(source, workbooks().switches).sheet(number)
    target = text_of(body(), "destinationSpreadsheetId")
    if accounts().role(workbooks().get(target)) < WRITER:
        raise denied()
    # Only the target becomes a draft: the source is a published
    # state, which nobody changes.
    with workbooks().change(target) as book:
        # The tab is put in under an id of its own for a moment, so
        # that it can be duplicated.
        guest = sheet.copy()
        guest.properties |= {"sheetId": -1, "title": "\0"}
        book.sheets.append(guest)
        title = f"Copy of {sheet.title}"
        requests: list[Json] = [
            {"duplicateSheet": {"sourceSheetId": -1, "newSheetName": title}}
        ]
        replies = apply(book, workbooks().switches, requests)
        book.sheets.remove(guest)
        properties = replies[0]["duplicateSheet"]["properties"]
    return masked({**properties, "index": len(book.sheets) - 1})
