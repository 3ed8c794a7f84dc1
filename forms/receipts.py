"""The page that says what was accepted, and when."""

import re
from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Blueprint, abort, g, render_template

from forms.asked import Page
from forms.desk import desk
from forms.versions import version_of
from journal import submissions
from programme.forms import FormField
from programme.parts import Kind

blueprint = Blueprint("receipts", __name__)
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@blueprint.get("/receipt/<token>")
def receipt(token: str) -> Page:
    """What was accepted, and when. Whoever has the link may see it; it cannot be guessed."""
    reference = desk().links.read("receipt", token)
    with desk().journal.read() as connection:
        found = submissions.by_reference(connection, str(reference)) if reference else None
    if found is None:
        abort(404)
    programme = desk().programme
    g.language = found.language
    form = (
        version_of(desk().journal, programme.forms[found.form], found.version)
        if found.form in programme.forms
        else None
    )
    answers = []
    for field in form.fields if form else ():
        words = found.answers.get(field.name)
        if words and field.type is not Kind.note:
            answers.append((programme.text(field.label, found.language), _words(field, words, found.language)))
    return render_template("receipt.html", found=found, form=form, answers=answers, programme=programme)


def _words(field: FormField, words: Any, language: str) -> str:
    names = words if isinstance(words, list) else [words]
    if field.type is Kind.date and ISO_DAY.fullmatch(str(words)):
        return str(format_date(date.fromisoformat(str(words)), "long", locale=language))
    labels: dict[str, str] = {choice.name: choice.label.get(language, choice.name) for choice in field.choices}
    return ", ".join(labels.get(name, str(name)) for name in names)
