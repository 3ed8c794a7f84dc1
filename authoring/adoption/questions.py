"""What can mean two things in a tab, in words."""

from collections.abc import Iterator

from authoring.adoption.column_types import Kind
from authoring.adoption.layout import Heading, Layout
from core.notation.spreadsheet_text import column_letters

SHOWN = 3
"""So many cells are named; the rest is counted."""


def layout_questions(layout: Layout) -> Iterator[str]:
    """About rows and headings."""
    title = layout.tab.title
    if layout.row > 0:
        yield (
            f"{title}: the headings stand in row {layout.row + 1}. Delete the rows above "
            "or move them to another tab: Hoja looks for headings in row 1."
        )
    for row in layout.totals:
        yield (
            f"{title}: row {row + 1} looks like a total. Delete it or move it: Hoja would "
            "take it for a record."
        )
    for heading in layout.doubles:
        yield (
            f"{title}: the heading “{heading.label}” stands there twice; the one in column "
            f"{column_letters(heading.column)} is left out."
        )
    for column in layout.nameless:
        yield f"{title}: column {column_letters(column)} has no heading and is left out."


def column_questions(layout: Layout, heading: Heading, kind: Kind) -> Iterator[str]:
    """About the cells of a column."""
    where = f"{layout.tab.title}, “{heading.label}”"
    yield from (f"{where}: {doubt}." for doubt in kind.doubts)
    if kind.unfit:
        cells = []
        for row in kind.unfit[:SHOWN]:
            text = layout.tab.cell(row, heading.column).text
            cells.append(f"{layout.tab.address(row, heading.column)} “{text}”")
        rest = len(kind.unfit) - len(cells)
        more = f" and {rest} more" if rest else ""
        yield f"{where}: taken for {kind.type}, which these are not: {', '.join(cells)}{more}."
    formulas = layout.formulas(heading)
    if formulas:
        yield (
            f"{where}: {formulas} formulas. They stay, and Hoja reads what they give; rows "
            "of a form have none. `value` in the file, or an ARRAYFORMULA, fills those, too."
        )
