"""The rows of the sheet survey as a tree of groups, and flat
again in the way of our forms.

A section of ours reaches up to the next one, and a page up to the next page. A group
becomes a section where nothing but a group, or the end, follows behind it; where a
question does, it is a line of text, and its condition goes to each of its questions:
nothing belongs to it that did not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from xlsform.reading.question_types import Part, RowType, row_type
from xlsform.reading.workbook import Row, Sheet
from xlsform.remarks import Remarks, Weight

NO_END = "what begins here has no end"
PAGE = "page"
PAGE_OF_ODK = "field-list"
"""The appearance of a group that ODK and Enketo show on one page."""
TRUE = frozenset({"yes", "true", "true()", "y", "1", "x"})


@dataclass(frozen=True)
class SurveyRow:
    """A row with its type; `groups`: the rows of the groups around it, the outermost
    first; `parts`: what a repeat holds.
    """

    row: Row
    type: RowType
    groups: tuple[Row, ...] = ()
    parts: "tuple[SurveyRow | Group, ...]" = ()


@dataclass(frozen=True)
class Group:
    """A group of rows and groups."""

    row: Row
    groups: tuple[Row, ...]
    parts: list["SurveyRow | Group"] = field(default_factory=list)


@dataclass(frozen=True)
class Heading:
    """What a group becomes: a page, a section, or a line of text between the
    questions.
    """

    row: Row
    groups: tuple[Row, ...]
    is_section: bool
    is_page: bool = False

    @property
    def type(self) -> str:
        """The word of our files."""
        if self.is_page:
            return PAGE
        if self.is_section:
            return "section"
        return "note"


@dataclass(frozen=True)
class Line:
    """A question, or a heading, with the groups whose conditions are its own: those
    that its section does not have.
    """

    item: SurveyRow | Heading
    conditions: tuple[Row, ...]


@dataclass
class _Frame:
    """What is being read: the form, or a repeat (`row`) with its own groups."""

    row: Row | None = None
    parts: list["SurveyRow | Group"] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def around(self) -> tuple[Row, ...]:
        return tuple(group.row for group in self.groups)

    def add(self, part: "SurveyRow | Group") -> None:
        (self.groups[-1].parts if self.groups else self.parts).append(part)


def read_structure(
    sheet: Sheet, remarks: Remarks
) -> tuple[list[SurveyRow | Group], dict[str, Row]]:
    """The tree, and the names that a workbook has and the form
    will not, with their rows.
    """
    reading = _Reading(sheet, remarks)
    for row in sheet.rows:
        if row.get("disabled").lower() in TRUE:
            remarks.add(
                Weight.changed,
                sheet.name,
                row.cell("disabled"),
                "this row is disabled and was not read",
            )
        elif row.get("type"):
            reading.read(row, row_type(row.get("type")))
        else:
            _tell_missing_type(row, remarks)
    return reading.end(), reading.left_out


class _Reading:
    def __init__(self, sheet: Sheet, remarks: Remarks) -> None:
        self.sheet = sheet
        self.remarks = remarks
        self.frames = [_Frame()]
        self.inner: list[Row] = []
        """Repeats inside of a repeat, which are left out with all that is in them."""
        self.left_out: dict[str, Row] = {}

    def read(self, row: Row, type: RowType) -> None:
        frame = self.frames[-1]
        is_carried = type.type == "repeat" and not self.inner and frame.row is None
        if type.part is Part.repeat and not is_carried:
            self.inner.append(row)
            self.left_out[row.get("name")] = row
        elif type.part is Part.end_repeat:
            self._end_repeat(row)
        elif self.inner:
            self.left_out[row.get("name")] = row
        elif type.part is Part.repeat:
            self.frames.append(_Frame(row))
        else:
            self._read_inside(frame, row, type)

    def _read_inside(self, frame: _Frame, row: Row, type: RowType) -> None:
        """Reads what begins, ends or stands inside of a repeat, or outside of all."""
        if type.part is Part.group:
            group = Group(row, frame.around)
            frame.add(group)
            frame.groups.append(group)
        elif type.part is not Part.end_group:
            frame.add(SurveyRow(row, type, frame.around))
        elif frame.groups:
            frame.groups.pop()
        else:
            self._mistake(row, "no group is open here")

    def _end_repeat(self, row: Row) -> None:
        if self.inner:
            begin = self.inner.pop()
            if not self.inner:
                text = f"a loop, or a repeat in a repeat, is not carried: {begin.get('name')} and all in it,"
                text += f" up to row {row.number}"
                self.remarks.add(Weight.left_out, row.sheet, begin.cell("type"), text)
        elif len(self.frames) == 1:
            self._mistake(row, "no repeat is open here")
        else:
            self._close()

    def _close(self) -> None:
        """A repeat has ended: it is a part of what stands around it."""
        frame = self.frames.pop()
        assert frame.row is not None
        for group in frame.groups:
            self._mistake(group.row, NO_END)
        outer = self.frames[-1]
        outer.add(
            SurveyRow(
                frame.row,
                row_type(frame.row.get("type")),
                outer.around,
                tuple(frame.parts),
            )
        )

    def end(self) -> list[SurveyRow | Group]:
        """The tree; tells what has no end."""
        for row in self.inner:
            self._mistake(row, NO_END)
        while len(self.frames) > 1:
            begin = self.frames[-1].row
            self._close()
            if begin is not None:
                self._mistake(begin, NO_END)
        for group in self.frames[0].groups:
            self._mistake(group.row, NO_END)
        return self.frames[0].parts

    def _mistake(self, row: Row, text: str) -> None:
        self.remarks.add(Weight.mistake, self.sheet.name, row.cell("type"), text)


def _tell_missing_type(row: Row, remarks: Remarks) -> None:
    if row.get("name") or row.texts("label"):
        remarks.add(Weight.mistake, row.sheet, row.cell("type"), "the type is missing")
    else:
        remarks.add(
            Weight.changed,
            row.sheet,
            row.cell("type"),
            "this row has no type and no name, and was not read",
        )


def flat(parts: Sequence[SurveyRow | Group]) -> list[Line]:
    """The lines of a form, in order."""
    backwards, _ = _backwards(parts, is_followed_by_section=True)
    pages = _pages(parts)
    lines: list[Line] = []
    page: tuple[Row, ...] = ()
    section: tuple[Row, ...] = ()
    for part in reversed(backwards):
        item = part
        if isinstance(item, Heading) and item.row in pages:
            item = replace(item, is_page=True)
        around = tuple(group for group in item.groups if group not in page)
        if isinstance(item, Heading):
            around = (*around, item.row)
            if item.is_page:
                page = (item.row,)
                section = ()
                lines.append(Line(item, page))
                continue
            if item.is_section:
                section = around
                lines.append(Line(item, around))
                continue
        lines.append(
            Line(item, tuple(group for group in around if group not in section))
        )
    return lines


def _pages(parts: Sequence[SurveyRow | Group]) -> list[Row]:
    """The groups that an export of ours calls pages, but for those behind which
    something stands that is in no page.
    """
    pages: list[Row] = []
    for part in reversed(parts):
        if (
            isinstance(part, SurveyRow)
            or part.row.get("hoja_type") != PAGE
            or not part.row.texts("label")
        ):
            break
        pages.append(part.row)
    return pages


def _backwards(
    parts: Sequence[SurveyRow | Group], *, is_followed_by_section: bool
) -> tuple[list[SurveyRow | Heading], bool]:
    """The lines from the last to the first, and whether the first
    of them begins a section.
    """
    lines: list[SurveyRow | Heading] = []
    follows = is_followed_by_section
    for part in reversed(parts):
        if isinstance(part, SurveyRow):
            lines.append(part)
            follows = False
            continue
        inner, inner_follows = _backwards(part.parts, is_followed_by_section=follows)
        lines.extend(inner)
        if part.row.texts("label"):
            lines.append(Heading(part.row, part.groups, is_section=follows))
        else:
            # Without a heading nothing shows where it begins: it is a
            # condition of its questions only.
            follows = inner_follows
    return lines, follows


def walk(parts: Sequence[SurveyRow | Group]) -> Iterator[SurveyRow | Group]:
    """Everything in a tree, in order."""
    for part in parts:
        yield part
        yield from walk(part.parts)
