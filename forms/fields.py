"""A question of a programme's form as a WTForms field, with its own understanding of what people write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput, ListWidget

from core.texts import mark as _
from core.texts import texts
from programme import dates, numbers, values
from programme.forms import FormField
from programme.model import Programme
from programme.parts import Kind
from programme.record import Value
from programme.values import NotUnderstoodError

FEW = 6
"""Up to this many choices are shown as buttons, more as a list to choose from."""
ONE_LINE = 200
LONGEST = 320
"""Characters of any answer that is not a text: no reader is handed more."""
AUTOCOMPLETE = {Kind.email: "email", Kind.phone: "tel", Kind.url: "url"}
INPUT_MODE = {Kind.integer: "numeric", Kind.decimal: "decimal", Kind.phone: "tel", Kind.email: "email", Kind.url: "url"}

Reader = Callable[[str], Value]


@dataclass(frozen=True)
class FormContext:
    """How a form is being asked: by which programme, in which language, with which records to choose from, on which day."""

    programme: Programme
    language: str
    records: dict[str, Sequence[tuple[str, str]]]
    today: date

    def say(self, text: str, **gaps: str) -> str:
        """One of our own texts in the form's language."""
        translated = texts(self.language).gettext(text)
        if gaps:
            return translated.format(**gaps)
        return translated


class Understood:
    """Turns what was written into its canonical value (`field.canonical`), or says why it cannot be understood."""

    def __init__(self, reader: Reader, language: str, longest: int = LONGEST) -> None:
        self.reader, self.language, self.longest = reader, language, longest

    def __call__(self, form: Form, field: Field) -> None:
        """WTForms' validator."""
        text = field.data
        if isinstance(text, str):
            text = "" if values.blank(text) else text.strip()
        # Before any reader: no pattern and no number parser is handed a text of a million characters.
        if isinstance(text, str) and len(text) > self.longest:
            raise ValidationError(
                texts(self.language)
                .gettext(_("This is {count} characters long; at most {most} can be kept."))
                .format(count=len(text), most=self.longest)
            )
        try:
            field.canonical = self.reader(text) if text else None
        except NotUnderstoodError as error:
            raise ValidationError(error.words(self.language)) from None


def make_field(field: FormField, context: FormContext) -> Any:
    """The unbound WTForms field of a question."""
    label = context.programme.text(field.label, context.language)
    common = {"label": label, "description": context.programme.text(field.hint, context.language)}
    longest = field.max_length if field.type is Kind.text else LONGEST
    understood = [Understood(_reader(field, context), context.language, longest)]
    attributes = _attributes(field)
    match field.type:
        case Kind.select_one | Kind.reference:
            choices = _choices(field, context)
            kind: Any = RadioField if len(choices) <= FEW and field.type is Kind.select_one else SelectField
            if kind is SelectField:
                choices = [SelectChoice("", context.say(_("— choose —"))), *choices]
            return kind(choices=choices, validators=understood, validate_choice=False, **common)
        case Kind.select_multiple:
            return SelectMultipleField(
                choices=_choices(field, context),
                validators=understood,
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
                **common,
            )
        case Kind.acknowledge:
            return BooleanField(validators=[_Ticked()], **common)
        case Kind.file:
            return MultipleFileField(
                render_kw={
                    "accept": "image/*,application/pdf,.jpg,.jpeg,.png,.heic,.heif,.webp,.pdf",
                    "multiple": True,
                },
                **common,
            )
        case Kind.email:
            return EmailField(validators=understood, render_kw=attributes, **common)
        case Kind.phone:
            return TelField(validators=understood, render_kw=attributes, **common)
        case Kind.text if field.max_length > ONE_LINE:
            return TextAreaField(validators=understood, render_kw={**attributes, "rows": 5}, **common)
        case _:
            return StringField(validators=understood, render_kw=attributes, **common)


class _Ticked:
    def __call__(self, form: Form, field: Field) -> None:
        field.canonical = bool(field.data) or None


def _attributes(field: FormField) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if token := field.autocomplete or AUTOCOMPLETE.get(field.type):
        attributes["autocomplete"] = token
    if mode := INPUT_MODE.get(field.type):
        attributes["inputmode"] = mode
    if field.type is Kind.date:
        attributes["type"] = "date"
    return attributes


def _choices(field: FormField, context: FormContext) -> list[SelectChoice]:
    if field.table:
        return [SelectChoice(*pair) for pair in context.records.get(field.table, ())]
    return [
        SelectChoice(choice.name, context.programme.text(choice.label, context.language)) for choice in field.choices
    ]


def _reader(field: FormField, context: FormContext) -> Callable[[Any], Value]:
    programme, language = context.programme, context.language
    locale = values.formats(programme, language)

    def text(written: str) -> Value:
        return written.replace("\r\n", "\n").replace("\0", "")

    def reference(written: str) -> Value:
        if written not in dict(context.records.get(field.table or "", ())):
            raise NotUnderstoodError(_("“{value}” is not in the list."), value=written)
        return written

    readers: dict[Kind, Callable[[Any], Value]] = {
        Kind.integer: lambda written: numbers.whole(written, locale),
        Kind.decimal: lambda written: float(numbers.decimal(written, locale)),
        Kind.date: lambda written: dates.day(written, (language, *programme.languages), locale),
        Kind.select_one: lambda written: values.choice(written, field.choices, language),
        Kind.select_multiple: lambda written: [values.choice(word, field.choices, language) for word in written],
        Kind.email: values.email,
        Kind.phone: lambda written: values.phone(written, programme.country),
        Kind.url: values.url,
        Kind.reference: reference,
    }
    return readers.get(field.type, text)
