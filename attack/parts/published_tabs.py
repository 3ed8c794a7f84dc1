"""Forms that are edited in the spreadsheet: publishing without being allowed to, and
hostile tabs in front of it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from attack.parts.staff import COORDINATOR, EVIL, sign_in
from attack.result import Result
from attack.target import ROOT, Demonstration, demonstration, wait_for
from attack.visitor import FORM, PATIENCE, Answer, Visitor
from programme.folder import copy_programme

NAME = FORM.rpartition("/")[2]
PAGE = f"/staff/form-tabs/{NAME}"
SCRIPT = "<script>alert(1)</script>"
OK, BAD_REQUEST, UNAUTHORISED, NOT_FOUND, CONFLICT, SEE_OTHER = (
    200,
    400,
    401,
    404,
    409,
    303,
)
WIDTH = 12
"""Columns of a hostile row."""
Line = Sequence[str]
TEXT = {"type": "text", "label": "Q"}
MANY = [{**TEXT, "name": f"q{number}"} for number in range(10_000)]
CIRCLE = [
    {**TEXT, "name": f"q{number}", "relevant": f"${{q{(number + 1) % 300}}} != ''"}
    for number in range(300)
]
FORMULA = {
    "type": "=1+1",
    "name": '=IMPORTXML("http://127.0.0.1:9","//a")',
    "label": "=HYPERLINK(1,2)",
    "hint": "=NOW()",
}
HOSTILE: dict[str, Sequence[Mapping[str, str]]] = {
    "10,000 rows": MANY,
    "cells of 50,000 characters": [
        {**TEXT, "name": f"q{number}", "label": "x" * 49_999} for number in range(40)
    ],
    "formulas": [FORMULA] * 50,
    "expressions in a circle": CIRCLE,
    "expressions 2,000 deep": [
        {**TEXT, "name": "deep", "relevant": "(" * 2_000 + "1" + ")" * 2_000}
    ],
    "a pattern that never ends": [
        {**TEXT, "name": "deep", "constraint": f"regex(., '{'(a+)+' * 200}$')"}
    ],
    "a type of HTML": [{"type": SCRIPT, "name": SCRIPT, "label": SCRIPT}] * 100,
}
"""Rows below the headers, each more than somebody could have meant."""


def attack(folder: Path) -> Iterator[Result]:
    """The tabs are mended at the end, which shows that the worker looks at them
    still.
    """
    programme = _programme(folder / "programme")
    with demonstration(folder / "tabs", PROGRAMME_DIR=str(programme)) as running:
        owner = sign_in(running, COORDINATOR)
        sheet = _Tab(running)
        before = sheet.lines()
        sheet.write([*before, ["text", "river", SCRIPT, SCRIPT, SCRIPT]])
        seen = wait_for(lambda: "mark" in owner.get(PAGE).hidden, PATIENCE)
        yield Result(
            "a question typed into the tab is there to be published", str(seen), seen
        )
        yield from _unallowed(running, owner)
        yield from _hostile(running, owner, sheet, before)
        yield from _headers(owner, sheet, before)
        yield from _mended(running, owner, sheet, before)


def _programme(folder: Path) -> Path:
    """The programme that is shipped, with a form that is edited in the sheet."""
    copy_programme(ROOT, folder)
    file = folder / "config" / "forms" / f"{NAME}.yaml"
    file.write_text(
        file.read_text("utf-8") + "edited_in_sheet: true\n", encoding="utf-8"
    )
    return folder


class _Tab:
    """The tab with the questions, written as somebody does who
    may edit the spreadsheet.
    """

    def __init__(self, running: Demonstration) -> None:
        address = urlsplit(running.sheet_url)
        self.visitor = Visitor(f"{address.scheme}://{address.netloc}", client="")
        self.path = f"/v4/spreadsheets/{running.book().rpartition('/')[2]}"
        structure = json.loads(
            self.visitor.get(f"{self.path}?fields=sheets.properties").text
        )
        properties = [sheet["properties"] for sheet in structure["sheets"]]
        self.sheet_id = next(
            item["sheetId"] for item in properties if item["title"] == f"{NAME} survey"
        )

    def lines(self) -> list[list[str]]:
        """What stands in it."""
        answer = self.visitor.get(f"{self.path}/values/{NAME}%20survey")
        return [list(map(str, line)) for line in json.loads(answer.text)["values"]]

    def write(self, lines: Sequence[Line]) -> Answer:
        """Puts these lines in the place of all that stands there."""
        everything = {"sheetId": self.sheet_id, "startRowIndex": 0}
        rows = []
        for line in lines:
            rows.append(
                {
                    "values": [
                        {"userEnteredValue": {"stringValue": cell}} for cell in line
                    ]
                }
            )
        start = {"sheetId": self.sheet_id, "rowIndex": 0, "columnIndex": 0}
        grid = {
            "rowCount": len(lines) + 1,
            "columnCount": max(map(len, lines)) + WIDTH,
            "frozenRowCount": 1,
        }
        properties = {"sheetId": self.sheet_id, "gridProperties": grid}
        requests = [
            {
                "updateSheetProperties": {
                    "properties": properties,
                    "fields": "gridProperties(rowCount,columnCount)",
                }
            },
            {"updateCells": {"range": everything, "fields": "userEnteredValue"}},
            {
                "updateCells": {
                    "rows": rows,
                    "fields": "userEnteredValue",
                    "start": start,
                }
            },
        ]
        body = json.dumps({"requests": requests})
        return self.visitor.ask(
            "POST", f"{self.path}:batchUpdate", body, Content_Type="application/json"
        )


def _unallowed(running: Demonstration, owner: Visitor) -> Iterator[Result]:
    hidden = owner.get(PAGE).hidden
    stranger = running.visitor()
    token = stranger.get("/staff/").hidden["csrf_token"]
    statuses = [
        stranger.post(PAGE, {"mark": hidden["mark"]}).status,
        stranger.post(PAGE, {"mark": hidden["mark"], "csrf_token": token}).status,
        stranger.post(f"{PAGE}/0", {"mark": "0-files", "csrf_token": token}).status,
        owner.post(
            PAGE, {"mark": hidden["mark"]}, Origin=EVIL, Referer=f"{EVIL}/"
        ).status,
        owner.post(PAGE, {**hidden, "mark": "0-made-up"}).status,
        owner.post(f"{PAGE}/99", hidden).status,
    ]
    wanted = [BAD_REQUEST, UNAUTHORISED, UNAUTHORISED, BAD_REQUEST, CONFLICT, NOT_FOUND]
    is_live = "river" in running.visitor().get(FORM).text
    figure = f"statuses {', '.join(map(str, statuses))}"
    yield Result(
        "publishing unsigned, forged, from elsewhere, made up",
        figure,
        statuses == wanted and not is_live,
    )


def _hostile(
    running: Demonstration, owner: Visitor, sheet: _Tab, before: Sequence[Line]
) -> Iterator[Result]:
    asked = running.visitor().get(FORM).text.count("<label")
    for name, lines in HOSTILE.items():
        written = sheet.write(
            [before[0], *(_line(before[0], row) for row in lines)]
        ).status
        seen = wait_for(
            lambda: (
                "mark" not in (page := owner.get(PAGE)).hidden and page.status == OK
            ),
            PATIENCE,
        )
        page = owner.get(PAGE)
        visitor = running.visitor()
        visitor.open_form()
        accepted = visitor.send_form().status
        is_unchanged = running.visitor().get(FORM).text.count("<label") == asked
        held = (
            written == OK
            and seen
            and accepted == SEE_OTHER
            and is_unchanged
            and SCRIPT not in page.text
        )
        figure = f"told in {page.seconds:.1f} s; the form is as it was, and accepted"
        yield Result(
            f"a tab with {name}",
            figure if held else f"written {written}, form {accepted}",
            held,
        )
        sheet.write([*before, ["text", "river", SCRIPT, SCRIPT, SCRIPT]])
        wait_for(lambda: "mark" in owner.get(PAGE).hidden, PATIENCE)


def _line(headers: Line, row: Mapping[str, str]) -> list[str]:
    """A row below the headers, with its words in every language."""
    return [row.get(header.partition("::")[0], "") for header in headers]


def _headers(owner: Visitor, sheet: _Tab, before: Sequence[Line]) -> Iterator[Result]:
    """What only the files say, written over the columns of a tab."""
    wanted = [
        "consent",
        "public",
        "recipients",
        "hoja_thanks",
        "redirect",
        "public_list",
    ]
    sheet.write([[*before[0], *wanted], *before[1:], ["text", "river", "R", "R", "R"]])
    told = wait_for(
        lambda: all(
            f"“{header}”" in owner.get(f"{PAGE}?lang=en").text for header in wanted
        ),
        PATIENCE,
    )
    is_offered = "mark" in owner.get(PAGE).hidden
    yield Result(
        "a tab that says consent, recipients, redirect …",
        f"told: {told}",
        told and not is_offered,
    )


def _mended(
    running: Demonstration, owner: Visitor, sheet: _Tab, before: Sequence[Line]
) -> Iterator[Result]:
    sheet.write([*before, ["text", "river", SCRIPT, SCRIPT, SCRIPT]])
    seen = wait_for(lambda: "mark" in owner.get(PAGE).hidden, PATIENCE)
    status = owner.post(PAGE, owner.get(PAGE).hidden).status
    page = running.visitor().get(FORM)
    held = (
        seen
        and status == SEE_OTHER
        and 'name="river"' in page.text
        and SCRIPT not in page.text
    )
    yield Result(
        "… mended, published, with a label of HTML",
        f"status {status}; it is a text on the page",
        held,
    )
