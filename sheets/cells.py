"""One cell: from a canonical value to what the sheet shows, and back.

Staff type as people do; what makes no sense becomes a problem and never a guess.
"""

import re
from dataclasses import dataclass
from typing import Any

from core.texts import mark as _
from expressions.types import ValueType
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import blank, nothing, plain
from programme.model import Programme
from programme.parts import Column
from programme.records.record import Value

LOADING = "Loading..."
"""What Google gives of a cell whose formula asks another
service, until that has answered.
"""
ERROR = re.compile(r"#(?:N/[AD]|[¡¿]?[A-ZÀ-Ý0-9/]+[!?])")


@dataclass(frozen=True)
class Cells:
    """Turns values of one programme's columns into cells and back."""

    programme: Programme

    def show(self, column: Column, value: Value) -> str | float | None:
        """What stands in the cell: text, or a number for numbers
        and dates; None for blank.

        What is not of the column's type (it was sent before the column became a date)
        goes there as the text that it is: the next reading asks about this one cell,
        and no other row waits for it.
        """
        if value is None or value in ("", []):
            return None
        try:
            return column.field_type.to_cell(value, column, self.programme.locality)
        except (ValueError, OverflowError):
            # What does not fit its type any more is shown as it is: a person sees it,
            # and nothing is lost.
            return str(value)

    def typed(self, column: Column, value: Value) -> dict[str, Any]:
        """The cell as the API's CellData, typed, so that
        nothing is parsed on its way in.
        """
        shown = self.show(column, value)
        cell: dict[str, Any] = {}
        if column.number_format is not None:
            cell["userEnteredFormat"] = {"numberFormat": dict(column.number_format)}
        if isinstance(shown, float):
            cell["userEnteredValue"] = {"numberValue": shown}
        elif shown is not None:
            cell["userEnteredValue"] = {"stringValue": shown}
        return cell

    def read(self, column: Column, raw: object, country: str = "") -> Value:
        """The canonical value of a raw cell; blank is None. Raises NotUnderstoodError.

        `country`: what the row's cell of `country_from` says.
        """
        if raw is None:
            return None
        if isinstance(raw, str) and (blank(raw) or _stands_for_nothing(column, raw)):
            return None
        if raw is False and column.field_type.expression_type is not ValueType.boolean:
            # Check boxes over a whole column hold FALSE in every row.
            return None
        # A translation by a formula comes later, or not at all:
        # until then there is none.
        if (
            column.translation_of
            and isinstance(raw, str)
            and (ERROR.fullmatch(raw) or raw == LOADING)
        ):
            return None
        if isinstance(raw, str) and ERROR.fullmatch(raw):
            raise NotUnderstoodError(
                _("The formula in this cell gives an error: {value}"), value=raw
            )
        return column.field_type.from_cell(
            raw, column, self.programme.locality.of_row(country)
        )


def _stands_for_nothing(column: Column, raw: str) -> bool:
    """Whether a dash or the like stands for blank.

    In sentences it is kept, and beside a box it says no.
    """
    if not column.field_type.dash_is_blank or not nothing(raw):
        return False
    # Somebody may have a choice called “-”.
    labels = {
        label
        for choice in column.choices
        for label in (*choice.label.values(), *choice.aliases)
    }
    return plain(raw) not in map(plain, labels)


def says_nothing(raw: object) -> bool:
    """Whether a raw cell is as good as empty: blank, or a box that is not ticked."""
    if raw is None:
        return True
    if raw is False:
        return True
    return isinstance(raw, str) and blank(raw)
