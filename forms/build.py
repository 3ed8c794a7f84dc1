"""A programme's form as a WTForms class, and the checks that look at more than one answer."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from core.texts import mark as _
from forms.fields import FormContext, make_field
from forms.forged_requests import FormCSRF
from programme.expressions import Condition, compile_condition, types_of_columns
from programme.forms import Form, FormField
from programme.parts import Kind
from programme.record import Value, typed

NOTE = 300
CHANNELS = {
    "post": _("by post"),
    "whatsapp": _("by WhatsApp"),
    "phone": _("by telephone"),
    "in_person": _("in person"),
    "mail": _("by e-mail"),
}


class WebForm(FlaskForm):  # type: ignore[misc]
    """What every form is: one that only our own pages can send."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How the form is protected."""

        csrf_class = FormCSRF


def form_class(form: Form, context: FormContext, *, staff: bool) -> type[WebForm]:
    """The class of a form in one language; for staff it also asks how the answers reached them."""
    attributes: dict[str, Any] = {"hoja": form}
    for field in form.fields:
        if field.type is not Kind.note and field.name not in form.fixed:
            attributes[field.name] = make_field(field, context)
    if staff:
        ways = [SelectChoice(name, context.say(label)) for name, label in CHANNELS.items()]
        attributes["arrived_by"] = RadioField(
            context.say(_("How did this reach you?")), choices=ways, validate_choice=False
        )
        attributes["arrived_note"] = StringField(
            context.say(_("From whom, and when?")), [Length(max=NOTE)], render_kw={"maxlength": NOTE}
        )
    attributes["consent"] = BooleanField(context.programme.text(form.consent.agree, context.language))
    attributes["publication"] = BooleanField(context.programme.text(form.consent.publication, context.language))
    return type("ProgrammeForm", (WebForm,), attributes)


def check(
    form: Form, bound_form: WebForm, context: FormContext, files: Mapping[str, int], *, staff: bool
) -> dict[str, Value]:
    """The canonical answers. What is wrong stands in `bound_form.errors` afterwards; `files`: question → number of files."""
    bound_form.validate()
    names = _names(form)
    answers = {name: getattr(bound_form[name], "canonical", None) for name in names if name in bound_form}
    facts = _typed(form, {**answers, **{name: ["x"] * count for name, count in files.items()}}, context)
    for field in form.fields:
        if field.name not in bound_form:
            continue
        # A hidden question keeps no answer: what stood in it was typed before another answer hid it.
        if field.relevant is not None and not _condition(field.relevant, form).holds(facts):
            answers[field.name] = None
            bound_form[field.name].errors = []
            continue
        is_file = field.type is Kind.file
        is_answered = bool(files.get(field.name)) if is_file else answers[field.name] is not None
        # A letter or a call brings no file: staff may leave out what the public must add.
        may_be_required = not (staff and is_file)
        if not bound_form[field.name].errors:
            message = _problem(form, field, facts, context, answered=is_answered, may_be_required=may_be_required)
            if message:
                _wrong(bound_form[field.name], message)
    if not bound_form["consent"].data:
        _wrong(bound_form["consent"], context.say(_("We may only keep this if you agree.")))
    if staff and bound_form["arrived_by"].data not in CHANNELS:
        _wrong(bound_form["arrived_by"], context.say(_("Please say how it reached you.")))
    return answers


def _problem(
    form: Form,
    field: FormField,
    facts: Mapping[str, Any],
    context: FormContext,
    *,
    answered: bool,
    may_be_required: bool,
) -> str:
    """What is wrong with an answer that was understood: it is missing, or it does not fit the others; "" if nothing."""
    if not answered:
        if not may_be_required or not _required(form, field, facts):
            return ""
        message = context.programme.text(field.required_message, context.language)
        return message or context.say(_missing(field.type))
    if _breaks(form, field, facts):
        message = context.programme.text(field.constraint_message, context.language)
        return message or context.say(_("This answer does not fit."))
    return ""


def _required(form: Form, field: FormField, facts: Mapping[str, Any]) -> bool:
    if isinstance(field.required, str):
        return _condition(field.required, form).holds(facts)
    return field.required


def _breaks(form: Form, field: FormField, facts: Mapping[str, Any]) -> bool:
    return field.constraint is not None and not _condition(field.constraint, form).holds(facts)


def _names(form: Form) -> set[str]:
    return {field.name for field in form.fields if field.type not in (Kind.note, Kind.file)}


def _missing(kind: Kind) -> str:
    match kind:
        case Kind.select_one | Kind.select_multiple | Kind.reference:
            return _("Please choose an answer.")
        case Kind.file:
            return _("Please add a file or a photo.")
        case Kind.acknowledge:
            return _("Please tick this box.")
        case _:
            return _("Please answer this.")


def _wrong(bound: Any, message: str) -> None:
    bound.errors = [*bound.errors, message]


def _typed(form: Form, answers: Mapping[str, Value], context: FormContext) -> dict[str, Any]:
    facts = {
        field.name: typed(field.type, answers.get(field.name)) for field in form.fields if field.type is not Kind.note
    }
    return {**facts, "today": context.today}


@lru_cache(maxsize=500)
def _compiled(text: str, kinds: tuple[tuple[str, Kind], ...]) -> Condition:
    return compile_condition(text, types_of_columns(dict(kinds)))


def _condition(text: str, form: Form) -> Condition:
    return _compiled(text, tuple((field.name, field.type) for field in form.fields))
