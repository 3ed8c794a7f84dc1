"""The figures as files: CSV for any program, XLSX with a sheet for each figure,
its definition and its rows.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from math import isfinite

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from core.notation.spreadsheet_text import as_text
from staff.desk.figures.figure_table import FigureTable

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
# What Excel takes for the name of a sheet.
LONGEST_NAME = 31
WIDTH = 28
EXACT = 2.0**53
"""From here on numbers of a spreadsheet are known by their first digits alone."""


def as_csv(
    figures: Sequence[tuple[str, str, FigureTable]], header: Sequence[str]
) -> str:
    """One line a group: figure, definition, group, group within
    it, value, number of rows.
    """
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(header)
    for label, about, table in figures:
        for groups, value, rows in lines(table):
            first, second = (*groups, "", "")[:2]
            number = "" if value is None else plain_number(value)
            writer.writerow(
                [
                    as_text(label),
                    as_text(about),
                    as_text(first),
                    as_text(second),
                    number,
                    rows,
                ]
            )
    return stream.getvalue()


def rows_as_csv(table: FigureTable, columns: Sequence[str]) -> str:
    """One line a row. `columns`: the headers for reference, name and value."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    reference, name, value = columns
    writer.writerow(
        [as_text(header) for header in (reference, name, *table.labels, value)]
    )
    cells = []
    for headings in table.headings:
        cells.append({heading.key: heading.words for heading in headings})
    for row in table.rows:
        groups = [cells[index][key] for index, key in enumerate(row.keys)]
        writer.writerow(
            [
                *(as_text(cell) for cell in (row.reference, row.name, *groups)),
                plain_number(row.value),
            ]
        )
    return stream.getvalue()


def lines(table: FigureTable) -> Iterator[tuple[tuple[str, ...], float | None, int]]:
    """(words of its groups, value, number of rows) of each group that
    has rows, and of the whole.
    """
    for first in table.headings[0] if table.headings else ():
        if len(table.headings) == 1:
            yield (first.words,), table.value(first.key), len(table.of(first.key))
            continue
        for second in table.headings[1]:
            rows = table.of(first.key, second.key)
            if rows:
                yield (
                    (first.words, second.words),
                    table.value(first.key, second.key),
                    len(rows),
                )
    yield (), table.value(), len(table.rows)


def plain_number(value: float) -> int | float:
    """A whole number without a point; any other to two places; one
    that is not exact, as it is.
    """
    is_whole = abs(value) < EXACT and value == int(value)
    if is_whole:
        return int(value)
    return round(value, 2)


def as_xlsx(
    figures: Sequence[tuple[str, str, FigureTable]], columns: Sequence[str]
) -> bytes:
    """A workbook.

    `columns`: the headers for value, number of rows, reference and name.
    """
    stream = io.BytesIO()
    value, rows, reference, name = columns
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        strong = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        taken: set[str] = set()
        for label, about, table in figures:
            sheet = book.add_worksheet(_sheet_name(label, taken))
            sheet.set_column(0, 5, WIDTH)
            sheet.write_string(0, 0, label, strong)
            sheet.merge_range(1, 0, 1, 3, "", wrapped)
            sheet.write_string(1, 0, about, wrapped)
            sheet.set_row(1, 48)
            line = _headers(sheet, 3, [*table.labels, value, rows], strong)
            for groups, number, count in lines(table):
                cells: list[str | float | None] = [
                    *(*groups, "", "")[: len(table.labels)],
                    number,
                    count,
                ]
                line = _cells(sheet, line, cells)
            line = _headers(
                sheet, line + 1, [reference, name, *table.labels, value], strong
            )
            words = []
            for headings in table.headings:
                words.append({heading.key: heading.words for heading in headings})
            for row in table.rows:
                groups = tuple(words[index][key] for index, key in enumerate(row.keys))
                line = _cells(
                    sheet, line, [row.reference, row.name, *groups, row.value]
                )
    return stream.getvalue()


def _headers(
    sheet: Worksheet, line: int, headers: Sequence[str], strong: object
) -> int:
    for column, header in enumerate(headers):
        sheet.write_string(line, column, header, strong)
    return line + 1


def _cells(sheet: Worksheet, line: int, cells: Sequence[str | float | None]) -> int:
    for column, cell in enumerate(cells):
        if isinstance(cell, str):
            # As text: “=…” that somebody typed must not become a formula.
            sheet.write_string(line, column, cell)
        elif cell is not None and not isfinite(cell):
            sheet.write_string(line, column, str(cell))
        elif cell is not None:
            sheet.write_number(line, column, plain_number(cell))
    return line + 1


def _sheet_name(label: str, taken: set[str]) -> str:
    """A name that spreadsheet programs allow and that no other sheet has."""
    name = FORBIDDEN.sub(" ", label).strip()[:LONGEST_NAME] or "-"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{name[: LONGEST_NAME - 3]} {number}"
    taken.add(name.casefold())
    return name
