"""From the lines of a workbook to questions: names, types, texts, and what follows from
calculations and `or_other`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from expressions.evaluate import Expression
from expressions.reading.parser import parse
from expressions.reading.syntax import ExpressionError
from expressions.reading.syntax import Logic as Logic_
from fieldtypes.registry import field_type
from programme.form_parts.or_other import OTHER, text_name
from programme.models.forms import MOST_REPETITIONS
from xlsform.carrying import Carrying
from xlsform.expressions.filters import with_attributes
from xlsform.expressions.logic import TODAY, TYPE_OF_RESULT, Logic
from xlsform.questions import (
    FALSE,
    Question,
    has_calculation,
    our_type,
    required,
    says,
)
from xlsform.reading.choice_lists import ChoiceList
from xlsform.reading.languages import Languages, Words
from xlsform.reading.names import LONGEST
from xlsform.reading.structure import Heading, Line, SurveyRow, flat
from xlsform.reading.workbook import Row
from xlsform.remarks import Remarks, Weight

COMPUTED = ("calculate", "hidden")
REPEAT = "repeat"


@dataclass(frozen=True)
class Draft:
    """A part of the form: `says` has the keys of a form's file.

    `label`: what people read; `parts`: what a repeat asks.
    """

    name: str
    type: str
    label: Words
    row: Row
    choices: ChoiceList | None = None
    says: Mapping[str, Any] = field(default_factory=dict)
    parts: "tuple[Draft, ...]" = ()

    @property
    def is_read_only(self) -> bool:
        """Whether its default is shown and nobody is asked."""
        return bool(self.says.get("read_only"))

    @property
    def has_other(self) -> bool:
        """Whether “Other” stands at the end of its choices."""
        return bool(self.says.get("or_other"))

    @property
    def is_stored(self) -> bool:
        """Whether it has a column."""
        return field_type(self.type).is_stored


@dataclass(frozen=True)
class Drafting:
    """Everything that the lines are read with.

    `taken`: names that columns cannot have; `attributes`: see attribute_names.
    """

    languages: Languages
    lists: Mapping[str, ChoiceList]
    list_names: Collection[str]
    taken: Collection[str]
    left_out: dict[str, Row]
    remarks: Remarks
    attributes: Mapping[str, str]

    def drafts(self, lines: Sequence[Line]) -> list[Draft]:
        """The parts of the form, in order.

        1. Each line that can be carried has a name and a type. 2. Calculations have the
           type of what they give, those first that
        need no other. 3. Conditions are translated and checked against these types.
        """
        carrying = Carrying(
            self.lists, self.list_names, self.taken, self.left_out, self.remarks
        )
        carried: list[Line] = []
        repeats: list[Line | None] = []
        for line, repeat in _with_repetitions(lines):
            if not carrying.is_carried(line):
                continue
            carried.append(line)
            repeats.append(repeat)
        names = carrying.names(carried)
        logic = Logic(_by_original(carried, names), self.left_out, self.remarks)
        _note_repeats(logic, carried, repeats, names)
        # The word of the telephone for the day has one of ours.
        for line in lines:
            if isinstance(line.item, SurveyRow) and line.item.type.type == "today":
                logic.names[line.item.row.get("name")] = TODAY
        questions = self._questions(carried, names)
        for question in questions.values():
            self._note_question(question, logic)
        calculations = self._calculations(questions, logic)
        filters = self._filters(questions, logic)
        return self._drafts(
            list(zip(carried, names, strict=True)),
            questions,
            calculations,
            filters,
            logic,
        )

    def _note_question(self, question: Question, logic: Logic) -> None:
        """Notes what expressions may ask of a question."""
        if question.type:
            logic.types[question.name] = question.type
        if question.choices is not None:
            logic.choices[question.name] = self._with_other(question)
        if question.has_other:
            text = text_name(question.name)
            logic.types[text] = "text"
            logic.names[f"{question.row.get('name')}_{OTHER}"] = text
            repeat = logic.repeat_of.get(question.name)
            if repeat:
                logic.repeat_of[text] = repeat

    def _drafts(
        self,
        named: Sequence[tuple[Line, str]],
        questions: Mapping[str, Question],
        calculations: Mapping[str, str],
        filters: Mapping[str, str],
        logic: Logic,
    ) -> list[Draft]:
        """The drafts of all lines, those in a repeat inside of its own."""
        by_repeat: dict[str, list[Draft]] = {"": []}
        for line, name in named:
            drafts = by_repeat[logic.inside.get(line.item.row.number, "")]
            if isinstance(line.item, Heading):
                drafts.append(self._heading(line, line.item, name, logic))
            elif name in logic.repeats:
                by_repeat[name] = []
                drafts.append(self._repeat(line, name, logic))
            elif logic.types.get(name):
                question = replace(questions[name], type=logic.types[name])
                draft = self._question(
                    line, question, calculations.get(name, ""), logic
                )
                if name in filters and not draft.is_read_only:
                    draft = replace(
                        draft, says={**draft.says, "choice_filter": filters[name]}
                    )
                drafts.append(draft)
        with_parts = [
            replace(draft, parts=tuple(by_repeat.get(draft.name, ())))
            for draft in by_repeat[""]
        ]
        return [
            draft
            for draft in with_parts
            if draft.type != REPEAT or self._is_asked(draft)
        ]

    def _is_asked(self, repeat: Draft) -> bool:
        if any(field_type(part.type).is_asked for part in repeat.parts):
            return True
        row = repeat.row
        self.remarks.add(
            Weight.left_out,
            row.sheet,
            row.cell("type"),
            f"no question is left of the repeat {repeat.name}",
        )
        return False

    def _repeat(self, line: Line, name: str, logic: Logic) -> Draft:
        row = line.item.row
        keys: dict[str, Any] = {
            "hint": self._words(row, "hint", logic),
            "relevant": self._relevant(line, row, logic),
        }
        keys = _filled(keys) | says(row, REPEAT, None, self.remarks)
        count = row.get("repeat_count")
        if count.isdigit() and 1 <= int(count) <= MOST_REPETITIONS:
            keys.update(least=int(count), most=int(count))
        elif count:
            text = f"repeat_count `{count}`: only a number up to {MOST_REPETITIONS} is carried; people say how many there are"
            self.remarks.add(Weight.left_out, row.sheet, row.cell("repeat_count"), text)
        keys.setdefault("table", name)
        label = self._words(row, "label", logic) or human(row.get("name") or name)
        return Draft(name, REPEAT, label, row, None, keys)

    # Names and types

    def _questions(
        self, lines: Sequence[Line], names: Sequence[str]
    ) -> dict[str, Question]:
        questions: dict[str, Question] = {}
        for line, name in zip(lines, names, strict=True):
            item = line.item
            if isinstance(item, Heading) or item.type.type == REPEAT:
                continue
            type = our_type(item, self.remarks)
            choices = None
            if item.type.list_name:
                choices = self.lists.get(item.type.list_name)
            has_other = (
                choices is not None
                and item.type.or_other
                and self._has_room(name, names, item.row)
            )
            keys = says(item.row, type, choices, self.remarks)
            if has_other:
                keys["or_other"] = True
            questions[name] = Question(
                item, name, "" if type in COMPUTED else type, choices, keys
            )
        return questions

    def _has_room(self, name: str, names: Sequence[str], row: Row) -> bool:
        """Whether the text behind “Other” can be called as XLSForm calls it."""
        text = text_name(name)
        if len(text) <= LONGEST and text not in names and text not in self.taken:
            return True
        self.remarks.add(
            Weight.left_out,
            row.sheet,
            row.cell("type"),
            f"or_other: no question can be called {text} here",
        )
        return False

    def _with_other(self, question: Question) -> ChoiceList:
        """All choices of a question that has a list."""
        assert question.choices is not None
        if question.has_other:
            return question.choices.with_other(self.languages.programme)
        return question.choices

    def _filters(self, questions: dict[str, Question], logic: Logic) -> dict[str, str]:
        """The translated filters by question; gives the lists the
        columns that these ask for.
        """
        filters: dict[str, str] = {}
        texts_of_list: dict[str, list[str]] = {}
        for question in questions.values():
            if question.choices is None:
                logic.tell_no_choices(question.row)
                continue
            text = logic.choice_filter(question.row, self.attributes, question.choices)
            if text:
                filters[question.name] = text
                texts_of_list.setdefault(question.choices.name, []).append(text)
        for name, question in questions.items():
            if question.choices is None:
                continue
            texts = texts_of_list.get(question.choices.name, [])
            answers = logic.answers(question.row)
            choices = with_attributes(question.choices, texts, answers)
            questions[name] = replace(question, choices=choices)
            if name in filters and not logic.is_filter(
                filters[name], question.row, choices
            ):
                del filters[name]
        return filters

    def _calculations(
        self, questions: Mapping[str, Question], logic: Logic
    ) -> dict[str, str]:
        """The translated calculations by question; sets the types of those
        that have none of their own.

        A calculation can be compiled once the types of all that it asks for are known:
        in each round, those that can be are.
        """
        waiting = self._translated_calculations(questions, logic)
        done: dict[str, str] = {}
        while True:
            compiled = _compiled(waiting, logic)
            if not compiled:
                break
            for name, expression in compiled.items():
                text = waiting.pop(name)
                question = questions[name]
                if not question.type:
                    result = logic.type_of(expression)
                    logic.types[name] = (
                        TYPE_OF_RESULT.get(result, "text") if result else "text"
                    )
                if logic.is_of(expression, logic.types[name], question.row):
                    done[name] = text
                    self._tell_overwritten(question)
        for name, text in waiting.items():
            logic.tell_calculation(questions[name].row, text)
            if not questions[name].type:
                logic.leave_out(questions[name].row)
        return done

    def _translated_calculations(
        self, questions: Mapping[str, Question], logic: Logic
    ) -> dict[str, str]:
        """Question → its calculation, not compiled yet; leaves out what has neither
        a calculation nor a type.
        """
        calculations: dict[str, str] = {}
        for question in questions.values():
            row = question.row
            text = logic.translated(row, "calculation")
            if text:
                calculations[question.name] = text
                continue
            if question.type:
                continue
            if not has_calculation(row):
                self.remarks.add(
                    Weight.mistake,
                    row.sheet,
                    row.cell("calculation"),
                    "the calculation is missing",
                )
            logic.leave_out(row)
        return calculations

    def _tell_overwritten(self, question: Question) -> None:
        row = question.row
        if question.type and not row.get("read_only"):
            text = "what is computed cannot be overwritten by who fills the form in"
            self.remarks.add(Weight.changed, row.sheet, row.cell("calculation"), text)

    # Drafts

    def _heading(self, line: Line, heading: Heading, name: str, logic: Logic) -> Draft:
        row = heading.row
        # A heading has no such keys; what its row says of them is told.
        says(row, heading.type, None, self.remarks)
        if not heading.is_section:
            text = "questions follow behind this group: its label is a line of text, and its condition each of its questions’"
            self.remarks.add(Weight.changed, row.sheet, row.cell("type"), text)
        keys = {
            "hint": self._words(row, "hint", logic),
            "relevant": self._relevant(line, None, logic),
        }
        return Draft(
            name,
            heading.type,
            self._words(row, "label", logic),
            row,
            None,
            _filled(keys),
        )

    def _question(
        self, line: Line, question: Question, calculation: str, logic: Logic
    ) -> Draft:
        row = question.row
        name = question.name
        label = self._label(question, logic, is_computed=bool(calculation))
        keys: dict[str, Any] = {
            key: self._words(row, key, logic)
            for key in ("hint", "required_message", "constraint_message")
        }
        keys["relevant"] = self._relevant(line, row, logic)
        keys["calculate"] = calculation
        has_answer = field_type(question.type).is_asked and not question.says.get(
            "read_only"
        )
        if has_answer and not calculation:
            keys["required"] = required(row, lambda: logic.condition(row, "required"))
        else:
            self._tell_unasked(
                row, question, is_computed=bool(calculation), is_shown=bool(label)
            )
        # What is wrong with a computed value is told beside it.
        if has_answer and label:
            keys["constraint"] = logic.condition(row, "constraint", name)
        keys = _filled(keys) | dict(question.says)
        if calculation:
            keys.pop("default", None)
        return Draft(name, question.type, label, row, question.choices, keys)

    def _label(self, question: Question, logic: Logic, *, is_computed: bool) -> Words:
        """What people read: of what is not computed there is always something."""
        row = question.row
        label = self._words(row, "label", logic)
        if label and question.source.type.type in COMPUTED:
            # A telephone never shows it; here a label would.
            label = ""
            self.remarks.add(
                Weight.changed,
                row.sheet,
                row.cell("label"),
                "a calculation is not shown, nor its label",
            )
        if label or is_computed:
            return label
        label = self._words(row, "hint", logic) or human(
            row.get("name") or question.name
        )
        self.remarks.add(
            Weight.changed,
            row.sheet,
            row.cell("label"),
            f"the label of {row.get('name')} is missing",
        )
        return label

    def _tell_unasked(
        self, row: Row, question: Question, *, is_computed: bool, is_shown: bool
    ) -> None:
        """Tells what has no meaning for a note, for what is computed,
        and for what is read only.
        """
        headers: tuple[str, ...] = ("constraint", "required", "hint")
        if is_computed:
            if is_shown:
                headers = ("required", "default")
            else:
                headers = ("constraint", "required", "default")
        if question.says.get("read_only"):
            headers = ("constraint", "required")
        for header in headers:
            if row.texts(header) and row.get(header).lower() not in FALSE:
                text = f"{header}: this is not asked, and so it has none"
                self.remarks.add(Weight.left_out, row.sheet, row.cell(header), text)

    def _relevant(self, line: Line, own: Row | None, logic: Logic) -> str:
        rows = [*line.conditions, own] if own else line.conditions
        conditions = [
            condition for row in rows if (condition := logic.condition(row, "relevant"))
        ]
        if len(conditions) == 1:
            return conditions[0]
        return " and ".join(
            f"({condition})" if _is_or(condition) else condition
            for condition in conditions
        )

    def _words(self, row: Row, header: str, logic: Logic) -> Words:
        texts = self.languages.words(row, header)
        if isinstance(texts, dict):
            return {
                code: logic.words(text, row, header) for code, text in texts.items()
            }
        return logic.words(texts, row, header)


def _filled(keys: Mapping[str, Any]) -> dict[str, Any]:
    """Of the keys of a question, those that say something."""
    return {key: value for key, value in keys.items() if value}


def human(name: str) -> str:
    """A name as a label: `first_name` is First name."""
    label = name.replace("_", " ").strip()
    return label[:1].upper() + label[1:]


def _is_or(condition: str) -> bool:
    syntax = parse(condition)
    return isinstance(syntax, Logic_) and syntax.word == "or"


def _compiled(calculations: Mapping[str, str], logic: Logic) -> dict[str, Expression]:
    """Those calculations that can be compiled by now."""
    compiled: dict[str, Expression] = {}
    for name, text in calculations.items():
        with suppress(ExpressionError):
            compiled[name] = logic.compiled(text, logic.repeat_of.get(name, ""))
    return compiled


def _with_repetitions(lines: Sequence[Line]) -> Iterator[tuple[Line, Line | None]]:
    """Each line, behind a repeat those that stand in it, with that repeat."""
    for line in lines:
        yield line, None
        if isinstance(line.item, SurveyRow) and line.item.type.type == REPEAT:
            for inner in flat(line.item.parts):
                yield inner, line


def _note_repeats(
    logic: Logic,
    lines: Sequence[Line],
    repeats: Sequence[Line | None],
    names: Sequence[str],
) -> None:
    """Notes which names are repeats, and what stands in which.

    `repeats`: for each line, the one in which it stands.
    """
    by_row = {
        line.item.row.number: name for line, name in zip(lines, names, strict=True)
    }
    for line, repeat, name in zip(lines, repeats, names, strict=True):
        if isinstance(line.item, SurveyRow) and line.item.type.type == REPEAT:
            logic.repeats.add(name)
        if repeat is not None:
            logic.repeat_of[name] = logic.inside[line.item.row.number] = by_row[
                repeat.item.row.number
            ]


def _by_original(lines: Sequence[Line], names: Sequence[str]) -> dict[str, str]:
    names_by_original: dict[str, str] = {}
    for line, name in zip(lines, names, strict=True):
        # A group has no answer; of two questions of one name, the first is meant.
        if isinstance(line.item, SurveyRow):
            names_by_original.setdefault(line.item.row.get("name"), name)
    return names_by_original
