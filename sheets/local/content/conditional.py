"""Conditional formats: by text, by blank, by number, by a formula of those that
the local server works out.
"""

from functools import cached_property

from sheets.local.formulas import references
from sheets.local.formulas.evaluate import Calculator
from sheets.local.formulas.references import Corner, Reference
from sheets.local.model.json_parts import items_of, number_of, part_of
from sheets.local.model.spreadsheet import Cell, Formula, Json, Scalar, Sheet

FORMULA = "CUSTOM_FORMULA"
ELSEWHERE = ("TODAY", "NOW", "RAND", "INDIRECT", "OFFSET")


class Painted:
    """The looks that a tab's conditional formats give its cells."""

    def __init__(self, sheet: Sheet, calculator: Calculator) -> None:
        self.sheet = sheet
        self.calculator = calculator
        self.rules = [
            Rule(rule)
            for rule in sheet.conditional
            if rule.get("booleanRule") and rule.get("ranges")
        ]

    @property
    def by_row(self) -> bool:
        """Whether the looks of a row depend on nothing but this row."""
        return all(
            rule.formula is None or rule.formula.stays_in_row for rule in self.rules
        )

    def format(self, row: int, column: int, value: Scalar) -> Json | None:
        """The format of the first rule that holds for a cell."""
        for rule in self.rules:
            if rule.covers(row, column) and self._holds(rule, row, column, value):
                return rule.format
        return None

    def _holds(self, rule: "Rule", row: int, column: int, value: Scalar) -> bool:
        if rule.formula is None:
            return holds(rule.condition, value)
        return rule.formula.holds(self.calculator, self.sheet, row, column)


class Rule:
    """One rule that paints or does not."""

    def __init__(self, rule: Json) -> None:
        self.ranges: list[Json] = rule["ranges"]
        self.condition: Json = part_of(rule["booleanRule"], "condition")
        self.format: Json = part_of(rule["booleanRule"], "format")
        values = self.condition.get("values") or [{}]
        text = str(values[0].get("userEnteredValue", ""))
        is_formula = self.condition.get("type") == FORMULA and text.startswith("=")
        self.formula = Test(Formula(text), self.ranges[0]) if is_formula else None

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell lies in one of the rule's ranges."""
        return any(_covers(part, row, column) for part in self.ranges)


def _covers(part: Json, row: int, column: int) -> bool:
    rows = part.get("startRowIndex", 0) <= row < part.get("endRowIndex", row + 1)
    return rows and bool(
        part.get("startColumnIndex", 0)
        <= column
        < part.get("endColumnIndex", column + 1)
    )


class Test:
    """A formula written for the first cell of a range, and asked for each of its
    cells.
    """

    def __init__(self, formula: Formula, first: Json) -> None:
        self.formula = formula
        self.top = number_of(first, "startRowIndex")
        self.left = number_of(first, "startColumnIndex")
        self.known: dict[tuple[int, int | None], bool] = {}

    @cached_property
    def references(self) -> list[Reference]:
        """What the formula points at."""
        collected: list[Reference] = []

        def note(reference: Reference) -> Reference:
            collected.append(reference)
            return reference

        references.rewritten(self.formula, note)
        return collected

    @cached_property
    def stays_in_row(self) -> bool:
        """Whether it points at nothing but its own row; what it makes of a row then
        changes with the row alone.
        """
        # These change without any cell of the row changing.
        formula = self.formula.upper()
        if any(name in formula for name in ELSEWHERE):
            return False
        if any(reference.title for reference in self.references):
            return False
        return all(end.row == self.top and not end.row_fixed for end in self._ends())

    @cached_property
    def same_for_all_columns(self) -> bool:
        """Whether the answer is one for the whole row, as with `=$C2="x"`."""
        return all(end.column_fixed or end.column is None for end in self._ends())

    def _ends(self) -> list[Corner]:
        """Both ends of every reference."""
        ends = [reference.first for reference in self.references]
        return ends + [
            reference.last for reference in self.references if reference.last
        ]

    def holds(
        self, calculator: Calculator, sheet: Sheet, row: int, column: int
    ) -> bool:
        """Whether the formula comes to something true for a cell; an error is not."""
        # One answer a row where the formula fixes its columns: thousands of cells ask.
        key = (row, None if self.same_for_all_columns else column)
        if key not in self.known:
            moved = references.copied(
                Cell(self.formula), row - self.top, column - self.left
            ).entered
            value = calculator.result(Formula(moved), sheet, row, column)
            self.known[key] = bool(value) and not isinstance(value, str)
        return self.known[key]


def holds(condition: Json, value: Scalar) -> bool:
    """Whether a condition holds for a value; a kind not known here never does."""
    kind = str(condition.get("type"))
    operands = []
    for entry in items_of(condition, "values"):
        operands.append(str(entry.get("userEnteredValue", "")))
    text = ""
    if value is not None:
        text = str(value)
    if kind in ("BLANK", "NOT_BLANK"):
        return (text == "") == (kind == "BLANK")
    if not operands:
        return False
    return _read(kind, text.casefold(), operands[0].casefold()) or _compared(
        kind, value, operands[0]
    )


def _read(kind: str, text: str, operand: str) -> bool:
    match kind:
        case "TEXT_EQ":
            return text == operand
        case "TEXT_NOT_EQ":
            return text != operand
        case "TEXT_CONTAINS":
            return operand in text
        case "TEXT_NOT_CONTAINS":
            return operand not in text
        case "TEXT_STARTS_WITH":
            return text.startswith(operand)
        case "TEXT_ENDS_WITH":
            return text.endswith(operand)
    return False


def _compared(kind: str, value: Scalar, operand: str) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        limit = float(operand)
    except ValueError:
        # A rule that compares with a text paints nothing, as at Google.
        return False
    tests = {
        "NUMBER_GREATER": value > limit,
        "NUMBER_GREATER_THAN_EQ": value >= limit,
        "NUMBER_LESS": value < limit,
        "NUMBER_LESS_THAN_EQ": value <= limit,
        "NUMBER_EQ": value == limit,
        "NUMBER_NOT_EQ": value != limit,
    }
    return tests.get(kind, False)
