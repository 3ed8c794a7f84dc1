"""What tabs hold by ranges: protected ranges, filter views, banded ranges."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sheets.local.content import masks
from sheets.local.errors import Unserved, invalid
from sheets.local.model import a1
from sheets.local.model.a1 import Area
from sheets.local.model.spreadsheet import Json, Sheet
from sheets.local.requests.batch import Batch

Complete = Callable[[Json, Area], Json]
"""An entry as Google keeps it, given the cells that its range covers."""


def grid_of(batch: Batch, given: Json) -> Json:
    """A GridRange as it was given, with the sheet's id and checked against the grid."""
    area = batch.area(given)
    grid = {"sheetId": area.sheet.id}
    # An end beyond the grid's is the grid's; a side that is not given stays open.
    cut = a1.to_grid(area)
    grid |= {name: cut[name] for name in given if name in cut and name != "sheetId"}
    return grid


@dataclass(frozen=True)
class Ranged:
    """One kind of them: the list of a tab that holds it, the field of its id, and its
    name in messages.
    """

    attribute: str
    id_field: str
    label: str

    def entries(self, sheet: Sheet) -> list[Json]:
        """Those of a tab."""
        held: list[Json] = getattr(sheet, self.attribute)
        return held

    def add(self, batch: Batch, entry: Json) -> None:
        """Puts an entry on the tab of its range, with an id of its own where it has
        none.
        """
        ids = set()
        for sheet in batch.book.sheets:
            for held in self.entries(sheet):
                ids.add(held[self.id_field])
        id = entry.get(self.id_field)
        if id in ids:
            label = self.label.capitalize()
            raise invalid(f"{label} with id {id} already exists.")
        while not id or id in ids:
            id = secrets.randbelow(2**31 - 1) + 1
        entry[self.id_field] = id
        self.entries(batch.sheet(entry["range"]["sheetId"])).append(entry)

    def find(self, batch: Batch, id: object) -> tuple[Sheet, int]:
        """The tab of an entry, and its place there. Raises Google's error for none."""
        for sheet in batch.book.sheets:
            for index, entry in enumerate(self.entries(sheet)):
                if entry[self.id_field] == id:
                    return sheet, index
        raise invalid(f"No {self.label} with id: {id or 0}")

    def update(
        self, batch: Batch, request: Json, field: str, complete: Complete
    ) -> Json:
        """Changes the masked fields of an entry; gives it as it is now."""
        mask = masks.required(request)
        given = dict(request.get(field) or {})
        sheet, index = self.find(batch, given.get(self.id_field))
        old = self.entries(sheet)[index]
        fields = mask or {name: {} for name in (*given, *old)}
        fields.pop(self.id_field, None)
        merged = masks.merge(old, given, fields)
        if "range" in fields and "range" not in merged:
            raise invalid(f"The {self.label} must have a range.")
        area = batch.area(merged.get("range") or {"sheetId": sheet.id})
        if "range" in merged:
            merged["range"] = grid_of(batch, merged["range"])
        merged = complete(merged, area)
        del self.entries(sheet)[index]
        if area.sheet is sheet:
            self.entries(sheet).insert(index, merged)
        else:
            self.entries(area.sheet).append(merged)
        return merged

    def remove(self, batch: Batch, id: object) -> None:
        """Takes an entry away."""
        sheet, index = self.find(batch, id)
        del self.entries(sheet)[index]


def refuse_tables(given: Json) -> None:
    """501 for what lies on a table: there are none here."""
    if given.get("tableId"):
        raise Unserved("tableId")
