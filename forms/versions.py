"""Versions of a form: a page that is open in a browser is judged by the one that it shows."""

from journal import submissions
from journal.database import Journal
from programme.forms import Answer, Form


def version_of(journal: Journal, form: Form, version: str | None) -> Form:
    """The version of a form that a browser has open; the present one where that was never offered."""
    # A version that was never offered is made up by a client: it is judged by the present form.
    if not version or version == form.version:
        return form
    with journal.read() as connection:
        stored = submissions.form_of(connection, form.name, version)
    if stored:
        return Form.model_validate(stored)
    return form


def short_form(form: Form, answer: Answer) -> Form:
    """The form with only what belongs to one answer."""
    return form.model_copy(update={"fields": answer.fields, "set": {**form.set, **answer.set}})
