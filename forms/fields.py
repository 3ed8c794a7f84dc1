"""A question of a programme's form as a WTForms field, with its own understanding of what people write."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
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
from fieldtypes.base import LONGEST_ANSWER, Locality, Widget
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import blank
from programme.forms import FormField
from programme.model import Programme
from programme.record import Value

AUTOCOMPLETE = {"email": "email", "phone": "tel", "url": "url"}
ROWS = 5
"""Lines of a box for long answers."""
Reader = Callable[[str], Value]


@dataclass(frozen=True)
class FormContext:
    """How a form is being asked: by which programme, in which language, with which records to choose from, on which day."""

    programme: Programme
    language: str
    records: dict[str, Sequence[tuple[str, str]]]
    today: datetime

    @property
    def locality(self) -> Locality:
        """How people who fill it in write."""
        return self.programme.locality_in(self.language)

    def say(self, text: str, **gaps: str) -> str:
        """One of our own texts in the form's language."""
        translated = texts(self.language).gettext(text)
        if gaps:
            return translated.format(**gaps)
        return translated


class Understood:
    """Turns what was written into its canonical value (`field.canonical`), or says why it cannot be understood."""

    def __init__(self, reader: Reader, language: str, longest: int = LONGEST_ANSWER) -> None:
        self.reader, self.language, self.longest = reader, language, longest

    def __call__(self, form: Form, field: Field) -> None:
        """WTForms' validator."""
        written = field.data
        text = written.strip() if isinstance(written, str) else "\n".join(written or ())
        text = "" if blank(text) else text
        # Before any reader: no pattern and no number parser is handed a text of a million characters.
        if isinstance(written, str) and len(text) > self.longest:
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
    understood = [Understood(_reader(field, context), context.language, field.field_type.longest(field))]
    attributes = _attributes(field)
    widget = field.field_type.widget(field)
    match widget:
        case Widget.radio | Widget.list:
            choices = _choices(field, context)
            if widget is Widget.list:
                choices = [SelectChoice("", context.say(_("— choose —"))), *choices]
            kind: Any = SelectField if widget is Widget.list else RadioField
            return kind(choices=choices, validators=understood, validate_choice=False, **common)
        case Widget.boxes:
            return SelectMultipleField(
                choices=_choices(field, context),
                validators=understood,
                validate_choice=False,
                widget=ListWidget(prefix_label=False),
                option_widget=CheckboxInput(),
                **common,
            )
        case Widget.tick:
            return BooleanField(validators=[_Ticked()], **common)
        case Widget.files:
            return MultipleFileField(render_kw={"accept": field.field_type.accept, "multiple": True}, **common)
        case Widget.email:
            return EmailField(validators=understood, render_kw=attributes, **common)
        case Widget.telephone:
            return TelField(validators=understood, render_kw=attributes, **common)
        case Widget.area:
            return TextAreaField(validators=understood, render_kw={**attributes, "rows": ROWS}, **common)
        case Widget.date:
            return StringField(validators=understood, render_kw={**attributes, "type": "date"}, **common)
        case _:
            return StringField(validators=understood, render_kw=attributes, **common)


class _Ticked:
    def __call__(self, form: Form, field: Field) -> None:
        field.canonical = bool(field.data) or None


def _attributes(field: FormField) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if token := field.autocomplete or AUTOCOMPLETE.get(field.type):
        attributes["autocomplete"] = token
    if field.field_type.input_mode:
        attributes["inputmode"] = field.field_type.input_mode
    return attributes


def _choices(field: FormField, context: FormContext) -> list[SelectChoice]:
    if field.table:
        return [SelectChoice(*pair) for pair in context.records.get(field.table, ())]
    return [SelectChoice(*pair) for pair in field.field_type.options(field, context.locality)]


def _reader(field: FormField, context: FormContext) -> Reader:
    records = dict(context.records.get(field.table or "", ()))

    def read(written: str) -> Value:
        if field.table and written not in records:
            raise NotUnderstoodError(_("“{value}” is not in the list."), value=written)
        return field.field_type.parse(written, field, context.locality)

    return read
