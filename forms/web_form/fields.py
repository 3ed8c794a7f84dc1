"""A question of a programme's form as a WTForms field, with its own
understanding of what people write.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from core.texts import mark as _
from core.texts import texts
from fieldtypes.base import Locality, Widget
from fieldtypes.errors import NotUnderstoodError
from fieldtypes.normalise import blank
from fieldtypes.parsing.choices import country_written
from forms.web_form.choice_fields import FEW, listed_field
from programme.form_parts.choice_filters import Option
from programme.model import Programme
from programme.models.forms import USUAL_LENGTH, FormField
from programme.records.record import Value

ROWS = 5
"""Lines of a box for long answers."""
Reader = Callable[[str, str], Value]
"""What was typed, and the country that the answers name."""


class NativeInput(TextInput):  # type: ignore[misc]
    """A browser's own calendar or clock, as long as what stands in it is written as
    browsers write it (`shape`).

    What people typed otherwise would vanish in it: that is shown in a
    plain line, to be mended.
    """

    def __init__(self, input_type: str, shape: str) -> None:
        super().__init__(input_type)
        self.shape = re.compile(shape)

    def __call__(self, field: Field, **attributes: Any) -> Any:
        """The input's HTML."""
        is_native = not field.data or bool(self.shape.fullmatch(str(field.data)))
        return super().__call__(
            field, **{**attributes, "type": self.input_type if is_native else "text"}
        )


class ComputedField(Field):  # type: ignore[misc]
    """Where errors of a computed value stand; whatever a browser sends
    in its place is not read.
    """

    def process(
        self, formdata: Any, data: Any = None, extra_filters: Any = None
    ) -> None:
        """Nothing: its value follows from the answers."""
        self.data = None


NATIVE = {
    Widget.date: NativeInput("date", r"\d{4}-\d\d-\d\d"),
    Widget.moment: NativeInput("datetime-local", r"\d{4}-\d\d-\d\dT\d\d:\d\d"),
    Widget.time: NativeInput("time", r"\d\d:\d\d"),
}


@dataclass(frozen=True)
class FormContext:
    """How a form is being asked: by which programme, in which language, with which
    records to choose from, on which day.

    `lists`: see forms/answers/record_lists.py; `today`: by the programme's calendar;
    `days`: all that are today somewhere on Earth, this one first.
    """

    programme: Programme
    language: str
    lists: Mapping[tuple[object, ...], Sequence[Option]]
    today: date
    days: tuple[date, ...]
    zone: str = ""

    @property
    def locality(self) -> Locality:
        """How people who fill it in write."""
        locality = self.programme.locality_in(self.language)
        if self.zone:
            return replace(locality, time_zone=self.zone)
        return locality

    def records_for(self, field: FormField) -> Sequence[Option]:
        """What can be chosen for a question out of a table."""
        return self.lists.get(field.list_key, ())

    def say(self, text: str, **gaps: str) -> str:
        """One of our own texts in the form's language."""
        translated = texts(self.language).gettext(text)
        if gaps:
            return translated.format(**gaps)
        return translated


class Understood:
    """Turns what was written into its canonical value (`field.canonical`), or says
    why it cannot be understood.
    """

    def __init__(self, reader: Reader, question: FormField, language: str) -> None:
        self.reader = reader
        self.question = question
        self.language = language
        self.longest = question.field_type.longest(question)

    def __call__(self, form: Form, field: Field) -> None:
        """WTForms' validator."""
        written = field.data
        if isinstance(written, str):
            text = written
        else:
            text = "\n".join(written or ())
        # Browsers send a line break as two signs; people type one.
        if blank(text):
            text = ""
        else:
            text = text.strip().replace("\r\n", "\n")
        # Before any reader: no pattern and no number parser is handed a
        # text of a million characters.
        if isinstance(written, str) and len(text) > self.longest:
            raise ValidationError(
                texts(self.language)
                .gettext(
                    _("This is {count} characters long; at most {most} can be kept.")
                )
                .format(count=len(text), most=self.longest)
            )
        try:
            if text:
                field.canonical = self.reader(text, self._country(form))
            else:
                field.canonical = None
        except NotUnderstoodError as error:
            raise ValidationError(error.words(self.language)) from None

    def _country(self, form: Form) -> str:
        """What the answers say about the country by which this one is read; "" where
        nothing is asked or answered.
        """
        source = self.question.country_from
        if not source or source not in form:
            return ""
        question = form.hoja.field(source)
        if question:
            choices = question.choices
        else:
            choices = ()
        return country_written(str(form[source].data or "").strip(), choices)


def make_field(field: FormField, context: FormContext) -> Any:
    """The unbound WTForms field of a question."""
    label = context.programme.text(field.label, context.language)
    hint = context.programme.text(field.hint, context.language)
    explanation = field.field_type.explanation(field, context.locality)
    limit = ""
    if field.most_words:
        limit = context.say(_("At most {most} words."), most=str(field.most_words))
    description = " ".join(filter(None, (hint, explanation, limit)))
    common = {"label": label, "description": description}
    understood = [Understood(_reader(field, context), field, context.language)]
    attributes = _attributes(field)
    widget = field.field_type.widget(field)
    match widget:
        case Widget.radio | Widget.list | Widget.boxes:
            return _choice_field(field, context, {"validators": understood, **common})
        case Widget.tick:
            return BooleanField(validators=[_Ticked()], **common)
        case Widget.files:
            return MultipleFileField(
                render_kw={"accept": field.field_type.accept, "multiple": True},
                **common,
            )
        case Widget.email:
            return EmailField(validators=understood, render_kw=attributes, **common)
        case Widget.telephone:
            return TelField(validators=understood, render_kw=attributes, **common)
        case Widget.area:
            return TextAreaField(
                validators=understood, render_kw={**attributes, "rows": ROWS}, **common
            )
        case Widget.date | Widget.moment | Widget.time:
            return StringField(
                validators=understood,
                render_kw=attributes,
                widget=NATIVE[widget],
                **common,
            )
        case _:
            return StringField(validators=understood, render_kw=attributes, **common)


def _choice_field(
    field: FormField, context: FormContext, common: dict[str, Any]
) -> Any:
    """Of a question with a list: buttons, boxes, or a box that opens."""
    choices = _choices(field, context)
    is_several = field.field_type.is_list
    widget = field.field_type.widget(field)
    # A button that was pressed cannot be let go again: who need not answer can say so.
    with_blank = [*choices, SelectChoice("", context.say(_("No answer")))]
    if is_listed(field, context):
        is_optional = field.required is not True and not is_several
        return listed_field(
            with_blank if is_optional else choices, is_several=is_several, **common
        )
    if is_several:
        return SelectMultipleField(
            choices=choices,
            validate_choice=False,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
            **common,
        )
    if widget is Widget.list:
        choices = [SelectChoice("", context.say(_("— choose —"))), *choices]
        return SelectField(choices=choices, validate_choice=False, **common)
    return RadioField(
        choices=choices if field.required is True else with_blank,
        validate_choice=False,
        **common,
    )


def is_listed(field: FormField, context: FormContext) -> bool:
    """Whether a question has a list of its own kind (forms/web_form/choice_fields.py):
    it is filtered, or of records and long.
    """
    if field.choice_filter is not None or field.choices_from is not None:
        return True
    # A list with nothing in it says so, instead of a box that opens on nothing.
    return (
        field.list_table is not None and not 0 < len(context.records_for(field)) <= FEW
    )


class _Ticked:
    def __call__(self, form: Form, field: Field) -> None:
        field.canonical = bool(field.data) or None


def _attributes(field: FormField) -> dict[str, Any]:
    attributes: dict[str, Any] = {}
    if field.autocomplete:
        attributes["autocomplete"] = field.autocomplete
    if field.field_type.input_mode:
        attributes["inputmode"] = field.field_type.input_mode
    # For the counter of static/form.js; nobody counts towards the usual limit.
    if field.most_words:
        attributes["data-most-words"] = field.most_words
    elif field.field_type.is_plain_text and field.max_length < USUAL_LENGTH:
        attributes["data-most-characters"] = field.max_length
    return attributes


def _choices(field: FormField, context: FormContext) -> list[SelectChoice]:
    if field.list_table:
        # Two rows may have the same words, and are one choice.
        labels: dict[str, str] = {}
        for option in context.records_for(field):
            labels.setdefault(option.name, option.label)
        return [SelectChoice(*pair) for pair in labels.items()]
    return [
        SelectChoice(*pair)
        for pair in field.field_type.options(field, context.locality)
    ]


def _reader(field: FormField, context: FormContext) -> Reader:
    records = {option.name for option in context.records_for(field)}
    field_type = field.field_type
    locality = context.locality

    def read(written: str, country: str) -> Value:
        # Several stand on lines.
        for line in written.split("\n") if field.list_table else ():
            if line not in records:
                raise NotUnderstoodError(_("“{value}” is not in the list."), value=line)
        return field_type.parse(written, field, locality.of_row(country))

    return read
