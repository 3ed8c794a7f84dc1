"""CellData: cells read from JSON, changed by a field mask, and shown."""

from sheets.local.content import masks
from sheets.local.content.ranges import MAX_CHARACTERS
from sheets.local.errors import Unserved, invalid
from sheets.local.formats.whole import whole
from sheets.local.model.spreadsheet import Cell, Formula, Json, Scalar, is_text

KNOWN = frozenset({"userEnteredValue", "userEnteredFormat", "dataValidation", "note"})
READ_ONLY = frozenset(
    {"effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"}
)
UNSERVED = frozenset({"pivotTable", "dataSourceTable", "dataSourceFormula"})
"""What a cell here cannot have."""


def extended(value: Json | None) -> Scalar:
    """The value that an ExtendedValue enters; text stays text whatever it looks
    like.
    """
    if not value:
        return None
    if value.get("formulaValue") is not None:
        return Formula(value["formulaValue"])
    if value.get("stringValue") is not None:
        return _text(value["stringValue"])
    if value.get("boolValue") is not None:
        return bool(value["boolValue"])
    if value.get("numberValue") is not None:
        return whole(value["numberValue"])
    raise invalid("errorValue cannot be set.")


def _text(text: str) -> str | None:
    if len(text) > MAX_CHARACTERS:
        raise invalid(
            f"Your input contains more than the maximum of {MAX_CHARACTERS} characters in a single cell."
        )
    # An empty text is an empty cell.
    return text or None


def user_entered(cell: Cell) -> Json:
    """What people or programs put into a cell, as CellData."""
    data: Json = {}
    entered = cell.entered
    if isinstance(entered, Formula):
        data["userEnteredValue"] = {"formulaValue": str(entered)}
    elif isinstance(entered, bool):
        data["userEnteredValue"] = {"boolValue": entered}
    elif is_text(entered):
        data["userEnteredValue"] = {"stringValue": entered}
    elif isinstance(entered, int | float):
        data["userEnteredValue"] = {"numberValue": whole(entered)}
    if cell.style:
        data["userEnteredFormat"] = cell.style
    if cell.rule:
        data["dataValidation"] = cell.rule
    if cell.note:
        data["note"] = cell.note
    return data | (cell.more or {})


class Painter:
    """Puts the masked fields of CellData into cells; equal formats
    are made once and shared.
    """

    def __init__(self, mask: masks.Mask) -> None:
        self.mask = mask
        fields = ("userEnteredValue", "userEnteredFormat", "dataValidation", "note")
        self.value, self.format, self.validation, self.note = (
            not mask or name in mask for name in fields
        )
        self.more = not mask or bool(mask.keys() - KNOWN)
        self.styles: dict[tuple[int, str], tuple[Json | None, Json | None]] = {}

    def painted(self, old: Cell, data: Json) -> Cell:
        """The cell after the update; masked fields that `data` lacks are cleared."""
        entered, style, rule, note, more = old
        if self.value:
            entered = extended(data.get("userEnteredValue"))
        if self.format:
            style = self._style(style, data.get("userEnteredFormat"))
        if self.validation:
            rule = data.get("dataValidation")
        if self.note:
            note = data.get("note") or ""
        if self.more:
            more = self._more(more or {}, data)
        return Cell(entered, style, rule, note, more)

    def _style(self, old: Json | None, new: Json | None) -> Json | None:
        inner = self.mask.get("userEnteredFormat", {})
        if not inner:
            return new or None
        key = (id(old), str(new))
        if key not in self.styles:
            # The old one is kept beside the result, or its id could be used again.
            self.styles[key] = (old, masks.merge(old or {}, new or {}, inner) or None)
        return self.styles[key][1]

    def _more(self, old: Json, data: Json) -> Json | None:
        """Fields that the local server only keeps; those that
        are masked and not given go.
        """
        names = (set(data) | set(old)) - KNOWN - READ_ONLY
        if self.mask:
            names &= set(self.mask)
        if not names:
            return old or None
        for name in UNSERVED & data.keys():
            raise Unserved(name)
        more = dict(old)
        for name in names:
            more[name] = data.get(name)
        return {
            name: value for name, value in more.items() if value is not None
        } or None
