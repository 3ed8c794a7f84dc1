"""Calls made up from Google's schema: most of them nearly make sense, some do not."""

from random import Random
from typing import Any

from sheets.local.guards.schema import MASKED
from sheets.local.requests.unserved import UNSERVED

Json = dict[str, Any]
DEEPEST = 7
WRONG = (None, "x", "", -1, 3.5, True, [], {}, [[]], "1_000", 10**12, "\x00", "NaN")
"""Values of other types than are wanted."""
NUMBERS = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 8, 12)
ODD_NUMBERS = (-1, 10**9, 1000)
TEXTS = (
    "Loja", "Ñandú", "=A1+1", "=SUM(A1:B3)", "1,5", "31/12/2026", "", "TRUE", "ROWS",
    "2", "10", "#REF!", "a b", "'x", "=1/0", "Town 1", "lunes", "=HYPERLINK(\"x\")",
)  # fmt: skip
A1_RANGES = (
    "A1", "A1:B2", "Sheet1", "Sheet1!B:C", "Sheet1!2:3", "R1C1", "R1C1:R2C2", "ZZZ1",
    "Sheet1!A0", "'Sheet1'!A1:C4", "nobody", "Towns!A1", "", "A1:", "!", "B3:A1",
)  # fmt: skip
REGEXES = ("a", "(.)(.)", "[", "(?=x)", r"\d+", "^$", ".*", r"(\w)\1")
WORDS = {
    "find": REGEXES,
    "replacement": ("", "x", "$1", "$2", "\\"),
    "timeZone": ("America/Guayaquil", "Mars/Base", "GMT-07:00"),
    "locale": ("es_EC", "xx_YY", "en_US", "de"),
} | dict.fromkeys(("a1Range", "range", "ranges", "responseRanges"), A1_RANGES)
"""What fits a field of this name."""
SELDOM = frozenset({"addSheet", "duplicateSheet", "appendDimension", "insertDimension"})
"""What makes a spreadsheet grow, and each call after it slower."""
UNSERVED_FIELDS = frozenset(
    {
        "pivotTable", "dataSourceTable", "dataSourceFormula", "tableId",
        "dataSourceSheetProperties", "dataSourceColumnReference",
        "dataSourceSheetRange", "dataSourceSheetDimensions", "html",
        "iterativeCalculationSettings", "errorValue", "namedRangeId",
    }
)  # fmt: skip
"""What is refused whatever else is said; each has a test of its own."""
CHANCES = (0.9, 0.75, 0.6, 0.5, 0.4, 0.3)
"""How likely a field is said, by how deep it lies."""


class Generator:
    """Makes calls up, the same ones for the same seed."""

    def __init__(self, documents: list[Json], seed: int) -> None:
        self.random = Random(seed)
        self.schemas = {entry["name"]: entry["schemas"] for entry in documents}
        requests = self.schemas["sheets"]["Request"]["properties"]
        self.kinds = sorted(requests)
        self.sheet_ids: list[int] = [0]
        self.ids: list[Any] = [1]
        """Ids that are in use somewhere: of views, bands, protections, names."""
        self.root = ""

    def batch(self) -> Json:
        """A body of batchUpdate with one request, seldom with several."""
        count = 1 if self.random.random() < 0.8 else self.random.randrange(4)
        requests: Any = [self.request() for _ in range(count)]
        if len(requests) == 1 and self.random.random() < 0.05:
            requests = requests[0]
        body = {"requests": requests}
        if self.random.random() < 0.05:
            body["includeSpreadsheetInResponse"] = True
            body["responseIncludeGridData"] = self.random.random() < 0.5
        return body

    def request(self) -> Any:
        kind = self.random.choice(self.kinds)
        if kind in SELDOM and self.random.random() < 0.6:
            kind = "updateCells"
        # Most of the time what is done here, and seldom what is not.
        if kind in UNSERVED and self.random.random() < 0.8:
            kind = "repeatCell"
        self.root = MASKED.get(kind, "")
        schema = self.schemas["sheets"]["Request"]["properties"][kind]
        return {kind: self.value("sheets", schema, kind, 0)}

    def value(self, api: str, schema: Json, name: str, depth: int) -> Any:
        """A value of a type; seldom one of another."""
        random = self.random
        if random.random() < 0.0015:
            return random.choice(WRONG)
        if "$ref" in schema:
            return self.message(api, schema["$ref"], depth)
        kind = schema.get("type")
        if kind == "array":
            if name == "values" and schema["items"].get("type") == "array":
                return self.cells()
            count = random.choice((0, 1, 1, 1, 2, 3))
            items = schema["items"]
            return [self.value(api, items, name, depth + 1) for _ in range(count)]
        if kind == "object":
            inner = schema.get("additionalProperties", {"type": "any"})
            return {str(random.randrange(5)): self.value(api, inner, name, depth + 1)}
        if kind == "any":
            return random.choice((*TEXTS, *NUMBERS, True))
        return self.plain(schema, name)

    def message(self, api: str, name: str, depth: int) -> Json:
        properties = self.schemas[api][name].get("properties", {})
        names = sorted(properties.keys() - UNSERVED_FIELDS)
        chance = CHANCES[min(depth, len(CHANCES) - 1)]
        if name in ("ExtendedValue", "ColorStyle", "DataFilter"):
            names = [self.random.choice(names)] if names else []
            chance = 0.97
        message = {}
        for field in names:
            if depth > DEEPEST or self.random.random() > chance:
                continue
            place = properties[field]
            message[field] = self.value(api, place, field, depth + 1)
        # A range whose end comes before its start is refused at once: seldom of use.
        for start, end in (
            ("startRowIndex", "endRowIndex"),
            ("startColumnIndex", "endColumnIndex"),
            ("startIndex", "endIndex"),
        ):
            _order(message, start, end)
        if self.random.random() < 0.003:
            message["colour"] = 1
        return message

    def plain(self, schema: Json, name: str) -> Any:
        random = self.random
        if "enum" in schema:
            return random.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "boolean":
            return random.random() < 0.5
        if name in ("sheetId", "sourceSheetId") and random.random() < 0.9:
            return random.choice(self.sheet_ids)
        if name.endswith("Id") and random.random() < 0.7:
            return random.choice(self.ids)
        if kind == "integer":
            return random.choice(ODD_NUMBERS if random.random() < 0.02 else NUMBERS)
        if kind == "number":
            return random.choice((0, 0.5, 1, 1.5, -2, 46_000.25, 1e300))
        if schema.get("format") == "google-fieldmask":
            return self.mask()
        return random.choice(WORDS.get(name, TEXTS))

    def mask(self) -> str:
        if self.root and self.random.random() < 0.9:
            names = sorted(self.schemas["sheets"][self.root]["properties"])
            paths = self.random.sample(names, self.random.choice((1, 1, 2)))
            return ",".join(paths) if self.random.random() < 0.6 else "*"
        return self.random.choice(
            (
                "*", "*", "*", "title", "index", "userEnteredValue", "note", "hidden",
                "userEnteredFormat.textFormat.bold", "userEnteredFormat", "range",
                "gridProperties", "gridProperties.frozenRowCount", "tabColorStyle",
                "userEnteredFormat(backgroundColor,textFormat)", "dataValidation",
                "pixelSize", "hiddenByUser", "name", "namedRangeId", "metadataValue",
                "location", "visibility", "locale", "timeZone", "collapsed", "criteria",
                "filterSpecs", "rowProperties", "rowProperties.headerColor",
                "nothing", "", "a(b", "textFormatRuns", "description",
            )
        )  # fmt: skip

    def cells(self) -> Any:
        """Values of a range."""
        random = self.random
        rows = [
            [
                random.choice((*TEXTS, *NUMBERS, None, True))
                for _ in range(random.randrange(4))
            ]
            for _ in range(random.randrange(4))
        ]
        if random.random() < 0.03:
            return random.choice(WRONG)
        return rows


def _order(message: Json, start: str, end: str) -> None:
    low, high = message.get(start), message.get(end)
    if isinstance(low, int) and isinstance(high, int) and high < low:
        message[start], message[end] = high, low
