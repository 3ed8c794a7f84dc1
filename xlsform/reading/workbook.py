"""The sheets of an XLSForm workbook as rows of text: what Excel made of numbers,
headers in any spelling, places for messages.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from core.notation.spelling import closest
from core.notation.spreadsheet_text import column_letters
from xlsform.reading.headers import CODES, KNOWN, Header, header, is_attribute
from xlsform.remarks import Remarks, Weight, WorkbookError

SHEETS = ("survey", "choices", "settings")
OUTSIDE = {
    "external_choices": "choices from another sheet than `choices` are not carried",
    "entities": "entities are not carried; a table of the programme holds records",
    "osm": "OpenStreetMap tags are not carried",
}
STRAIGHT = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "‚": "'",
        "\xa0": " ",
    }
)
MOST_ROWS = 20_000
"""Rows of a sheet that are read; the largest published choice
lists have some thousands.
"""

Lines = Iterable[Sequence[object]]
"""The cells of a sheet, row by row; the first row has the headers."""


def _never(_row: int, _column: int) -> bool:
    return False


@dataclass(frozen=True)
class Row:
    """A row that is not blank: its cells by header.

    `letters`: in which column each stands.
    """

    sheet: str
    number: int
    cells: Mapping[Header, str]
    letters: Mapping[Header, str]

    def get(self, name: str) -> str:
        """The cell under a header without a language, "" where there is none."""
        return self.cells.get(Header(name), "")

    def texts(self, name: str) -> dict[str, str]:
        """The words under a header by the workbook's languages, without blanks."""
        return {
            head.language: text
            for head, text in self.cells.items()
            if head.name == name and text
        }

    def cell(self, name: str, language: str = "") -> str:
        """The place of a cell, like F12; the row alone where there is no such
        column.
        """
        letter = self.letters.get(Header(name, language), "")
        if not letter:
            letter = next(
                (letter for head, letter in self.letters.items() if head.name == name),
                "",
            )
        if letter:
            return f"{letter}{self.number}"
        return f"row {self.number}"


@dataclass(frozen=True)
class Sheet:
    """One sheet."""

    name: str
    headers: Mapping[Header, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Workbook:
    """The three sheets that make up a form."""

    survey: Sheet
    choices: Sheet
    settings: Sheet

    @property
    def languages(self) -> list[str]:
        """The languages that its headers name, in their order."""
        heads = (*self.survey.headers, *self.choices.headers, *self.settings.headers)
        return list(dict.fromkeys(head.language for head in heads if head.language))


def read_workbook(file: Path, remarks: Remarks) -> Workbook:
    """Reads a workbook.

    Raises WorkbookError where it is none; whatever else is wrong goes to `remarks`.
    """
    import openpyxl  # noqa: PLC0415 - twelve megabytes, and the worker writes and reads no workbook
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    if file.suffix.lower() not in (".xlsx", ".xlsm"):
        raise WorkbookError(
            f"{file.name}: save it as .xlsx in a spreadsheet program first"
        )
    try:
        values = openpyxl.load_workbook(file, data_only=True)
        formulas = openpyxl.load_workbook(file)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise WorkbookError(
            f"{file.name}: this is not an XLSX file that can be read: {error}"
        ) from error
    except OSError as error:
        raise WorkbookError(f"{file}: {error.strerror}") from error
    titles = {title.strip().lower(): title for title in reversed(values.sheetnames)}
    if "survey" not in titles:
        near = closest("survey", titles)
        if near:
            hint = f"; is “{titles[near]}” meant?"
        else:
            hint = f"; its sheets: {', '.join(values.sheetnames)}"
        raise WorkbookError(f"{file.name}: there is no sheet called survey{hint}")
    sheets = {name: Sheet(name) for name in SHEETS}
    for name, title in titles.items():
        if name in SHEETS:
            sheets[name] = _sheet(name, values[title], formulas[title], remarks)
        else:
            _tell_other_sheet(name, title, values[title], remarks)
    return Workbook(sheets["survey"], sheets["choices"], sheets["settings"])


def _tell_other_sheet(name: str, title: str, sheet: Any, remarks: Remarks) -> None:
    if sheet.max_row < 2:  # noqa: PLR2004 - headers alone say nothing
        return
    near = closest(name, SHEETS)
    if name in OUTSIDE:
        remarks.add(Weight.left_out, title, "", OUTSIDE[name])
    elif near:
        remarks.add(
            Weight.mistake,
            title,
            "",
            f"this sheet is not read; call it {near} if it is meant",
        )
    else:
        remarks.add(
            Weight.changed,
            title,
            "",
            "this sheet is not part of an XLSForm and was not read",
        )


def workbook_of_lines(survey: Lines, choices: Lines, remarks: Remarks) -> Workbook:
    """What two tabs of a spreadsheet say, each from its row of headers on; what
    is wrong goes to `remarks`.
    """
    return Workbook(
        read_lines("survey", survey, remarks),
        read_lines("choices", choices, remarks),
        Sheet("settings"),
    )


def read_lines(
    name: str,
    lines: Lines,
    remarks: Remarks,
    is_unset: Callable[[int, int], bool] = _never,
) -> Sheet:
    """A sheet from its lines.

    `is_unset`: whether a row and column, from 1, holds a formula that has no value yet.
    """
    iterator = iter(lines)
    headers = _headers(name, next(iterator, ()), remarks)
    letters = {head: column_letters(index) for index, head in headers.items()}
    rows: list[Row] = []
    for number, line in enumerate(iterator, 2):
        if number > MOST_ROWS:
            remarks.add(
                Weight.mistake,
                name,
                f"row {number}",
                f"a sheet has at most {MOST_ROWS:,} rows",
            )
            break
        cells = dict(_cells(name, number, line, headers, is_unset, remarks))
        # A remark beside the choices makes no row.
        if any(text for head, text in cells.items() if head.name in KNOWN[name]):
            rows.append(Row(name, number, cells, letters))
    return Sheet(name, letters, tuple(rows))


def _sheet(name: str, values: Any, formulas: Any, remarks: Remarks) -> Sheet:
    for merged in values.merged_cells.ranges:
        text = "these cells are merged: only the first of them says something; write it into each"
        remarks.add(Weight.mistake, name, str(merged), text)

    def is_unset(row: int, column: int) -> bool:
        return bool(formulas.cell(row, column).data_type == "f")

    return read_lines(name, values.iter_rows(values_only=True), remarks, is_unset)


def _headers(sheet: str, line: Sequence[object], remarks: Remarks) -> dict[int, Header]:
    """Headers by their index.

    One that is unknown is told with the nearest known one, and its column is not read.
    """
    headers: dict[int, Header] = {}
    for index, value in enumerate(line):
        written = _text(value)
        if not written:
            continue
        head = header(written, sheet)
        cell = f"{column_letters(index)}1"
        # What a filter may ask of a choice; xlsform/reading/choice_lists.py tells
        # those that none asks for.
        if sheet == "choices" and head not in headers.values() and is_attribute(head):
            headers[index] = head
        elif head.name not in KNOWN[sheet]:
            _tell_unknown(sheet, cell, written, head, remarks)
        elif head in headers.values():
            remarks.add(
                Weight.mistake,
                sheet,
                cell,
                f"there is another column for {_shown(head)} already",
            )
        else:
            headers[index] = head
    return headers


def _tell_unknown(
    sheet: str, cell: str, written: str, head: Header, remarks: Remarks
) -> None:
    near = closest(head.name, KNOWN[sheet])
    # `Section` and `comments` are people's own columns; `relevent` would lose
    # its conditions in silence.
    if near and abs(len(near) - len(head.name)) <= 2 and sheet != "choices":  # noqa: PLR2004 - a letter or two
        remarks.add(
            Weight.mistake,
            sheet,
            cell,
            f'no column “{written}” is known; did you mean "{near}"?',
        )
    else:
        remarks.add(
            Weight.changed,
            sheet,
            cell,
            f"the column “{written}” is not part of a form and was not read",
        )


def _cells(
    sheet: str,
    number: int,
    line: Sequence[object],
    headers: Mapping[int, Header],
    is_unset: Callable[[int, int], bool],
    remarks: Remarks,
) -> Iterator[tuple[Header, str]]:
    for index, value in enumerate(line):
        cell = f"{column_letters(index)}{number}"
        head = headers.get(index)
        if head is None:
            continue
        if value is None and is_unset(number, index + 1):
            text = "this formula has no value yet: open the file in a spreadsheet program and save it"
            remarks.add(Weight.mistake, sheet, cell, text)
        text = _text(value)
        if head.name in CODES:
            text = straight(text)
        yield head, text


def straight(text: str) -> str:
    """A cell for a program, with the quotes and spaces of a keyboard."""
    return text.translate(STRAIGHT).strip()


def _text(value: object) -> str:
    """A cell as text. Excel keeps 1 as 1.0 and a day as a moment."""
    if value is None:
        return ""
    if isinstance(value, bool):
        if value:
            return "true"
        return "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("_x000D_", "").strip("\xa0 \t\n")


def _shown(head: Header) -> str:
    if head.language:
        return f"{head.name}::{head.language}"
    return head.name
