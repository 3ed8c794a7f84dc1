"""A spreadsheet or a tab of it as a file to keep."""

import io
import re

from flask import Response, send_file

from sheets.local.model.spreadsheet import Book, Sheet
from sheets.local.page.shown.export import as_csv, as_xlsx

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u202a-\u202e\u2066-\u2069]+')
# File systems take 255 bytes, and most letters of the world have two.
LONGEST = 120
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel takes a CSV file's accents for something else."""


def excel(book: Book) -> Response:
    """The whole spreadsheet as an Excel workbook."""
    return _file(as_xlsx(book), EXCEL, book.properties["title"], "xlsx")


def csv(book: Book, sheet: Sheet) -> Response:
    """One tab as CSV."""
    content = (BYTE_ORDER_MARK + as_csv(book, sheet)).encode()
    return _file(
        content,
        "text/csv; charset=utf-8",
        f"{book.properties['title']} - {sheet.title}",
        "csv",
    )


def _file(content: bytes, kind: str, title: str, ending: str) -> Response:
    """Werkzeug quotes the name, also for letters beyond ASCII."""
    # Letters that turn the direction of writing could make one
    # ending look like another.
    name = NOT_IN_A_NAME.sub(" ", title).strip(" .")[:LONGEST] or "sheet"
    return send_file(
        io.BytesIO(content),
        kind,
        as_attachment=True,
        download_name=f"{name}.{ending}",
        max_age=0,
    )
