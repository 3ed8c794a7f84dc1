"""Conditional formats that are cheap to work out: by text, by blank, by number."""

from sheets.local.model import Json, Scalar, Sheet


class Painted:
    """The background that a tab's conditional formats give its cells."""

    def __init__(self, sheet: Sheet) -> None:
        self.rules = [rule for rule in sheet.conditional if "booleanRule" in rule]

    def color(self, row: int, column: int, value: Scalar) -> str | None:
        """The colour of the first rule that holds for a cell, as CSS."""
        for rule in self.rules:
            boolean = rule["booleanRule"]
            if any(_covers(part, row, column) for part in rule["ranges"]) and holds(boolean["condition"], value):
                return _css(boolean.get("format") or {})
        return None


def _covers(part: Json, row: int, column: int) -> bool:
    rows = range(part.get("startRowIndex", 0), part.get("endRowIndex", row + 1))
    columns = range(part.get("startColumnIndex", 0), part.get("endColumnIndex", column + 1))
    return row in rows and column in columns


def holds(condition: Json, value: Scalar) -> bool:
    """Whether a condition holds for a value; a kind not known here never does."""
    kind = str(condition.get("type"))
    wanted = [str(entry.get("userEnteredValue", "")) for entry in condition.get("values") or []]
    text = "" if value is None else str(value)
    if kind in ("BLANK", "NOT_BLANK"):
        return (text == "") == (kind == "BLANK")
    if not wanted:
        return False
    tests = {
        "TEXT_EQ": text.casefold() == wanted[0].casefold(),
        "TEXT_CONTAINS": wanted[0].casefold() in text.casefold(),
        "TEXT_NOT_CONTAINS": wanted[0].casefold() not in text.casefold(),
        "TEXT_STARTS_WITH": text.casefold().startswith(wanted[0].casefold()),
        "TEXT_ENDS_WITH": text.casefold().endswith(wanted[0].casefold()),
    }
    return tests.get(kind, False) or _compared(kind, value, wanted[0])


def _compared(kind: str, value: Scalar, wanted: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        limit = float(wanted)
    except ValueError:
        return False
    tests = {
        "NUMBER_GREATER": value > limit,
        "NUMBER_GREATER_THAN_EQ": value >= limit,
        "NUMBER_LESS": value < limit,
        "NUMBER_LESS_THAN_EQ": value <= limit,
        "NUMBER_EQ": value == limit,
    }
    return tests.get(kind, False)


def _css(style: Json) -> str | None:
    given = (style.get("backgroundColorStyle") or {}).get("rgbColor") or style.get("backgroundColor")
    if not given:
        return None
    return "#" + "".join(f"{round(float(given.get(part) or 0) * 255):02x}" for part in ("red", "green", "blue"))
