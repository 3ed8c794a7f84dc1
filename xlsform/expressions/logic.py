"""The expressions of a workbook in our words, checked; what is out of the
subset is told by its cell.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from core.notation.spelling import nearest
from expressions.evaluate import Expression, compile_condition, compile_expression
from expressions.reading.syntax import ExpressionError
from expressions.types import RecordType, ValueType, value_type
from expressions.xlsform import translate
from fieldtypes.registry import field_type
from programme.expressions import scope_of_answers
from programme.form_parts.form_scope import scope_in_repetition, scope_with_repeats
from xlsform.expressions.choices_in_expressions import with_our_choices
from xlsform.expressions.filters import Answers, check_filter, translated_filter
from xlsform.expressions.own_words import Names, is_still_said
from xlsform.expressions.quotes import double_quoted
from xlsform.reading.choice_lists import ChoiceList
from xlsform.reading.headers import own_header
from xlsform.reading.workbook import Row
from xlsform.remarks import Remarks, Weight

REFERENCE = re.compile(r"\$\{\s*([^\s{}]+)\s*\}")
TYPE_OF_RESULT = {
    ValueType.text: "text", ValueType.number: "decimal", ValueType.boolean: "acknowledge", ValueType.date: "date",
    ValueType.moment: "moment", ValueType.time: "time",
}  # fmt: skip
"""What a calculation without a type of its own holds."""
INSTEAD = {
    "relevant": "it is always asked", "constraint": "the answer is not checked by it", "required": "it may stay blank",
    "calculation": "it is left out", "choice_filter": "all of them are shown",
}  # fmt: skip
"""What becomes of a question whose expression is not carried."""


TODAY = "today"
"""The word for the day in our expressions; it is no answer that a label could show."""


@dataclass
class Logic:
    """Translates and checks. `names`: as the workbook has them → ours; `types`: ours →
    the type; `left_out`: with their rows.

    `repeats`: those of the form, by our names; `repeat_of`: question → the repeat that
    asks it; `inside`: number of a row → the repeat in which it stands.
    """

    names: dict[str, str]
    left_out: dict[str, Row]
    remarks: Remarks
    types: dict[str, str] = field(default_factory=dict)
    choices: dict[str, ChoiceList] = field(default_factory=dict)
    repeats: set[str] = field(default_factory=set)
    repeat_of: dict[str, str] = field(default_factory=dict)
    inside: dict[int, str] = field(default_factory=dict)

    def condition(self, row: Row, header: str, question: str = "") -> str:
        """The condition of a cell; "" where there is none or it is told as left out."""
        text = self._translated(row, header, question)
        if not text:
            return ""
        try:
            compile_condition(text, self._scope(self._repeat(row)))
        except ExpressionError as error:
            self._tell(row, header, str(error))
            return ""
        return text

    def choice_filter(
        self, row: Row, attributes: Mapping[str, str], choices: ChoiceList
    ) -> str:
        """The filter of a row, translated and not checked yet; "" where there is none
        or it is told as left out.
        """
        ours = self._own_words(row, "choice_filter")
        if ours:
            return ours
        written = row.get("choice_filter")
        if not written:
            return ""
        try:
            return double_quoted(
                translated_filter(written, self.answers(row), attributes, choices)
            )
        except ExpressionError as error:
            self._tell(row, "choice_filter", str(error))
            return ""

    def tell_no_choices(self, row: Row) -> None:
        """Tells a filter that has nothing to filter."""
        if row.get("choice_filter"):
            self._tell(row, "choice_filter", "this question has no list of choices")

    def is_filter(self, text: str, row: Row, choices: ChoiceList) -> bool:
        """Whether a translated filter makes sense; tells where it does not."""
        try:
            check_filter(text, choices, self._scope(self._repeat(row)))
        except ExpressionError as error:
            self._tell(row, "choice_filter", str(error))
            return False
        return True

    def answers(self, row: Row) -> Answers:
        """What the filter of a row is read with."""
        return Answers(self._names_for(row), self.types, self.choices)

    def translated(self, row: Row, header: str) -> str:
        """A calculation, translated and not checked yet; ""
        where it is told as left out.
        """
        return self._translated(row, header, "")

    def compiled(self, text: str, repeat: str = "") -> Expression:
        """A translated calculation, of a repeat where it stands in one.

        Raises ExpressionError, also while the type of a question
        that it needs is not known.
        """
        return compile_expression(text, self._scope(repeat))

    def type_of(self, expression: Expression) -> ValueType | None:
        """What a calculation gives; None where it is always blank."""
        return value_type(expression.type)

    def is_of(self, expression: Expression, type_name: str, row: Row) -> bool:
        """Whether a calculation gives what its question holds; tells where it does
        not.
        """
        if not field_type(type_name).is_asked:
            self._tell(
                row,
                "calculation",
                f"a {type_name} holds nothing that could be computed",
            )
            return False
        given = value_type(expression.type)
        if given in (None, field_type(type_name).expression_type):
            return True
        self._tell(
            row,
            "calculation",
            f"it gives {given}, and the question is of type {type_name}",
        )
        return False

    def tell_calculation(self, row: Row, text: str) -> None:
        """Tells why a calculation is not carried."""
        try:
            self.compiled(text, self._repeat(row))
        except ExpressionError as error:
            self._tell(row, "calculation", str(error))

    def leave_out(self, row: Row) -> None:
        """Notes that the question of a row is not carried."""
        self.left_out[row.get("name")] = row
        self.names.pop(row.get("name"), None)

    def words(self, text: str, row: Row, header: str) -> str:
        """A label with the names that its `${x}` have here."""

        def renamed(match: re.Match[str]) -> str:
            original = match[1]
            problem = self._problem_in_words(original, row)
            if problem is None:
                return f"${{{self.names[original]}}}"
            weight, text = problem
            self.remarks.add(
                weight, row.sheet, row.cell(header), f"${{{original}}} {text}"
            )
            return "…"

        return REFERENCE.sub(renamed, text)

    def _problem_in_words(self, original: str, row: Row) -> tuple[Weight, str] | None:
        """Why the answer to a question cannot stand in the words of
        a row; None where it can.
        """
        if self._is_of_another_repeat(original, row):
            return Weight.left_out, "has several answers"
        if self.names.get(original, TODAY) != TODAY:
            return None
        if original in self.left_out or original in self.names:
            return Weight.left_out, "is left out"
        return Weight.mistake, f"is no question{nearest(original, self.names)}"

    def _own_words(self, row: Row, header: str) -> str:
        """An expression in our words, which an export keeps beside XLSForm's; ""
        where none is kept, or the cell of XLSForm says something else by now.
        """
        ours = row.get(own_header(header))
        cell = REFERENCE.sub(self._our_reference, row.get(header))
        if ours and is_still_said(header, ours, cell, self._names_in(row)):
            return ours
        return ""

    def _our_reference(self, match: re.Match[str]) -> str:
        """The place of an answer, by the name that its question has in our files."""
        name = self.names.get(match[1])
        if name is None or name == match[1]:
            return match[0]
        return f"${{{name}}}"

    def _names_in(self, row: Row) -> Names:
        """What an export of this form calls the questions where a row stands."""
        types: dict[str, str] = {}
        repeats: dict[str, dict[str, str]] = {name: {} for name in self.repeats}
        for name, type in self.types.items():
            repeat = self.repeat_of.get(name, "")
            if repeat in ("", self._repeat(row)):
                types[name] = type
            else:
                repeats[repeat][name] = type
        return Names(types, {} if self._repeat(row) else repeats)

    def _translated(self, row: Row, header: str, question: str) -> str:
        ours = self._own_words(row, header)
        if ours:
            return ours
        written = row.get(header)
        if not written:
            return ""
        for original in REFERENCE.findall(written):
            if original in self.left_out and original not in self.names:
                number = self.left_out[original].number
                self._tell(row, header, f"{original} is left out (row {number})")
                return ""
        try:
            translation = translate(written, question, self._names_for(row))
            names = {name: listed.names for name, listed in self.choices.items()}
            return double_quoted(with_our_choices(translation, names, self._ticks))
        except ExpressionError as error:
            # A name that is nowhere is a mistake of the workbook;
            # all else is a limit of ours.
            if str(error).startswith("there is no question"):
                weight = Weight.mistake
            else:
                weight = Weight.left_out
            self._tell(row, header, str(error), weight)
            return ""

    def _tell(
        self, row: Row, header: str, text: str, weight: Weight = Weight.left_out
    ) -> None:
        written = " ".join(row.get(header).split())
        self.remarks.add(
            weight,
            row.sheet,
            row.cell(header),
            f"{header} `{written}`: {text}; {INSTEAD[header]}",
        )

    def _repeat(self, row: Row) -> str:
        return self.inside.get(row.number, "")

    def _is_of_another_repeat(self, original: str, row: Row) -> bool:
        name = self.names.get(original, "")
        return name in self.repeats or self.repeat_of.get(name, "") not in (
            "",
            self._repeat(row),
        )

    def _names_for(self, row: Row) -> dict[str, str]:
        """What each question is called where a row stands:
        `budget.amount` outside of its repeat.
        """
        names: dict[str, str] = {}
        for original, name in self.names.items():
            repeat = self.repeat_of.get(name, "")
            names[original] = (
                name if repeat in ("", self._repeat(row)) else f"{repeat}.{name}"
            )
        return names

    @property
    def _ticks(self) -> Collection[str]:
        ticks = []
        for name, type in self.types.items():
            if type == "acknowledge":
                ticks.append(name)
        return ticks

    def _scope(self, inside: str) -> RecordType:
        """The names that an expression may use, in a repeat or outside of all ("")."""
        repeats = {repeat: self._questions_of(repeat) for repeat in self.repeats}
        scope = scope_with_repeats(self._questions_of(""), repeats)
        if inside:
            return scope_in_repetition(scope, self._questions_of(inside))
        return scope

    def _questions_of(self, repeat: str) -> RecordType:
        """What one repeat asks; "": what is asked once."""
        types = {}
        for name, type in self.types.items():
            if self.repeat_of.get(name, "") == repeat:
                types[name] = type
        choices = {}
        for name, listed in self.choices.items():
            if name in types:
                choices[name] = [choice.name for choice in listed.choices]
        return scope_of_answers(types, choices)
