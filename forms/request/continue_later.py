"""Going on with a form later, on this or another device, by a link that a person
keeps or sends to themselves.
"""

import json
from datetime import datetime
from urllib.parse import quote, urlencode

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from core.ids import new_id
from forms.replies import Page
from forms.request.form_request import FormRequest
from forms.services import current_services
from forms.web_form.build import WebForm
from forms.web_form.names import SAVED, repetitions, search
from journal.forms import saved_forms
from journal.forms.saved_forms import LIFE, SavedForm

PURPOSE = "saved"
# Kept for people of whom nothing is known: a draft must not become a store for
# anything.
MOST_BYTES = 200_000
MOST_BYTES_IN_ALL = 50 * 2**20
"""Anybody can save: the disk is not theirs to fill."""
MOST_BYTES_OF_CLIENT = 10 * 2**20
"""Nor is it one client's to fill for all others.

A village behind one address has room for some five thousand forms.
"""
ROW_BYTES = 300
"""What one takes beside its answers: thousands of empty ones fill a disk, too."""


def save(form_request: FormRequest, bound: WebForm) -> Page | None:
    """Keeps what is typed and shows the link to it; None where there is no room.

    Files are not kept: they are sent with the form.
    """
    services = current_services()
    # Nothing of ours, and no consent: whoever sends it agrees then.
    names = set()
    for field in form_request.form.fields:
        if field.name in bound:
            # What was searched for in a list is typed, too, though nothing is
            # chosen yet.
            names |= {field.name, search(field.name)}
    names |= {repetitions(repeat) for repeat in bound.repetitions}
    answers = {}
    for name, values in request.form.lists():
        if name in names and any(values):
            answers[name] = values
    size = ROW_BYTES + len(json.dumps(answers, ensure_ascii=False).encode())
    client = services.links.client_mark(form_request.client)
    saved = SavedForm(
        _saved_id() or new_id(),
        form_request.form.name,
        answers,
        size,
        form_request.now,
        client,
    )
    with services.journal.write() as connection:
        of_client = saved_forms.total_bytes(connection, saved.id, saved.client)
        in_all = saved_forms.total_bytes(connection, saved.id)
        if not _fits(size, of_client, in_all):
            return None
        saved_forms.save(connection, saved)
    token = services.links.sign(PURPOSE, saved.id)
    address = f"{services.links.public_url}{form_request.address()}"
    address += f"{'&' if '?' in address else '?'}{urlencode({SAVED: token})}"
    return render_template(
        "continue_later.html",
        title=form_request.title,
        address=address,
        whatsapp=f"https://wa.me/?text={quote(f'{form_request.title}: {address}', safe='')}",
        until=(form_request.now + LIFE).date(),
        has_files=form_request.form.takes_files,
    )


def _fits(bytes: int, of_client: int, in_all: int) -> bool:
    """Whether there is room for so many bytes beside those of the client's other
    forms, and of all others.
    """
    if bytes > MOST_BYTES:
        return False
    return (
        of_client + bytes <= MOST_BYTES_OF_CLIENT
        and in_all + bytes <= MOST_BYTES_IN_ALL
    )


def saved_answers(form: str, now: datetime) -> MultiDict[str, str] | None:
    """What the address opens of this form, or None."""
    id = _saved_id()
    if not id:
        return None
    with current_services().journal.read() as connection:
        saved = saved_forms.by_id(connection, id, now - LIFE)
    if saved is None or saved.form != form:
        return None
    return MultiDict(
        (name, value) for name, values in saved.answers.items() for value in values
    )


def forget_saved() -> None:
    """The form was sent: nothing of it is to be gone on with."""
    id = _saved_id()
    if id:
        with current_services().journal.write() as connection:
            saved_forms.forget(connection, id)


def _saved_id() -> str:
    token = request.values.get(SAVED, "")
    id = None
    if token:
        id = current_services().links.read(PURPOSE, token)
    if isinstance(id, str):
        return id
    return ""
