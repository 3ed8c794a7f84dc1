"""What all of the model is made of: names, texts, choices and columns."""

from collections.abc import Mapping, Sequence
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from expressions.types import ValueType
from fieldtypes.base import FieldType
from fieldtypes.registry import field_type, field_types

NAME = r"^[a-z][a-z0-9_]*$"
Name = Annotated[str, Field(pattern=NAME, max_length=40)]
CHOICE_NAME = r"^([a-z][a-z0-9_]*|[a-z]{2,3}_[A-Z]{2})$"
ChoiceName = Annotated[str, Field(pattern=CHOICE_NAME, max_length=40)]
"""A name, or the code of a language of a country, so that people can choose it."""


def in_all_languages(value: object, info: ValidationInfo) -> object:
    """A plain word stands for itself in every language; otherwise each language of the programme must be there."""
    languages = (info.context or {}).get("languages", ())
    if isinstance(value, str):
        return dict.fromkeys(languages or ("en",), value)
    if isinstance(value, dict) and languages:
        _check_languages(value, languages)
    return value


def _check_languages(texts: Mapping[object, object], languages: Sequence[str]) -> None:
    """Raises ValueError for a language that is missing, and for one that the programme does not have."""
    missing = [code for code in languages if not texts.get(code)]
    if missing:
        raise ValueError(f"a text is missing in: {', '.join(missing)}")
    unknown = [str(code) for code in texts if code not in languages]
    if unknown:
        # In YAML's short form, {en: Yes, of course} reads “of course” as one more key without a value.
        comma = "" if all(texts.values()) else "; a text with a comma in it stands in quotes"
        raise ValueError(f"not a language of this programme: {', '.join(unknown)}{comma}")


Text = Annotated[dict[str, str], BeforeValidator(in_all_languages)]
"""A text for people: language code → words."""


def as_list(value: object) -> object:
    """One thing may stand where a list is asked for."""
    if isinstance(value, list | tuple):
        return value
    return [value]


SITE = r"^(https://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?$"
Sites = Annotated[tuple[Annotated[str, Field(pattern=SITE)], ...], BeforeValidator(as_list)]
"""Other sites, as a browser names them: https, host, and a port where it is not the usual one."""
Names = Annotated[tuple[str, ...], BeforeValidator(as_list)]


class Part(BaseModel):
    """A part of the model: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _is_type(name: str) -> str:
    """Raises PydanticCustomError for a word that is no type; programme/validate.py tells the nearest one."""
    if name not in field_types():
        raise PydanticCustomError("enum", "no type", {"expected": ", ".join(sorted(field_types()))})
    return name


TypeName = Annotated[str, AfterValidator(_is_type)]
"""What a column or field holds, by the name of its type in fieldtypes/types/."""
Parameters = dict[str, int | float | str]
"""What a type wants to know beyond that (XLSForm's word)."""


class Choice(Part):
    """One value of a choice: its name in files and rules, its label in the sheet and on forms, other spellings."""

    name: ChoiceName
    label: Text
    aliases: tuple[str, ...] = ()


class Column(Part):
    """A column of a table. `own` columns are written by the app only; all others belong to staff after the append.

    `unreadable_means`: what a cell of yes or no counts as where it says neither: the answer on the safe side. Without it, the
    cell keeps its last value and its record waits.
    """

    name: Name
    type: TypeName = "text"
    label: Text
    hint: Text = {}
    choices: tuple[Choice, ...] = ()
    table: Name | None = None
    parameters: Parameters = {}
    country_from: Name | None = None
    was: tuple[str, ...] = ()
    own: bool = False
    width: Annotated[int, Field(ge=40, le=800)] | None = None
    unreadable_means: bool | None = None

    @model_validator(mode="after")
    def _only_where_yes_or_no_is_asked(self) -> "Column":
        if self.unreadable_means is not None and self.field_type.expression_type is not ValueType.boolean:
            raise ValueError("unreadable_means is for columns of the type acknowledge")
        return self

    @property
    def field_type(self) -> FieldType:
        """What its values are."""
        return field_type(self.type)

    def choice(self, name: str) -> Choice | None:
        """The choice of that name, or None."""
        return next((choice for choice in self.choices if choice.name == name), None)
