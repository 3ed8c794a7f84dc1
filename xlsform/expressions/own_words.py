"""An expression in our own words beside XLSForm's: the cell `hoja_relevant` says what
`relevant` says in another way, or cannot say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from expressions.reading.syntax import ExpressionError
from expressions.xlsform import translate
from xlsform.expressions.choices_in_expressions import with_our_choices
from xlsform.expressions.printer import printed, printed_filter
from xlsform.expressions.quotes import double_quoted
from xlsform.reading.headers import FILTER
from xlsform.reading.workbook import straight


@dataclass(frozen=True)
class Names:
    """What the expressions of a row may name.

    `types`: of the questions, by our names; `repeats`: those of which an expression
    can look at all repetitions, with the types in them.
    """

    types: Mapping[str, str]
    repeats: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def in_xlsform(header: str, ours: str, names: Names) -> str:
    """The cell that an export writes for an expression.

    Raises ExpressionError where XLSForm has no words for it.
    """
    if header == FILTER:
        return printed_filter(ours, names.types)
    return printed(ours, names.types, names.repeats)


def is_read_back(header: str, ours: str, cell: str, names: Names) -> bool:
    """Whether a cell alone comes back as the words that it was written from."""
    # A filter names columns of the choices, which only their sheet knows.
    attributes = None
    if header == FILTER:
        attributes = _Same()
    ticks = []
    for name, type in names.types.items():
        if type == "acknowledge":
            ticks.append(name)
    try:
        translated = translate(straight(cell), "", _paths(names), attributes)
        returned = double_quoted(with_our_choices(translated, {}, ticks))
    except ExpressionError:
        # What cannot be translated back was not written by us: it is taken as it
        # stands.
        return False
    return returned == ours


def is_still_said(header: str, ours: str, cell: str, names: Names) -> bool:
    """Whether a cell is what an export writes for words of ours.

    Who has edited the cell of XLSForm means what it says then.
    """
    try:
        return straight(in_xlsform(header, ours, names)) == cell
    except ExpressionError:
        return not cell


def _paths(names: Names) -> dict[str, str]:
    """What each question is called in our words: `budget.amount` from outside."""
    paths = {name: name for name in names.types}
    for repeat, types in names.repeats.items():
        paths.setdefault(repeat, repeat)
        for name in types:
            paths.setdefault(name, f"{repeat}.{name}")
    return paths


class _Same(dict[str, str]):
    """Every name as it is."""

    def get(self, name: str, default: str | None = None) -> str | None:  # type: ignore[override]  # each name has itself
        return name
