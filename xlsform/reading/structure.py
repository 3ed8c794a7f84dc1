"""The rows of the sheet survey as a tree of groups, and flat again in the way of our forms.

A section of ours reaches up to the next one, and a page up to the next page. A group becomes a section where nothing but a group,
or the end, follows behind it; where a question does, it is a line of text, and its condition goes to each of its questions:
nothing belongs to it that did not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from xlsform.reading.question_types import Part, RowType, row_type
from xlsform.reading.workbook import Row, Sheet
from xlsform.remarks import Remarks, Weight

PAGE = "page"
PAGE_OF_ODK = "field-list"
"""The appearance of a group that ODK and Enketo show on one page."""
TRUE = frozenset({"yes", "true", "true()", "y", "1", "x"})


@dataclass(frozen=True)
class SurveyRow:
    """A row with its type; `groups`: the rows of the groups around it, the outermost first."""

    row: Row
    type: RowType
    groups: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Group:
    """A group of rows and groups."""

    row: Row
    groups: tuple[Row, ...]
    parts: list["SurveyRow | Group"] = field(default_factory=list)


@dataclass(frozen=True)
class Heading:
    """What a group becomes: a page, a section, or a line of text between the questions."""

    row: Row
    groups: tuple[Row, ...]
    is_section: bool
    is_page: bool = False

    @property
    def type(self) -> str:
        """The word of our files."""
        if self.is_page:
            return PAGE
        return "section" if self.is_section else "note"


@dataclass(frozen=True)
class Line:
    """A question, or a heading, with the groups whose conditions are its own: those that its section does not have."""

    item: SurveyRow | Heading
    conditions: tuple[Row, ...]


def read_structure(sheet: Sheet, remarks: Remarks) -> tuple[list[SurveyRow | Group], dict[str, Row]]:
    """The tree, and the names that a workbook has and the form will not, with their rows."""
    top: list[SurveyRow | Group] = []
    open_groups: list[Group] = []
    left_out: dict[str, Row] = {}
    repeats: list[Row] = []
    for row in sheet.rows:
        if row.get("disabled").lower() in TRUE:
            remarks.add(Weight.changed, sheet.name, row.cell("disabled"), "this row is disabled and was not read")
            continue
        if not row.get("type"):
            _tell_missing_type(row, remarks)
            continue
        type = row_type(row.get("type"))
        if type.part is Part.repeat:
            repeats.append(row)
            left_out[row.get("name")] = row
        elif type.part is Part.end_repeat:
            _end_repeat(row, repeats, remarks)
        elif repeats:
            left_out[row.get("name")] = row
        elif type.part is Part.group:
            group = Group(row, tuple(group.row for group in open_groups))
            _into(open_groups, top).append(group)
            open_groups.append(group)
        elif type.part is Part.end_group:
            if open_groups:
                open_groups.pop()
            else:
                remarks.add(Weight.mistake, sheet.name, row.cell("type"), "no group is open here")
        else:
            _into(open_groups, top).append(SurveyRow(row, type, tuple(group.row for group in open_groups)))
    for unclosed in [*(group.row for group in open_groups), *repeats]:
        remarks.add(Weight.mistake, sheet.name, unclosed.cell("type"), "what begins here has no end")
    return top, left_out


def _into(open_groups: Sequence[Group], top: list[SurveyRow | Group]) -> list[SurveyRow | Group]:
    return open_groups[-1].parts if open_groups else top


def _tell_missing_type(row: Row, remarks: Remarks) -> None:
    if row.get("name") or row.texts("label"):
        remarks.add(Weight.mistake, row.sheet, row.cell("type"), "the type is missing")
    else:
        remarks.add(Weight.changed, row.sheet, row.cell("type"), "this row has no type and no name, and was not read")


def _end_repeat(row: Row, repeats: list[Row], remarks: Remarks) -> None:
    if not repeats:
        remarks.add(Weight.mistake, row.sheet, row.cell("type"), "no repeat is open here")
        return
    begin = repeats.pop()
    if not repeats:
        text = f"repeats are not carried: {begin.get('name')} and all in it, up to row {row.number}"
        remarks.add(Weight.left_out, row.sheet, begin.cell("type"), text)


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
                page, section = (item.row,), ()
                lines.append(Line(item, page))
                continue
            if item.is_section:
                section = around
                lines.append(Line(item, around))
                continue
        lines.append(Line(item, tuple(group for group in around if group not in section)))
    return lines


def _pages(parts: Sequence[SurveyRow | Group]) -> list[Row]:
    """The groups that an export of ours calls pages, but for those behind which something stands that is in no page."""
    pages: list[Row] = []
    for part in reversed(parts):
        if isinstance(part, SurveyRow) or part.row.get("hoja_type") != PAGE or not part.row.texts("label"):
            break
        pages.append(part.row)
    return pages


def _backwards(
    parts: Sequence[SurveyRow | Group], *, is_followed_by_section: bool
) -> tuple[list[SurveyRow | Heading], bool]:
    """The lines from the last to the first, and whether the first of them begins a section."""
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
            # Without a heading nothing shows where it begins: it is a condition of its questions only.
            follows = inner_follows
    return lines, follows


def walk(parts: Sequence[SurveyRow | Group]) -> Iterator[SurveyRow | Group]:
    """Everything in a tree, in order."""
    for part in parts:
        yield part
        if isinstance(part, Group):
            yield from walk(part.parts)
