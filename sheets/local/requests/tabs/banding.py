"""Requests about banded ranges, whose rows or columns alternate in colour."""

from sheets.local.content.banding import overlaps
from sheets.local.content.show import ranged
from sheets.local.errors import invalid
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.json_parts import part_of
from sheets.local.model.spreadsheet import Json
from sheets.local.requests.batch import Batch
from sheets.local.requests.tabs.ranges import Ranged

BANDS = Ranged("banded", "bandedRangeId", "banded range")
NEEDED = ("firstBandColor", "secondBandColor")


def add_banding(batch: Batch, request: Json) -> Json:
    """Gives a range alternating colours; no cell may be in two of them."""
    given = dict(part_of(request, "bandedRange"))
    area = batch.area(part_of(given, "range"))
    entry = _completed(given, area)
    BANDS.add(batch, entry)
    return {"bandedRange": ranged(entry)}


def _completed(given: Json, area: Area) -> Json:
    """A banded range with its four edges. Refuses one without colours, and one over
    another.
    """
    if not area.height or not area.width:
        raise invalid("The range of a banded range must not be empty.")
    properties = [given.get("rowProperties"), given.get("columnProperties")]
    if not any(properties):
        raise invalid(
            "At least one of rowProperties or columnProperties must be specified."
        )
    for bands in properties:
        if bands and any(name not in bands for name in NEEDED):
            raise invalid("The first and second band colors must be specified.")
    entry = given | {"range": a1.to_grid(area)}
    for other in area.sheet.banded:
        is_itself = other["bandedRangeId"] == given.get("bandedRangeId")
        if not is_itself and overlaps(entry, other, area.sheet):
            raise invalid(
                "You cannot add alternating background colors to a range that already has alternating background colors."
            )
    return entry


def update_banding(batch: Batch, request: Json) -> None:
    """Changes the masked fields of a banded range."""
    BANDS.update(batch, request, "bandedRange", _completed)


def delete_banding(batch: Batch, request: Json) -> None:
    """Takes the alternating colours off."""
    BANDS.remove(batch, request.get("bandedRangeId"))
