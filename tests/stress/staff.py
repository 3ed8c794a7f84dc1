"""What staff do to the sheet: each action is three numbers away from any place in it.

True when it did something.
"""

from collections.abc import Callable
from typing import Any, Protocol

from sheets.local.model.spreadsheet import Book, Cell, Row, Sheet
from tests.stress.ground import marks, sheet_of

DATA = ("schools", "actions", "people")
TABLES = (
    "schools",
    "actions",
    "schools",
    "actions",
    "people",
    "schools",
    "actions",
    "problems",
    "outbox",
    "settings",
)
OWN = {"reference", "flag", "received", "listed"}
MIRRORS = {"problems": {"action"}, "outbox": {"action"}}
ODD = ("x", "ECW-77777", "??", "3")


class Table(Protocol):
    """Where staff sit: they see the book and hand in requests."""

    kept: list[tuple[str, list[dict[str, Any]]]]

    @property
    def book(self) -> Book: ...

    def do(self, *requests: dict[str, Any]) -> None: ...

    def number(self) -> int: ...


Action = Callable[[Table, int, int, int], bool]


def is_own(table: str, column: str) -> bool:
    """Whether a column is the app's to write."""
    return column in OWN if table not in MIRRORS else column not in MIRRORS[table]


def tab(at: Table, a: int) -> tuple[Sheet, str] | None:
    name = TABLES[a % len(TABLES)]
    sheet = sheet_of(at.book, name)
    return (sheet, name) if sheet else None


def lines(sheet: Sheet) -> list[int]:
    """The rows with something in them, below the header."""
    return [
        index
        for index, row in enumerate(sheet.rows)
        if index and row and any(cell.has_data for cell in row.cells if cell)
    ]


def span(sheet: Sheet, dimension: str, start: int, end: int) -> dict[str, Any]:
    return {
        "sheetId": sheet.id,
        "dimension": dimension,
        "startIndex": start,
        "endIndex": end,
    }


def area(sheet: Sheet, top: int, bottom: int) -> dict[str, Any]:
    columns = {"startColumnIndex": 0, "endColumnIndex": sheet.column_count}
    return {"sheetId": sheet.id, "startRowIndex": top, "endRowIndex": bottom, **columns}


def entered(value: Any) -> dict[str, Any]:
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int | float):
        return {"userEnteredValue": {"numberValue": value}}
    return {"userEnteredValue": {"stringValue": str(value)}}


def typing(sheet: Sheet, row: int, column: int, *values: Any) -> dict[str, Any]:
    start = {"sheetId": sheet.id, "rowIndex": row, "columnIndex": column}
    line = {"values": [entered(value) for value in values]}
    return {
        "updateCells": {"start": start, "rows": [line], "fields": "userEnteredValue"}
    }


def room(sheet: Sheet, row: int) -> list[dict[str, Any]]:
    """Adds rows at the end where the grid has none left."""
    missing = row + 1 - sheet.row_count
    return (
        [
            {
                "appendDimension": {
                    "sheetId": sheet.id,
                    "dimension": "ROWS",
                    "length": missing,
                }
            }
        ]
        if missing > 0
        else []
    )


def chosen(at: Table, a: int, b: int) -> tuple[Sheet, str, int] | None:
    """Any row, and every other time the last one: the newest."""
    found = tab(at, a)
    rows = lines(found[0]) if found else []
    return (
        (found[0], found[1], rows[-1 if b % 2 else b // 2 % len(rows)])
        if found and rows
        else None
    )


def value_for(at: Table, column: str, c: int) -> Any:
    number = at.number()
    known: dict[str, list[Any]] = {
        "pupils": [number, 90, "muitos"],
        "status": ["Inscrita", "Com bandeira", "Saiu", "hm"],
        "due": [46086.0 + c % 20, 46070.0, None, "logo"],
        "done": ["sim", "não", None],
        "school": ["Escola 3", "ECW-4AAAA", "Escola 6", "Nenhuma"],
        "theme": ["Água", "lixo", None],
        "themes": ["Água; Energia", None],
        "teacher_language": ["português", "inglês"],
        "teacher_email": [f"p{number}@escolas.verde", "nada"],
        "email": [f"q{number}@escolas.verde"],
        "action": ["enviar", "esperar", None, "não enviar", "enviar de novo"],
        "value": [
            "enviar",
            "automático",
            "perguntar antes",
            "automático",
            "parar",
            "hm",
        ],
        "role": ["Organização", None],
        "language": ["português"],
        "active": ["sim", "não"],
        "stopped": ["não", None],
        "publication": ["sim", None],
        "stop_mail": ["sim", None],
        "phone": ["+55 11 3091-2345", None],
    }
    choices = known.get(column) or [f"texto {number}", f"outro {number}", None]
    return choices[c % len(choices)]


def edit(at: Table, a: int, b: int, c: int) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, table, row = found
    places = {
        name: index
        for name, index in marks(at.book, sheet).items()
        if not is_own(table, name)
    }
    columns = [
        *sorted(places.items(), key=lambda item: item[1]),
        ("", sheet.column_count - 1),
    ]
    name, column = columns[c % len(columns)]
    if not name and sheet.column_count - 1 in marks(at.book, sheet).values():
        return False
    at.do(typing(sheet, row, column, value_for(at, name, c // len(columns) + b)))
    return True


def sort(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found or len(lines(found[0])) < 2:
        return False
    sheet = found[0]
    order = ("ASCENDING", "DESCENDING")[c % 2]
    spec = {"dimensionIndex": b % sheet.column_count, "sortOrder": order}
    at.do(
        {
            "sortRange": {
                "range": area(sheet, 1, sheet.last_data_row()),
                "sortSpecs": [spec],
            }
        }
    )
    return True


def insert_rows(at: Table, a: int, b: int, c: int) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, _table, row = found
    start = row + (c % 2)
    before = bool(c % 2)
    at.do(
        {
            "insertDimension": {
                "range": span(sheet, "ROWS", start, start + 1 + c % 3),
                "inheritFromBefore": before,
            }
        }
    )
    return True


def delete_row(at: Table, a: int, b: int, c: int) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, _table, row = found
    at.do({"deleteDimension": {"range": span(sheet, "ROWS", row, row + 1)}})
    return True


def move_rows(at: Table, a: int, b: int, c: int) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, _table, row = found
    to = 1 + c % sheet.last_data_row()
    if to in (row, row + 1):
        return False
    at.do(
        {
            "moveDimension": {
                "source": span(sheet, "ROWS", row, row + 1),
                "destinationIndex": to,
            }
        }
    )
    return True


def _column(at: Table, sheet: Sheet, table: str, b: int) -> int:
    """Any column, and every other time one of the app's."""
    own = [
        index
        for name, index in marks(at.book, sheet).items()
        if is_own(table, name) and name != "reference"
    ]
    return own[b // 2 % len(own)] if b % 2 and own else b // 2 % sheet.column_count


def move_column(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found:
        return False
    sheet = found[0]
    column, to = _column(at, *found, b), c % (sheet.column_count + 1)
    if to in (column, column + 1):
        return False
    at.do(
        {
            "moveDimension": {
                "source": span(sheet, "COLUMNS", column, column + 1),
                "destinationIndex": to,
            }
        }
    )
    return True


def insert_column(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found:
        return False
    start = _column(at, *found, b)
    at.do(
        {
            "insertDimension": {
                "range": span(found[0], "COLUMNS", start, start + 1),
                "inheritFromBefore": start > 0,
            }
        }
    )
    return True


def delete_column(at: Table, a: int, b: int, c: int) -> bool:
    """Mostly one of their own; at times one of the programme's, or of the app's."""
    found = tab(at, a)
    if not found:
        return False
    sheet = found[0]
    own = set(marks(at.book, sheet).values())
    free = [column for column in range(sheet.column_count) if column not in own]
    columns = free if c % 4 and free else list(range(1, sheet.column_count))
    column = columns[b % len(columns)]
    if column == marks(at.book, sheet).get("reference"):
        return False
    at.do({"deleteDimension": {"range": span(sheet, "COLUMNS", column, column + 1)}})
    return True


def rename_header(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found:
        return False
    column = b % found[0].column_count
    at.do(typing(found[0], 0, column, f"Cabeçalho {at.number()}"))
    return True


def hide_rows(at: Table, a: int, b: int, c: int) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, _table, row = found
    hidden = {"properties": {"hiddenByUser": bool(c % 3)}, "fields": "hiddenByUser"}
    at.do(
        {
            "updateDimensionProperties": {
                "range": span(sheet, "ROWS", row, row + 1 + c % 2),
                **hidden,
            }
        }
    )
    return True


def set_filter(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found:
        return False
    sheet = found[0]
    if c % 4 == 0:
        at.do({"clearBasicFilter": {"sheetId": sheet.id}})
        return True
    hidden = {str(b % sheet.column_count): {"hiddenValues": ["Inscrita", "x", ""]}}
    at.do(
        {
            "setBasicFilter": {
                "filter": {"range": area(sheet, 0, sheet.row_count), "criteria": hidden}
            }
        }
    )
    return True


def copy_row(at: Table, a: int, b: int, c: int) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, _table, row = found
    if c % 2:
        to = 1 + c % sheet.last_data_row()
        at.do(
            {
                "insertDimension": {
                    "range": span(sheet, "ROWS", to, to + 1),
                    "inheritFromBefore": False,
                }
            }
        )
        row += to <= row
        sheet = at.book.find(sheet.id) or sheet
    else:
        to = sheet.last_data_row()
        if more := room(sheet, to):
            at.do(*more)
    at.do(
        {
            "copyPaste": {
                "source": area(sheet, row, row + 1),
                "destination": area(sheet, to, to + 1),
            }
        }
    )
    return True


def _reference(at: Table, a: int, b: int, value: Any) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, _table, row = found
    column = marks(at.book, sheet).get("reference")
    if column is None:
        return False
    at.do(typing(sheet, row, column, value))
    return True


def clear_reference(at: Table, a: int, b: int, c: int) -> bool:
    return _reference(at, a, b, None)


def overwrite_reference(at: Table, a: int, b: int, c: int) -> bool:
    return _reference(at, a, b, ODD[c % len(ODD)])


def repeat_reference(at: Table, a: int, b: int, c: int) -> bool:
    """Another row's reference, typed over one's own."""
    found = chosen(at, a, c)
    if not found:
        return False
    sheet, _table, row = found
    column = marks(at.book, sheet).get("reference")
    return column is not None and _reference(at, a, b, sheet.cell(row, column).entered)


def type_row(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found or found[1] not in DATA:
        return False
    sheet = found[0]
    row = sheet.last_data_row() + c % 2
    places = marks(at.book, sheet)
    title = "what" if found[1] == "actions" else "name"
    filled = {title: f"À mão {at.number()}"}
    if found[1] == "actions":
        filled |= {"school": "Escola 3", "due": 46087.0}
    at.do(
        *room(sheet, row),
        *(typing(sheet, row, places[n], v) for n, v in filled.items() if n in places),
    )
    return any(name in places for name in filled)


def cut_row(at: Table, a: int, b: int, c: int) -> bool:
    """Out of one tab, into another, below its last row."""
    found, other = chosen(at, a, b), tab(at, c)
    if not found or not other or other[1] == found[1] or other[1] not in DATA:
        return False
    sheet, _table, row = found
    target = other[0]
    to = target.last_data_row()
    more = room(target, to)
    wider = sheet.column_count - target.column_count
    if wider > 0:
        more.append(
            {
                "appendDimension": {
                    "sheetId": target.id,
                    "dimension": "COLUMNS",
                    "length": wider,
                }
            }
        )
    corner = {"sheetId": target.id, "rowIndex": to, "columnIndex": 0}
    at.do(
        *more,
        {
            "cutPaste": {
                "source": area(sheet, row, row + 1),
                "destination": corner,
                "pasteType": "PASTE_NORMAL",
            }
        },
    )
    return True


def take_row(at: Table, a: int, b: int, c: int) -> bool:
    """Deletes a row, and keeps it in the clipboard."""
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, table, row = found
    at.kept.append((table, [entered(cell.entered) for cell in _cells(sheet.rows[row])]))
    at.do({"deleteDimension": {"range": span(sheet, "ROWS", row, row + 1)}})
    return True


def _cells(row: Row | None) -> list[Cell]:
    return [cell or Cell() for cell in row.cells] if row else []


def paste_back(at: Table, a: int, b: int, c: int) -> bool:
    if not at.kept:
        return False
    table, values = at.kept.pop(b % len(at.kept))
    sheet = sheet_of(at.book, table)
    if not sheet:
        return False
    row = 1 + c % sheet.last_data_row() if c % 2 else sheet.last_data_row()
    requests = room(sheet, row)
    if c % 2:
        requests = [
            {
                "insertDimension": {
                    "range": span(sheet, "ROWS", row, row + 1),
                    "inheritFromBefore": False,
                }
            }
        ]
    start = {"sheetId": sheet.id, "rowIndex": row, "columnIndex": 0}
    values = values[: sheet.column_count]
    update = {
        "start": start,
        "rows": [{"values": values}],
        "fields": "userEnteredValue",
    }
    at.do(*requests, {"updateCells": update})
    return True


def rename_tab(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found:
        return False
    properties = {"sheetId": found[0].id, "title": f"Aba {at.number()}"}
    at.do({"updateSheetProperties": {"properties": properties, "fields": "title"}})
    return True


def reorder_tabs(at: Table, a: int, b: int, c: int) -> bool:
    found = tab(at, a)
    if not found:
        return False
    properties = {"sheetId": found[0].id, "index": b % len(at.book.sheets)}
    at.do({"updateSheetProperties": {"properties": properties, "fields": "index"}})
    return True


def _own_cell(at: Table, a: int, b: int, c: int, value: Any) -> bool:
    found = chosen(at, a, b)
    if not found:
        return False
    sheet, table, row = found
    places = marks(at.book, sheet)
    names = sorted(
        name for name in places if is_own(table, name) and name != "reference"
    )
    if not names:
        return False
    at.do(typing(sheet, row, places[names[c % len(names)]], value))
    return True


def clear_own(at: Table, a: int, b: int, c: int) -> bool:
    return _own_cell(at, a, b, c, None)


def overwrite_own(at: Table, a: int, b: int, c: int) -> bool:
    return _own_cell(at, a, b, c, "visto")


def copy_tab(at: Table, a: int, b: int, c: int) -> bool:
    """A tab of their own, to try things in."""
    found = tab(at, a)
    if not found or len(at.book.sheets) > 9:
        return False
    at.do(
        {
            "duplicateSheet": {
                "sourceSheetId": found[0].id,
                "newSheetName": f"Cópia {at.number()}",
            }
        }
    )
    return True


ACTIONS: dict[str, Action] = {
    action.__name__: action
    for action in (
        edit,
        sort,
        insert_rows,
        delete_row,
        move_rows,
        move_column,
        insert_column,
        delete_column,
        rename_header,
        hide_rows,
        set_filter,
        copy_row,
        clear_reference,
        overwrite_reference,
        repeat_reference,
        type_row,
        cut_row,
        take_row,
        paste_back,
        rename_tab,
        reorder_tabs,
        clear_own,
        overwrite_own,
        copy_tab,
    )
}
MOVES_ROWS = {
    "sort",
    "insert_rows",
    "delete_row",
    "move_rows",
    "copy_row",
    "cut_row",
    "take_row",
    "paste_back",
}
CHANGES_REFERENCES = {"clear_reference", "overwrite_reference", "repeat_reference"}
MOVES_COLUMNS = {"move_column", "insert_column", "delete_column"}
