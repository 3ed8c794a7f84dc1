"""The choice_filter of a workbook in our words, and what the columns of its choices are: numbers, texts, names of choices."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from expressions.evaluate import compile_filter
from expressions.parser import parse
from expressions.syntax import Call, Comparison, ExpressionError, Literal, Mistake, Name, Syntax
from expressions.types import RecordType, ValueType
from expressions.xlsform import translate
from fieldtypes.registry import names_of
from programme.form_parts.choice_filters import NAME, scope_of_choices
from programme.parts import Attribute, Choice
from xlsform.expressions.choices_in_expressions import Edit, edited, is_renamed, renamed, walk
from xlsform.reading.choice_lists import ChoiceList

NUMBERS = names_of(ValueType.number)


@dataclass(frozen=True)
class Answers:
    """The questions of a form. `names`: as the workbook has them → ours; `types`, `choices`: by our names."""

    names: Mapping[str, str]
    types: Mapping[str, str]
    choices: Mapping[str, ChoiceList]
    scope: RecordType


def translated_filter(written: str, answers: Answers, attributes: Mapping[str, str], choices: ChoiceList) -> str:
    """A filter in our words, with the names that choices have here. Raises ExpressionError."""
    source = translate(written, names=answers.names, attributes={NAME: NAME, **attributes})
    edits: list[Edit] = []
    compared: set[int] = set()
    for pair in _pairs(source):
        names = [side for side in pair if isinstance(side, Name)]
        literal = next((side for side in pair if isinstance(side, Literal)), None)
        compared.update(name.position for name in names)
        for name in names:
            if literal is not None and name.braced and name.name in answers.choices:
                edits.extend(renamed(literal, answers.choices[name.name].names, source))
            elif literal is not None and not name.braced:
                edits.extend(renamed(literal, _names_of(name.name, source, answers, choices), source))
    for part in walk(parse(source)):
        if not isinstance(part, Name) or part.position in compared or not part.braced:
            continue
        listed = answers.choices.get(part.name)
        if listed is not None and is_renamed(listed.names):
            text = f"the choices of {part.name} have other names here: it can be compared with them, and not be used as a value"
            raise ExpressionError(source, [Mistake(text, part.position)])
    return edited(source, edits)


def with_attributes(choices: ChoiceList, filters: Sequence[str], answers: Answers) -> ChoiceList:
    """A list whose columns are what its translated filters take them for. Raises ExpressionError."""
    columns: dict[str, dict[str, str]] = {}
    asked = {name for source in filters for name in _attributes_in(source)}
    for name in asked:
        partners = [partner for source in filters for partner in _partners(name, source)]
        columns[name] = _names_for(partners, answers)
    numeric = {name for name in asked if _is_numeric(name, filters, answers)}
    changed = []
    for choice in choices.choices:
        attributes: dict[str, Attribute] = {}
        for name, written in choice.attributes.items():
            if name not in asked:
                continue
            text = str(written)
            attributes[name] = columns[name].get(text, text)
            if name in numeric:
                attributes[name] = _number(text)
        changed.append(replace(choice, attributes=attributes))
    return replace(choices, choices=tuple(changed))


def check_filter(text: str, choices: ChoiceList, scope: RecordType) -> None:
    """Raises ExpressionError for a translated filter that makes no sense."""
    listed = [
        Choice.model_construct(name=choice.name, label={}, attributes=dict(choice.attributes))
        for choice in choices.choices
    ]
    compile_filter(text, scope, scope_of_choices(listed))


def _names_of(attribute: str, source: str, answers: Answers, choices: ChoiceList) -> Mapping[str, str]:
    """What the words of a column are called here: those of the question that it is compared with."""
    if attribute == NAME:
        return choices.names
    return _names_for(_partners(attribute, source), answers)


def _names_for(partners: Sequence[Syntax], answers: Answers) -> dict[str, str]:
    for partner in partners:
        if isinstance(partner, Name) and partner.braced and partner.name in answers.choices:
            return dict(answers.choices[partner.name].names)
    return {}


def _is_numeric(attribute: str, filters: Sequence[str], answers: Answers) -> bool:
    """Whether a column is compared with numbers."""
    for source in filters:
        for partner in _partners(attribute, source):
            if isinstance(partner, Literal) and isinstance(partner.value, float):
                return True
            if isinstance(partner, Name) and partner.braced and answers.types.get(partner.name) in NUMBERS:
                return True
    return False


def _partners(attribute: str, source: str) -> list[Syntax]:
    """What a column is compared with."""
    partners: list[Syntax] = []
    for left, right in _pairs(source):
        for side, other in ((left, right), (right, left)):
            if isinstance(side, Name) and not side.braced and side.name == attribute:
                partners.append(other)
    return partners


def _pairs(source: str) -> Iterator[tuple[Syntax, Syntax]]:
    for part in walk(parse(source)):
        if isinstance(part, Comparison):
            yield part.left, part.right
        elif isinstance(part, Call) and part.name == "selected" and len(part.arguments) > 1:
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
    return int(number) if number.is_integer() else number
