"""The choice_filter of a workbook in our words, and what the columns of its choices
are: numbers, texts, names of choices.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from expressions.evaluate import compile_filter
from expressions.reading.parser import parse
from expressions.reading.syntax import Call, Comparison, Literal, Name, Syntax
from expressions.types import RecordType, ValueType
from expressions.xlsform import translate
from fieldtypes.registry import names_of
from programme.form_parts.choice_filters import NAME, scope_of_choices
from programme.parts import Attribute, Choice
from xlsform.expressions.choices_in_expressions import (
    Edit,
    check_as_value,
    edited,
    renamed,
    walk,
)
from xlsform.reading.choice_lists import ChoiceList

NUMBERS = names_of(ValueType.number)


@dataclass(frozen=True)
class Answers:
    """The questions of a form.

    `names`: as the workbook has them → ours; `types`, `choices`: by our names.
    """

    names: Mapping[str, str]
    types: Mapping[str, str]
    choices: Mapping[str, ChoiceList]


def translated_filter(
    written: str, answers: Answers, attributes: Mapping[str, str], choices: ChoiceList
) -> str:
    """A filter in our words, with the names that choices have here.

    Raises ExpressionError.
    """
    source = translate(
        written, names=answers.names, attributes={NAME: NAME, **attributes}
    )
    edits: list[Edit] = []
    compared: set[int] = set()
    for pair in _pairs(source):
        names = []
        for side in pair:
            if isinstance(side, Name):
                names.append(side)
        literal = next((side for side in pair if isinstance(side, Literal)), None)
        compared.update(name.position for name in names)
        if literal is not None:
            for name in names:
                edits.extend(
                    renamed(
                        literal, _names_beside(name, source, answers, choices), source
                    )
                )
    for part in walk(parse(source)):
        if isinstance(part, Name) and part.braced and part.position not in compared:
            listed = answers.choices.get(part.name)
            check_as_value(part, listed.names if listed else {}, source)
    return edited(source, edits)


def with_attributes(
    choices: ChoiceList, filters: Sequence[str], answers: Answers
) -> ChoiceList:
    """A list whose columns are what its translated filters take them for.

    Raises ExpressionError.
    """
    names = {name for source in filters for name in _attributes_in(source)}
    columns = {name: _column(name, filters, answers) for name in names}
    changed = []
    for choice in choices.choices:
        attributes: dict[str, Attribute] = {}
        for name, written in choice.attributes.items():
            if name in columns:
                attributes[name] = columns[name].value(str(written))
        changed.append(replace(choice, attributes=attributes))
    return replace(choices, choices=tuple(changed))


def check_filter(text: str, choices: ChoiceList, scope: RecordType) -> None:
    """Raises ExpressionError for a translated filter that makes no sense."""
    listed = [
        Choice.model_construct(
            name=choice.name, label={}, attributes=dict(choice.attributes)
        )
        for choice in choices.choices
    ]
    compile_filter(text, scope, scope_of_choices(listed))


@dataclass(frozen=True)
class _Column:
    """What the filters of a list take one of its columns for.

    `names`: of choices, in the workbook → ours.
    """

    names: Mapping[str, str]
    is_numeric: bool

    def value(self, written: str) -> Attribute:
        """A cell of the column, as our files have it."""
        if self.is_numeric:
            return _number(written)
        return self.names.get(written, written)


def _column(name: str, filters: Sequence[str], answers: Answers) -> _Column:
    partners: list[Syntax] = []
    for source in filters:
        partners += _partners(name, source)
    is_numeric = any(_is_number(partner, answers) for partner in partners)
    return _Column(_names_for(partners, answers), is_numeric)


def _names_beside(
    name: Name, source: str, answers: Answers, choices: ChoiceList
) -> Mapping[str, str]:
    """What the words that a name is compared with are called here: a question's
    choices, or those of a column.
    """
    if name.braced:
        listed = answers.choices.get(name.name)
        if listed:
            return listed.names
        return {}
    if name.name == NAME:
        return choices.names
    return _names_for(_partners(name.name, source), answers)


def _names_for(partners: Sequence[Syntax], answers: Answers) -> Mapping[str, str]:
    """The names of the choices of the first question among what
    a column is compared with.
    """
    for partner in partners:
        if (
            isinstance(partner, Name)
            and partner.braced
            and partner.name in answers.choices
        ):
            return answers.choices[partner.name].names
    return {}


def _is_number(partner: Syntax, answers: Answers) -> bool:
    if isinstance(partner, Literal):
        return isinstance(partner.value, float)
    if not isinstance(partner, Name):
        return False
    if not partner.braced:
        return False
    return answers.types.get(partner.name) in NUMBERS


def _partners(attribute: str, source: str) -> list[Syntax]:
    """What a column is compared with."""
    partners: list[Syntax] = []
    for left, right in _pairs(source):
        if _is_column(left, attribute):
            partners.append(right)
        if _is_column(right, attribute):
            partners.append(left)
    return partners


def _is_column(side: Syntax, attribute: str) -> bool:
    if not isinstance(side, Name):
        return False
    if side.braced:
        return False
    return side.name == attribute


def _pairs(source: str) -> Iterator[tuple[Syntax, Syntax]]:
    for part in walk(parse(source)):
        if isinstance(part, Comparison):
            yield part.left, part.right
        elif (
            isinstance(part, Call)
            and part.name == "selected"
            and len(part.arguments) > 1
        ):
            yield part.arguments[0], part.arguments[1]


def _attributes_in(source: str) -> Iterator[str]:
    for part in walk(parse(source)):
        if isinstance(part, Name) and not part.braced:
            yield part.name


def _number(text: str) -> Attribute:
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer():
        return int(number)
    return number
