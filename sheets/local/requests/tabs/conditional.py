"""Requests about conditional formats."""

from sheets.local.content.show import rule_json
from sheets.local.errors import invalid
from sheets.local.model.json_parts import items_of, number_of, part_of
from sheets.local.model.spreadsheet import Json, Sheet
from sheets.local.requests.batch import Batch
from sheets.local.requests.tabs.ranges import grid_of


def add_conditional_format_rule(batch: Batch, request: Json) -> None:
    """Keeps a rule at its place among the tab's rules."""
    sheet, rule = _rule(batch, part_of(request, "rule"))
    index = number_of(request, "index")
    if not 0 <= index <= len(sheet.conditional):
        raise invalid(f"Invalid index: {index}.")
    sheet.conditional.insert(index, rule)


def _rule(batch: Batch, given: Json) -> tuple[Sheet, Json]:
    """A rule with its ranges checked, and the tab where they are."""
    ranges = []
    for part in items_of(given, "ranges"):
        ranges.append(grid_of(batch, part))
    if not ranges:
        raise invalid("At least one range must be specified.")
    if len({part["sheetId"] for part in ranges}) > 1:
        raise invalid("All ranges of a rule must be on the same sheet.")
    if ("booleanRule" in given) == ("gradientRule" in given):
        raise invalid("Either a boolean rule or a gradient rule must be given.")
    return batch.sheet(ranges[0]["sheetId"]), given | {"ranges": ranges}


def update_conditional_format_rule(batch: Batch, request: Json) -> Json:
    """Puts a rule in the place of another, or moves one to another place;
    tells what was and what is.
    """
    index = number_of(request, "index")
    to = request.get("newIndex")
    if to is None:
        sheet, rule = _rule(batch, part_of(request, "rule"))
        _check_index(sheet, index)
        old, sheet.conditional[index] = sheet.conditional[index], rule
        return {
            "newRule": rule_json(rule),
            "newIndex": index,
            "oldRule": rule_json(old),
        }
    sheet = batch.sheet(request.get("sheetId"))
    _check_index(sheet, index)
    _check_index(sheet, int(to))
    rule = sheet.conditional.pop(index)
    sheet.conditional.insert(int(to), rule)
    return {"newRule": rule_json(rule), "newIndex": int(to), "oldIndex": index}


def _check_index(sheet: Sheet, index: int) -> None:
    if not 0 <= index < len(sheet.conditional):
        raise invalid(f"No conditional format on sheet: {sheet.id} at index: {index}")


def delete_conditional_format_rule(batch: Batch, request: Json) -> Json:
    """Takes a rule off by its place."""
    sheet = batch.sheet(request.get("sheetId"))
    index = number_of(request, "index")
    _check_index(sheet, index)
    return {"rule": rule_json(sheet.conditional.pop(index))}
