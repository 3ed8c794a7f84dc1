"""What all of the model is made of: names, texts, choices and columns."""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from expressions.types import ValueType
from fieldtypes.base import FieldType
from fieldtypes.registry import field_type, field_types

Truth = Annotated[bool, Strict()]
"""`true` or `false`, and no word that could be meant so: `no` is a word here
as everywhere in the files.
"""


NOT_A_LANGUAGE = "not a language of this programme: "


def truth_without_quotes(value: object) -> object:
    """Raises ValueError for `"true"`, which is a text, where a condition may stand."""
    if isinstance(value, str) and value.strip().lower() in ("true", "false"):
        raise ValueError("must be true or false, without quotes")
    return value


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
NAME = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME, max_length=40)]
CHOICE_NAME = r"^([a-z][a-z0-9_]*|[a-z]{2,3}_[A-Z]{2})$"
ChoiceName = Annotated[str, Field(pattern=CHOICE_NAME, max_length=40)]
"""A name, or the code of a language of a country, so that people can choose it."""


def by_language(value: dict[str, str]) -> dict[str, str]:
    """Marks a text for each language where one alone is no text but a name."""
    return value


def in_all_languages(value: object, info: ValidationInfo) -> object:
    """A plain word stands for itself in every language; otherwise each language of
    the programme must be there.
    """
    languages = (info.context or {}).get("languages", ())
    if isinstance(value, str):
        return dict.fromkeys(languages or ("en",), value)
    mistake = _no_text(value)
    if mistake:
        raise ValueError(mistake)
    if isinstance(value, dict) and languages:
        _check_languages(value, languages)
    return value


def _no_text(value: object) -> str:
    """What is told of something that is neither a text nor one for each
    language; "" of anything else.
    """
    if isinstance(value, dict):
        return ""
    if value is None:
        return "a text is missing here"
    if isinstance(value, list):
        return "must be a text; one that begins with [ stands in quotes"
    return "must be words (a number or yes/no needs quotes here)"


def _check_languages(texts: Mapping[object, object], languages: Sequence[str]) -> None:
    """Raises ValueError for a language that is missing, and for one that
    the programme does not have.
    """
    missing = [code for code in languages if texts.get(code) in (None, "")]
    unknown = [str(code) for code in texts if code not in languages]
    if unknown:
        # In YAML's short form, {en: Yes, of course} reads “of course” as one
        # more key without a value.
        comma = (
            "; a text with a comma in it stands in quotes"
            if not all(texts.values()) or any(" " in code for code in unknown)
            else ""
        )
        if len(texts) == 1 and comma:
            comma = "; a text that begins with { stands in quotes"
        raise ValueError(
            f"{NOT_A_LANGUAGE}{', '.join(unknown)}{_without(missing, texts)}{comma}"
        )
    if missing:
        raise ValueError(
            f"a text is missing in: {', '.join(missing)}{_nothing(missing, texts)}"
        )


def _without(missing: Sequence[str], texts: Mapping[object, object]) -> str:
    if missing and len(texts) > 1:
        return f"; a text is missing in: {', '.join(missing)}"
    return ""


def _nothing(missing: Sequence[str], texts: Mapping[object, object]) -> str:
    """A word that YAML reads as nothing stands there, perhaps."""
    if any(code in texts for code in missing):
        return "; the words null and ~ stand in quotes"
    return ""


WRITTEN_TEXT: dict[str, Any] = {
    "anyOf": [
        {"type": "string"},
        {
            "type": "object",
            "propertyNames": {"pattern": "^[a-z]{2,3}(_[A-Z]{2})?$"},
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        },
    ]
}
"""A text as files may write it, for editors: one for all languages, or one for each."""
Text = Annotated[
    dict[str, str], BeforeValidator(in_all_languages), WithJsonSchema(WRITTEN_TEXT)
]
"""A text for people: language code → words."""


def as_list(value: object) -> object:
    """One thing may stand where a list is asked for."""
    if isinstance(value, list | tuple):
        return value
    return [value]


def one_or_several(item: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of what `as_list` takes."""
    return {"anyOf": [dict(item), {"type": "array", "items": dict(item)}]}


SITE = r"^(https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?$"
Sites = Annotated[
    tuple[Annotated[str, Field(pattern=SITE)], ...],
    BeforeValidator(as_list),
    WithJsonSchema(one_or_several({"type": "string", "pattern": SITE})),
]
"""Other sites, as a browser names them: https, host, and a port
where it is not the usual one.
"""
Names = Annotated[
    tuple[str, ...],
    BeforeValidator(as_list),
    WithJsonSchema(one_or_several({"type": "string"})),
]


def _as_expression(value: object) -> object:
    """A number, or true and false, is an expression as it stands."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return value


Written = Annotated[
    str,
    BeforeValidator(_as_expression),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
"""An expression as it is written."""


class Part(BaseModel):
    """A part of the model: unknown keys are mistakes, and
    nothing changes after loading.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_type(name: str) -> str:
    """Raises PydanticCustomError for a word that is no type;
    programme/reading/validate.py tells the nearest one.
    """
    if name not in field_types():
        raise PydanticCustomError(
            "enum", "no type", {"expected": ", ".join(sorted(field_types()))}
        )
    return name


TypeName = Annotated[
    str,
    AfterValidator(_is_type),
    WithJsonSchema({"type": "string", "enum": sorted(field_types())}),
]
"""What a column or field holds, by the name of its type in fieldtypes/types/."""
Parameters = dict[str, int | float | str]
"""What a type wants to know beyond that (XLSForm's word)."""


Attribute = str | int | float | bool
CHOICE_KEYS = ("name", "label", "aliases", "attributes")
MISSPELT = 0.8
"""From here on a key is taken for a slip, and for no attribute: `alias`."""


class Choice(Part):
    """One value of a choice: its name in files and rules, its label in the sheet and
    on forms, other spellings.

    `attributes`: whatever else it says, for filters; in a file
    they stand beside the label.
    """

    name: ChoiceName
    label: Text
    aliases: tuple[str, ...] = ()
    attributes: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _attributes_beside_the_label(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        attributes = dict(data.get("attributes") or {})
        for key, value in data.items():
            if key in CHOICE_KEYS:
                continue
            _check_attribute(key, value)
            if value is not None:
                attributes[key] = value
        own_keys = {}
        for key, value in data.items():
            if key in CHOICE_KEYS:
                own_keys[key] = value
        return {**own_keys, "attributes": attributes}


def _check_attribute(key: str, value: object) -> None:
    """Raises ValueError."""
    near = get_close_matches(key, CHOICE_KEYS, n=1, cutoff=MISSPELT)
    if near:
        raise ValueError(f'"{key}" is not known here; did you mean "{near[0]}"?')
    if not re.fullmatch(NAME, key):
        raise ValueError(
            f'the attribute "{key}" must be small letters, digits and _, beginning with a letter'
        )
    if value is not None and not isinstance(value, Attribute):
        raise ValueError(
            f'the attribute "{key}" of a choice is one word, number, true or false'
        )


class ChoicesFrom(Part):
    """Choices that are rows of a table.

    `label`: the column whose words are chosen and kept; without it the table's title.
    """

    table: Name
    label: Name | None = None


class TranslationOf(Part):
    """What a column says in another language: the words of `column`, a
    column of the same table.
    """

    column: Name
    language: str


class Column(Part):
    """A column of a table. `own` columns are written by the app only; all others belong
    to staff after the append.

    `unreadable_means`: what a cell of yes or no counts as where it says neither: the
    answer on the safe side. Without it, the cell keeps its last value and its record
    waits. `set_by_page`: staff may also choose its value on the page of a record.
    `precision_from`: of a date, the column that says whether it is exact to the
    `day`, the `month` or the `year`. `translation_of`: the team, or a formula of
    theirs, puts a translation there. `value`: an expression that gives what it says;
    such a column is the app's own. `sheet`: false for one that is computed and stands
    in no tab; pages, mails and conditions know it.
    """

    name: Name
    type: TypeName = "text"
    label: Text
    hint: Text = {}
    choices: tuple[Choice, ...] = ()
    choices_from: ChoicesFrom | None = None
    or_other: Truth = False
    table: Name | None = None
    parameters: Parameters = {}
    country_from: Name | None = None
    was: tuple[str, ...] = ()
    own: Truth = False
    width: Annotated[int, Field(ge=40, le=800)] | None = None
    unreadable_means: Truth | None = None
    set_by_page: Truth = False
    precision_from: Name | None = None
    translation_of: TranslationOf | None = None
    value: Written | None = None
    sheet: Truth = True

    @model_validator(mode="after")
    def _only_computed_ones_stand_in_no_sheet(self) -> "Column":
        if not self.sheet and self.value is None:
            raise ValueError(
                "sheet: false is for columns that are computed (`value`): of all others nothing would be kept"
            )
        return self

    @model_validator(mode="before")
    @classmethod
    def _computed_is_own(cls, data: Any) -> Any:
        if isinstance(data, dict) and data.get("value") is not None:
            return {**data, "own": True}
        return data

    @model_validator(mode="after")
    def _only_where_yes_or_no_is_asked(self) -> "Column":
        if (
            self.unreadable_means is not None
            and self.field_type.expression_type is not ValueType.boolean
        ):
            raise ValueError("unreadable_means is for columns of the type acknowledge")
        return self

    @model_validator(mode="after")
    def _only_where_one_choice_is_the_teams(self) -> "Column":
        is_one_choice = self.field_type.has_choices and not self.field_type.is_list
        if self.set_by_page and (self.own or not is_one_choice):
            raise ValueError(
                "set_by_page is for columns of the type select_one that the team fills"
            )
        return self

    @property
    def field_type(self) -> FieldType:
        """What its values are."""
        return field_type(self.type)

    @property
    def number_format(self) -> Mapping[str, str] | None:
        """How its cells are formatted; None for any way: in a cell formatted as text a
        formula would only be words.
        """
        if self.translation_of:
            return None
        return self.field_type.cell_format(self)

    @property
    def choice_names(self) -> list[str]:
        """What rules call its choices, in their order."""
        return [choice.name for choice in self.choices]

    def choice(self, name: str) -> Choice | None:
        """The choice of that name, or None."""
        return next((choice for choice in self.choices if choice.name == name), None)
