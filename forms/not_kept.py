"""The page for a form that could not be kept: a full disk, a
journal that cannot be written.

It asks the journal nothing.
"""

from collections.abc import Iterator

from flask import g, render_template, request

from forms.access.embedded import is_embedded, page_token
from forms.answers.repetitions import sent_repetitions
from forms.services import current_services
from forms.web_form.forged_requests import page_token as session_token
from forms.web_form.names import CSRF, KEY
from programme.form_parts.repeats import expanded
from programme.models.forms import FormField

UNAVAILABLE = 503


def not_kept_page(name: str) -> tuple[str, int]:
    """All that was sent stands in it, and is sent again, under the same
    one-time key, by its button.
    """
    programme = current_services().programme
    form = programme.forms[name]
    form = expanded(form, sent_repetitions(form, request.form))
    typed = [
        (key, value) for key, value in request.form.items(multi=True) if key != CSRF
    ]
    answers = []
    files = []
    for field in form.fields:
        label = programme.text(field.label, g.language)
        words = ", ".join(_words(field))
        if words:
            answers.append((label, words))
        sent_files = request.files.getlist(field.name)
        if field.field_type.takes_files and any(file.filename for file in sent_files):
            files.append((field.name, label))
    links = current_services().links
    key = request.form.get(KEY, "")
    if is_embedded():
        token = page_token(links, name, key)
    else:
        token = session_token()
    page = render_template(
        "not_kept.html",
        title=programme.text(form.title, g.language),
        typed=typed,
        token=token,
        answers=answers,
        # A browser lets nobody but the person choose a file.
        files=files,
    )
    return page, UNAVAILABLE


def _words(field: FormField) -> Iterator[str]:
    labels = {
        choice.name: current_services().programme.text(choice.label, g.language)
        for choice in field.choices
    }
    for value in request.form.getlist(field.name):
        if value:
            yield labels.get(value, value)
