"""Versions of a form: a page that is open in a browser is judged
by the one that it shows.
"""

from collections.abc import Mapping

from expressions.reading.syntax import ExpressionError
from journal.database import Journal
from journal.forms import submissions
from programme.form_parts.form_logic import FormLogic
from programme.model import Table
from programme.models.forms import Answer, Form


def version_of(
    journal: Journal, form: Form, version: str | None, tables: Mapping[str, Table]
) -> Form:
    """The version of a form that a browser has open; the present one where that was
    never offered, or asks for columns that the tables do not have any more.
    """
    # A version that was never offered is made up by a client: it is
    # judged by the present form.
    if not version or version == form.version:
        return form
    with journal.read() as connection:
        stored = submissions.form_of(connection, form.name, version)
    if not stored:
        return form
    earlier = Form.model_validate(stored)
    try:
        FormLogic.of(earlier, tables)
    except ExpressionError:
        # The earlier form rests on a table that has changed since: who began with it
        # goes on with the present one.
        return form
    return earlier


def short_form(form: Form, answer: Answer) -> Form:
    """The form with only what belongs to one answer."""
    return form.model_copy(
        update={"fields": answer.fields, "set": {**form.set, **answer.set}}
    )
