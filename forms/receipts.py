"""The page that says what was accepted, and when."""

import re
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Blueprint, abort, g, render_template

from expressions.types import ValueType
from forms.form_request import Page
from forms.services import current_services
from forms.versions import version_of
from journal import known_records, submissions
from programme.forms import FormField

blueprint = Blueprint("receipts", __name__)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@blueprint.get("/receipt/<token>")
def receipt(token: str) -> Page:
    """What was accepted, and when; what it said as long as its row is there. Whoever has the link may see it; it cannot be
    guessed.
    """
    reference = current_services().links.read("receipt", token)
    with current_services().journal.read() as connection:
        submission = submissions.by_reference(connection, str(reference)) if reference else None
        # Whoever deletes a row means what stands in it: the link, which cannot be taken back, shows it no more.
        is_gone = known_records.is_gone(connection, str(reference))
    if submission is None:
        abort(404)
    programme = current_services().programme
    g.language = submission.language
    form = (
        version_of(current_services().journal, programme.forms[submission.form], submission.version)
        if submission.form in programme.forms and not is_gone
        else None
    )
    answers = []
    for field in form.fields if form else ():
        answer = submission.answers.get(field.name)
        if answer and field.field_type.is_asked:
            answers.append(
                (programme.text(field.label, submission.language), _answer_text(field, answer, submission.language))
            )
    return render_template("receipt.html", found=submission, form=form, answers=answers, programme=programme)


def _answer_text(field: FormField, answer: Any, language: str) -> str:
    names = answer if isinstance(answer, list) else [answer]
    if field.field_type.expression_type is ValueType.date and ISO_DAY.fullmatch(str(answer)):
        return str(format_date(date.fromisoformat(str(answer)), "long", locale=language))
    labels: dict[str, str] = {choice.name: choice.label.get(language, choice.name) for choice in field.choices}
    return ", ".join(labels.get(name, str(name)) for name in names)
