"""Names that XLSForm keeps for itself. A question that has one of them is called
otherwise in a workbook, and the cell `hoja_name` beside it says its own.
"""

import re
from collections.abc import Collection, Mapping

from xlsform.expressions.logic import REFERENCE
from xlsform.reading.headers import NAME_HEADER
from xlsform.reading.names import free

RESERVED = frozenset({"meta"})
"""Those that pyxform refuses."""
OURS = "hoja_"
Cell = str | int | float


def safe_names(names: Collection[str]) -> dict[str, str]:
    """Name → what it is called in a workbook, of those that are reserved."""
    safe: dict[str, str] = {}
    for name in sorted(RESERVED.intersection(names)):
        safe[name] = free(name, [*names, *safe.values()])
    return safe


def with_safe_names(
    row: Mapping[str, Cell], safe: Mapping[str, str]
) -> dict[str, Cell]:
    """A row of the survey, or of choices, in which these names are the safe ones. What
    is in our own words has our own names.
    """

    def replaced(match: re.Match[str]) -> str:
        if match[1] in safe:
            return f"${{{safe[match[1]]}}}"
        return match[0]

    cells: dict[str, Cell] = {}
    for header, cell in row.items():
        if isinstance(cell, str) and not header.startswith(OURS):
            cells[header] = REFERENCE.sub(replaced, cell)
        else:
            cells[header] = cell
    name = row.get("name")
    if "type" in row and name in safe:
        cells["name"] = safe[str(name)]
        cells[NAME_HEADER] = str(name)
    return cells
