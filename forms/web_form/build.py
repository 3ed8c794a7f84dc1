"""A programme's form as a WTForms class."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from core.texts import mark as _
from forms.web_form.fields import ComputedField, FormContext, make_field
from forms.web_form.forged_requests import FormCSRF
from forms.web_form.names import (
    ARRIVED_BY,
    ARRIVED_NOTE,
    CONSENT,
    CSRF,
    PUBLICATION,
    attribute,
)
from programme.form_parts.form_logic import FormLogic
from programme.form_parts.repeats import repetitions_of
from programme.models.forms import Form

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

    hoja: Form
    logic: FormLogic
    repetitions: Mapping[str, Sequence[int]]
    """Repeat → the keys of its repetitions."""

    def __getitem__(self, name: str) -> Any:
        """The field of a question, or one of ours."""
        return self._fields[attribute(name)]

    def __contains__(self, name: str) -> bool:
        """Whether the page asks this question, or has this field of ours."""
        return attribute(name) in self._fields

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How the form is protected, and how its fields are made."""

        csrf = True
        csrf_class = FormCSRF
        csrf_field_name = CSRF

        def bind_field(
            self, form: "WebForm", unbound_field: Any, options: dict[str, Any]
        ) -> Any:
            """A copy of the field that was made for the first form of this class: to
            make it costs ten times as much.
            """
            # The token's field belongs to the form's own FormCSRF.
            if options["name"] == CSRF:
                return super().bind_field(form, unbound_field, options)
            prototype = getattr(unbound_field, "prototype", None)
            if prototype is None:
                prototype = super().bind_field(form, unbound_field, options)
                vars(prototype).update(_form=None, meta=None)
                unbound_field.prototype = prototype
            # Not `copy.copy`: WTForms' fields are made by `Field.__new__`, which gives
            # something else without its arguments.
            field = object.__new__(type(prototype))
            vars(field).update(vars(prototype), _form=form, meta=self)
            return field


def form_class(form: Form, context: FormContext, *, staff: bool) -> type[WebForm]:
    """The class of a form in one language; for staff it also asks how
    the answers reached them.
    """
    logic = FormLogic.of(form, context.programme.tables)
    attributes: dict[str, Any] = {
        "hoja": form,
        "logic": logic,
        "repetitions": repetitions_of(form),
    }
    for field in form.fields:
        if field.calculate is not None and field.constraint:
            question = ComputedField(
                context.programme.text(field.label, context.language)
            )
        elif (
            field.field_type.is_asked
            and field.name not in form.fixed
            and not field.is_computed
        ):
            question = make_field(field, context)
        else:
            continue
        question.name = field.name
        question.kwargs["id"] = attribute(field.name)
        attributes[attribute(field.name)] = question
    if staff:
        ways = [
            SelectChoice(name, context.say(label)) for name, label in CHANNELS.items()
        ]
        attributes[ARRIVED_BY] = RadioField(
            context.say(_("How did this reach you?")),
            choices=ways,
            validate_choice=False,
        )
        attributes[ARRIVED_NOTE] = StringField(
            context.say(_("From whom, and when?")),
            [Length(max=NOTE)],
            render_kw={"maxlength": NOTE},
        )
    attributes[CONSENT] = BooleanField(
        context.programme.text(form.consent.agree, context.language)
    )
    if form.consent.publication:
        attributes[PUBLICATION] = BooleanField(
            context.programme.text(form.consent.publication, context.language)
        )
    return type("ProgrammeForm", (WebForm,), attributes)
