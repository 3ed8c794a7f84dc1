"""The rows of the tab in which the texts of mails are edited: one a mail and language,
under headers in any language that Hoja speaks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from core.texts import languages, texts
from core.texts import mark as _
from fieldtypes.normalise import plain
from programme.mail_text import PARTS, MailText
from published_tabs.cells import Cell, Most, bounded_lines
from published_tabs.mistakes import TabMistake, of_sheet

HEADERS: Mapping[str, str] = {
    "message": _("Mail"),
    "language": _("Language"),
    "purpose": _("What it is for"),
    "subject": _("Subject"),
    "body": _("Text of the mail"),
    "digest": _("Its line in a list of several"),
    "short": _("Short text for WhatsApp"),
    "state": _("State"),
}
"""Column → its header, in the order in which a new tab has them. `purpose` and `state`
are written and never read.
"""
NEEDED = ("message", "language", "subject", "body")
KEY_COLUMNS = ("message", "language")
MOST = Most(lines=2_001, columns=40, characters=40_000)
NOT_HERE = frozenset(
    {"to", "cc", "bcc", "recipient", "recipients", "attachment", "attachments"}
    | {"reply to", "from", "sender", "when", "send at", "condition"}
    | {"para", "destinatario", "destinatarios", "adjunto", "adjuntos", "remitente"}
    | {"anexo", "anexos", "cuando", "quando", "destinataire", "destinataires"}
    | {"piece jointe", "pieces jointes", "quand", "expediteur"}
    | {"an", "empfanger", "anhang", "anhange", "absender", "wann"}
)
"""Headers by which somebody would say in the tab what only the files say; plain."""
IN_FILES_ONLY = _(
    "“{header}” is said in the programme’s files only: here stands what mails say, never to whom, when and with what they go"
)
LACKING = _("the column “{header}” is missing: nothing is read before it is back")
TWICE = _("two columns are called “{header}”: nothing is read before one of them goes")


@dataclass(frozen=True)
class TextRow:
    """A row with something in it. `number`: from 1, as the spreadsheet counts; `parts`:
    of a mail text, those that the tab has a column for; `excess`: what of it was too
    much, and is cut off.
    """

    number: int
    message: str
    language: str
    parts: Mapping[str, str]
    excess: tuple[TabMistake, ...] = ()

    def text(self, present: MailText) -> MailText:
        """What it says; parts without a column stay what they are at present."""
        return MailText.written({**present.as_json(), **self.parts})

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing beside which mail it is."""
        return not any(part.strip() for part in self.parts.values())


@dataclass(frozen=True)
class TextRows:
    """What stands in the tab. `columns`: name → index; `mistakes`: what is wrong with
    the tab as a whole.
    """

    rows: tuple[TextRow, ...] = ()
    columns: Mapping[str, int] = field(default_factory=dict)
    mistakes: tuple[TabMistake, ...] = ()

    @property
    def is_read(self) -> bool:
        """Whether the headers say enough for any row to be read."""
        return all(name in self.columns for name in NEEDED)

    def cell(self, row: TextRow, column: str) -> str:
        """The name of a cell of a row, as the spreadsheet calls it."""
        return of_sheet(row.number, self.columns.get(column))


def headers(language: str) -> list[str]:
    """The headers of a new tab."""
    return [texts(language).gettext(header) for header in HEADERS.values()]


def read_rows(lines: Sequence[Sequence[Any]], language: str) -> TextRows:
    """What the cells of the tab say; with mistakes in its headers, no rows.

    `language`: of the spreadsheet.
    """
    excess: list[TabMistake] = []
    bounded = bounded_lines("", lines, MOST, excess)
    first: Sequence[Cell] = ()
    if bounded:
        first = bounded[0]
    columns, mistakes = _columns(first, language)
    of_rows: dict[int, list[TabMistake]] = {}
    for mistake in excess:
        row_number = int("".join(filter(str.isdigit, mistake.cell.partition(":")[0])))
        of_rows.setdefault(row_number, []).append(mistake)
    # Behind the last row that is read, nobody else would tell it.
    for row_number in list(of_rows):
        if row_number == 1 or row_number > len(bounded):
            mistakes += of_rows.pop(row_number)
    found = TextRows((), columns, tuple(mistakes))
    if not found.is_read:
        return found
    rows: list[TextRow] = []
    for number, line in enumerate(bounded[1:], 2):
        row = _row(number, line, columns, tuple(of_rows.get(number, ())))
        if row.message or row.language or not row.is_blank:
            rows.append(row)
    return replace(found, rows=tuple(rows))


def _columns(
    first: Sequence[Cell], language: str
) -> tuple[dict[str, int], list[TabMistake]]:
    """Where each column stands, and what is wrong with the headers."""
    columns: dict[str, int] = {}
    mistakes: list[TabMistake] = []
    for index, cell in enumerate(first):
        header = str(cell or "").strip()
        name = _names().get(plain(header))
        place = of_sheet(1, index)
        gaps = (("header", header),)
        if plain(header) in NOT_HERE:
            mistakes.append(TabMistake("", place, IN_FILES_ONLY, gaps))
        elif name in columns and name in PARTS + KEY_COLUMNS:
            mistakes.append(TabMistake("", place, TWICE, gaps))
            # Which of both is meant only a person can say.
            del columns[name]
        elif name:
            columns[name] = index
    told = {plain(dict(mistake.values)["header"]) for mistake in mistakes}
    for name in NEEDED:
        if name not in columns and not told & _spellings(name):
            gaps = (("header", texts(language).gettext(HEADERS[name])),)
            mistakes.append(TabMistake("", "", LACKING, gaps))
    return columns, mistakes


@cache
def _names() -> Mapping[str, str]:
    """Header in any language, plain → column."""
    names: dict[str, str] = {}
    for name in HEADERS:
        for spelling in _spellings(name):
            names[spelling] = name
    return names


@cache
def _spellings(name: str) -> frozenset[str]:
    header = HEADERS[name]
    return frozenset(
        plain(texts(language).gettext(header)) for language in languages()
    ) | {name}


def _row(
    number: int,
    line: Sequence[Cell],
    columns: Mapping[str, int],
    excess: tuple[TabMistake, ...],
) -> TextRow:
    def cell(name: str) -> str:
        index = columns[name]
        if index >= len(line) or line[index] is None:
            return ""
        return str(line[index])

    parts = {name: cell(name) for name in PARTS if name in columns}
    return TextRow(
        number, cell("message").strip(), cell("language").strip(), parts, excess
    )
