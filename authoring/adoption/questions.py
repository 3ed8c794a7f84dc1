"""What can mean two things in a tab, in the words of the sheet's language."""

from collections.abc import Iterator

from authoring.adoption.column_types import Kind
from authoring.adoption.layout import Heading, Layout
from authoring.saying import TYPE_WORDS, Say
from core.notation.spreadsheet_text import column_letters
from core.texts import mark as _

SHOWN = 3
"""So many cells are named; the rest is counted."""
HEADINGS_BELOW = _(
    "{tab}: the headings stand in row {row}. Delete the rows above or move them to another tab: Hoja looks for headings in row 1."
)
TOTAL = _(
    "{tab}: row {row} looks like a total. Delete it or move it: Hoja would take it for a record."
)
DOUBLE = _(
    "{tab}: the heading “{heading}” appears twice; the one in column {column} is left out."
)
NAMELESS = _("{tab}: column {column} has no heading and is left out.")
COLUMN = _("{tab}, column “{heading}”")
CELL = _("“{text}” in {cell}")
DOUBT = _("{column}, to be checked: {doubt}.")
UNFIT = _("{column}: taken for {type}, but these cells do not fit: {cells}.")
FORMULAS = _(
    "{column}: has formulas ({count}). They stay, and Hoja reads their results; rows that come by a form have none. "
    "`value` in the file, or an ARRAYFORMULA, fills those, too."
)


def layout_questions(layout: Layout, say: Say) -> Iterator[str]:
    """About rows and headings."""
    title = layout.tab.title
    if layout.row > 0:
        yield say(HEADINGS_BELOW, tab=title, row=layout.row + 1)
    for row in layout.totals:
        yield say(TOTAL, tab=title, row=row + 1)
    for heading in layout.doubles:
        letters = column_letters(heading.column)
        yield say(DOUBLE, tab=title, heading=heading.label, column=letters)
    for column in layout.nameless:
        yield say(NAMELESS, tab=title, column=column_letters(column))


def column_place(layout: Layout, heading: Heading, say: Say) -> str:
    """Which column of which tab, as questions name it."""
    return say(COLUMN, tab=layout.tab.title, heading=heading.label)


def column_questions(
    layout: Layout, heading: Heading, kind: Kind, say: Say
) -> Iterator[str]:
    """About the cells of a column."""
    where = column_place(layout, heading, say)
    for doubt in kind.doubts:
        yield say(DOUBT, column=where, doubt=doubt)
    if kind.unfit:
        cells = []
        for row in kind.unfit[:SHOWN]:
            text = layout.tab.cell(row, heading.column).text
            address = layout.tab.address(row, heading.column)
            cells.append(say(CELL, cell=address, text=text))
        remaining = len(kind.unfit) - len(cells)
        if remaining:
            cells.append(f"+{remaining}")
        type = say(TYPE_WORDS[kind.type])
        yield say(UNFIT, column=where, type=type, cells=", ".join(cells))
    formulas = layout.formulas(heading)
    if formulas:
        yield say(FORMULAS, column=where, count=formulas)
