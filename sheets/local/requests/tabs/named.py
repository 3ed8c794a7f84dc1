"""Requests about named ranges."""

import re
import secrets

from sheets.local.content import masks
from sheets.local.content.show import range_json
from sheets.local.errors import invalid
from sheets.local.model import a1
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import Json
from sheets.local.requests.batch import Batch
from sheets.local.requests.tabs.ranges import grid_of

NAME = re.compile(r"[^\W\d]\w{0,249}")


def add_named_range(batch: Batch, request: Json) -> Json:
    """Names a range."""
    given = dict(part_of(request, "namedRange"))
    name = given.get("name") or ""
    _check_name(name, batch.book.named)
    given["namedRangeId"] = given.get("namedRangeId") or str(secrets.randbelow(2**31))
    given["range"] = grid_of(batch, part_of(given, "range"))
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
    mask = masks.required(request)
    given = part_of(request, "namedRange")
    named = batch.book.named
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
        "range": grid_of(batch, part_of(merged, "range")),
    }


def delete_named_range(batch: Batch, request: Json) -> None:
    """Takes a name off a range."""
    id = request.get("namedRangeId")
    remaining = []
    for entry in batch.book.named:
        if entry["namedRangeId"] != id:
            remaining.append(entry)
    if len(remaining) == len(batch.book.named):
        raise invalid(f"No named range with id: {id}")
    batch.book.named = remaining
