"""The files that come with a form: new ones, and those of an earlier try
that its page carries on.
"""

from collections.abc import Sequence

from flask import request
from werkzeug.datastructures import FileStorage

from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from forms.answers.repetitions import kept_tokens
from forms.request.form_request import FormRequest
from forms.services import current_services
from forms.web_form.names import DROP
from journal.forms.submissions import Upload
from uploads.kinds import plain_name
from uploads.pending import STALE, PendingUploads

NAMES_SHOWN = 8
"""Of files that are too many: nobody's list of a thousand names is shown."""


def sent_files(
    form_request: FormRequest, *, may_keep: bool
) -> tuple[dict[str, dict[str, Upload]], list[tuple[str, str]]]:
    """Question → token → file, and what was wrong with others. A ticked
    `drop` leaves a file out.

    `may_keep`: whether new files may be written. They are pending then, so
    that an error elsewhere in the form loses no photo; those of an earlier try
    are carried on in any case.
    """
    uploads = dict(form_request.locked_files)
    problems: list[tuple[str, str]] = []
    file_fields = []
    for field in form_request.form.fields:
        if field.field_type.takes_files and field.name not in uploads:
            file_fields.append(field)
    if not file_fields:
        return uploads, problems
    pending = pending_uploads(form_request)
    dropped = set(request.form.getlist(DROP))
    for field in file_fields:
        tokens = []
        for token in kept_tokens(form_request.step, field.name, request.form):
            if token not in dropped:
                tokens.append(token)
        earlier, errors = pending.of_tokens(tokens[: field.max_files], field.name)
        new = []
        for file in request.files.getlist(field.name):
            if file.filename:
                new.append(file)
        free = field.max_files - len(earlier)
        if may_keep:
            new_tokens, refusals = pending.keep(new[:free], field)
            added, _none_gone = pending.of_tokens(new_tokens, field.name)
            errors += refusals + _surplus(new[free:], field.max_files)
        else:
            added = {}
            for file in new:
                errors.append(
                    NotUnderstoodError(STALE, name=plain_name(file.filename or ""))
                )
        uploads[field.name] = {**earlier, **added}
        for error in errors:
            problems.append((field.name, error.words(form_request.context.language)))
    return uploads, problems


def pending_uploads(form_request: FormRequest) -> PendingUploads:
    """The files that came and are coming with a request."""
    services = current_services()
    return PendingUploads(
        services.store,
        services.journal,
        services.links,
        services.programme.limits,
        form_request.form.name,
        form_request.has_public_files,
        form_request.now,
        services.scanner,
    )


def _surplus(files: Sequence[FileStorage], limit: int) -> list[NotUnderstoodError]:
    """What to say of files beyond `limit`, as many as a question takes;
    nothing of them is written.
    """
    if not files:
        return []
    parts = []
    for file in files[:NAMES_SHOWN]:
        parts.append(f"“{plain_name(file.filename or '')}”")
    names = ", ".join(parts)
    text = _(
        "At most {most} files can be kept here. Not kept: {names}. To send one of these, leave another one out."
    )
    if limit == 1:
        text = _(
            "Only one file can be kept here. Not kept: {names}. To send one of these, leave the other one out."
        )
    return [NotUnderstoodError(text, most=str(limit), names=names)]
