"""What every type of value answers.

Forms, sheets, rules, mails and checks ask the type; none of them lists types.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from core.notation.spelling import nearest
from core.texts import mark as _
from expressions.types import ValueType
from fieldtypes.cells import TEXT, as_text
from fieldtypes.countries import country_code

Value = str | int | float | bool | list[str] | None
"""A canonical value: JSON, dates as ISO text, choices by name, references by reference.

Blank is None.
"""

LONGEST_ANSWER = 320
"""Characters of any answer that is not a text: no reader is handed more."""
NARROW = 140


class Widget(StrEnum):
    """How a form asks. forms/web_form/fields.py has a WTForms field for each,
    templates/questions.html draws it.
    """

    line = "line"
    area = "area"
    email = "email"
    telephone = "telephone"
    date = "date"
    moment = "moment"
    time = "time"
    radio = "radio"
    list = "list"
    boxes = "boxes"
    tick = "tick"
    files = "files"
    nothing = "nothing"


class ChoiceLike(Protocol):
    """One value of a choice: its name, its labels by language, other spellings."""

    @property
    def name(self) -> str:
        """What stands in rules."""

    @property
    def label(self) -> Mapping[str, str]:
        """Language → words."""

    @property
    def aliases(self) -> Sequence[str]:
        """Other spellings that people use."""


class Definition(Protocol):
    """What a programme says of a column or a question, as far as its type asks."""

    @property
    def name(self) -> str:
        """The name in the programme's files."""

    @property
    def choices(self) -> Sequence[ChoiceLike]:
        """Its choices."""

    @property
    def choices_from(self) -> object | None:
        """The records whose words are its choices, instead of a list of its own."""

    @property
    def table(self) -> str | None:
        """The table of the records that it names."""

    @property
    def country_from(self) -> str | None:
        """The column, or question, that names the country of its row."""

    @property
    def parameters(self) -> Mapping[str, int | float | str]:
        """What its type wants to know beyond that (XLSForm's word)."""


class Question(Definition, Protocol):
    """What a form says of a question beyond what its column says."""

    @property
    def appearance(self) -> str | None:
        """How it looks (XLSForm's word)."""

    @property
    def max_length(self) -> int:
        """The most characters of a text."""


@dataclass(frozen=True)
class Locality:
    """How people write here: whoever reads or writes this, and the programme's place.

    `languages`: the programme's, the first one is the sheet's; `countries`: those whose
    people write here; `country_of_row`: the country that the row's own answers name, ""
    for none; `is_country_unclear`: they name one that is not understood; `date_locale`:
    in whose order days in numbers stand, "" for that of `locale`.
    """

    language: str
    languages: tuple[str, ...]
    locale: str
    time_zone: str
    country: str
    countries: tuple[str, ...] = ()
    country_of_row: str = ""
    is_country_unclear: bool = False
    date_locale: str = ""

    @property
    def date_order(self) -> str:
        """The locale whose order of day, month and year counts."""
        return self.date_locale or self.locale

    def of_row(self, country: str) -> "Locality":
        """The same for a row of a country, as its code or its
        name in one of the languages.
        """
        if not country:
            return self
        code = country_code(country, self.languages)
        return replace(self, country_of_row=code, is_country_unclear=not code)

    def text(self, label: Mapping[str, str]) -> str:
        """A label in the reader's language, or in the sheet's."""
        return label.get(self.language) or label.get(self.languages[0]) or ""


class FieldType:
    """A type of value: one instance each, looked up by its name, which is the word
    in the programme's files.

    `input_mode`: the keyboard that telephones show; `missing`: what a form says
    where it must be answered.
    """

    name: ClassVar[str]
    xlsform: ClassVar[str] = "text"
    expression_type: ClassVar[ValueType] = ValueType.text

    is_asked: ClassVar[bool] = True
    """Whether a form asks for it; a note only says something."""
    begins_section: ClassVar[bool] = False
    """Whether what follows in a form belongs to it, until the next one begins."""
    begins_page: ClassVar[bool] = False
    """Whether what follows in a form is shown by itself, until the next page begins."""
    is_repeat: ClassVar[bool] = False
    """Whether it holds questions that can be answered several times."""
    is_stored: ClassVar[bool] = True
    """Whether a column can hold it."""
    is_list: ClassVar[bool] = False
    has_choices: ClassVar[bool] = False
    has_table: ClassVar[bool] = False
    takes_files: ClassVar[bool] = False
    is_free_words: ClassVar[bool] = False
    """Whether it holds a person's own words: a stranger's do not travel in our name."""
    is_plain_text: ClassVar[bool] = False
    """Whether it takes any words, a name as well as a number."""
    can_be_personal: ClassVar[bool] = False
    """Whether it can hold personal data."""
    is_private: ClassVar[bool] = False
    """Whether it must never stand on a page that everybody may read."""
    address_of: ClassVar[str] = ""
    """The part of a contact that it can be: email, phone."""
    dash_is_blank: ClassVar[bool] = True
    """Whether a lone dash in a cell says that there is nothing; in a
    sentence it may mean something.
    """

    number_format: ClassVar[Mapping[str, str] | None] = TEXT
    """Of the cells: text stays text, whatever it looks like."""
    width: ClassVar[int] = NARROW
    """Of a new column, in pixels."""
    input_mode: ClassVar[str] = ""
    missing: ClassVar[str] = _("Please answer this.")
    appearances: ClassVar[tuple[str, ...]] = ()
    """The words that `appearance` may have."""
    parameters: ClassVar[tuple[str, ...]] = ()
    """The names that `parameters` may have."""
    takes_country: ClassVar[bool] = False
    """Whether it is read by the country that another column of its
    row names (`country_from`).
    """
    media: ClassVar[tuple[str, ...]] = ()
    """What files may be: media types, or their beginnings."""
    accept: ClassVar[str] = ""
    """What a browser offers to choose from."""

    def cell_format(self, definition: Definition) -> Mapping[str, str] | None:
        """How the cells of a column are formatted; None for any way."""
        return self.number_format

    def parse(self, written: str, definition: Definition, locality: Locality) -> Value:
        """The canonical value of what a person typed in a form;
        several answers stand on lines.

        Raises NotUnderstoodError.
        """
        raise NotImplementedError

    def show(self, value: Value, definition: Definition, locality: Locality) -> str:
        """A canonical value that is not blank in words of a language.

        Raises ValueError where it is not of this type.
        """
        return str(value)

    def to_cell(
        self, value: Value, definition: Definition, locality: Locality
    ) -> str | float:
        """What stands in the cell.

        Raises ValueError where the value is not of this type.
        """
        return str(value)

    def from_cell(
        self, raw: object, definition: Definition, locality: Locality
    ) -> Value:
        """The canonical value of a raw cell that is not blank.

        Raises NotUnderstoodError.
        """
        return as_text(raw)

    def typed(self, value: Value, zone: tzinfo) -> Any:
        """A canonical value as expressions take it: blank is None, a moment is by the
        clock of `zone`, without saying so.
        """
        if value is None:
            return None
        return str(value) or None

    def canonical(self, value: Any, zone: tzinfo) -> Value:
        """The canonical value of what an expression of this type gave; a moment
        is by the clock of `zone`.
        """
        if value is None or value == ():
            return None
        if isinstance(value, datetime):
            return (
                value.replace(tzinfo=zone).astimezone(UTC).isoformat(timespec="seconds")
            )
        if isinstance(value, date | time):
            return value.isoformat()
        if isinstance(value, tuple):
            return list(value)
        if isinstance(value, float) and value.is_integer():
            return int(value)
        result: Value = value
        return result

    def widget(self, question: Question) -> Widget:
        """How a form asks for it."""
        return Widget.line

    def explanation(self, question: Question, locality: Locality) -> str:
        """What stands behind the hint of a question."""
        return ""

    def browser_format(self, definition: Definition) -> dict[str, int | str]:
        """How a browser shows a computed number: at least so many `decimals`, and its
        `unit` behind it; {} for any other value.
        """
        return {}

    def options(
        self, definition: Definition, locality: Locality
    ) -> list[tuple[str, str]]:
        """(value, label) of what can be chosen."""
        return [
            (choice.name, locality.text(choice.label)) for choice in definition.choices
        ]

    def drop_down(self, definition: Definition, locality: Locality) -> list[str]:
        """What the cells of a column offer; [] for a column without a drop-down."""
        return []

    def longest(self, question: Question) -> int:
        """The most characters of an answer."""
        return LONGEST_ANSWER

    def example(self, definition: Definition, number: int) -> Value:
        """A value to try things out with, another one for each number; None where it
        takes something else to make one.
        """
        return None

    def wrong_example(self, definition: Definition, written: Any) -> str:
        """What is wrong with a value in config/example.yaml; "" where nothing is."""
        return ""

    def from_example(self, written: Any, today: date, zone: str) -> Value:
        """The canonical value of one in config/example.yaml that has been checked.

        `zone`: the programme's.
        """
        if written is None or isinstance(written, int | float | bool | list):
            return written
        return str(written)

    def mistakes(self, definition: Definition) -> Iterator[str]:
        """What is wrong with how a column or question of this type is written."""
        if self.has_choices and not definition.choices and not definition.choices_from:
            yield "needs `choices`, or `choices_from`"
        if definition.choices and definition.choices_from:
            yield "has `choices` or `choices_from`, not both"
        if definition.choices and not self.has_choices:
            yield "must not have `choices`"
        if definition.choices_from and not self.has_choices:
            yield "must not have `choices_from`"
        if self.has_table and definition.table is None:
            yield "needs `table`"
        if definition.table is not None and not self.has_table:
            yield "must not have `table`"
        if definition.country_from is not None and not self.takes_country:
            yield "must not have `country_from`"
        for name in definition.parameters:
            if name not in self.parameters:
                yield f'has no parameter "{name}"{nearest(name, self.parameters)}'
