"""From checked answers to an accepted submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.ids import digest
from core.links import Links
from core.texts import texts
from forms.build import CHANNELS, WebForm
from forms.names import ARRIVED_BY, ARRIVED_NOTE, CONSENT, PUBLICATION
from journal.states import Origin
from journal.submissions import Submission, Upload
from programme.consent_note import consent_note
from programme.forms import Form
from programme.model import Programme
from programme.record import Value


@dataclass(frozen=True)
class Sending:
    """One sending of a form: its one-time key, who is at the keyboard (`staff`, "" for the public), what it is fixed to.

    `agreed`: how they agreed to what happens with it: by ticking a `box`, by `sending` a page that says so, or `before` by the
    same link; `origin`: who could send it.
    """

    programme: Programme
    form: Form
    language: str
    fixed: Mapping[str, str]
    staff: str
    key: str
    now: datetime
    agreed: str = "box"
    origin: Origin = Origin.open


def build_submission(
    sending: Sending,
    bound: WebForm,
    answers: Mapping[str, Value],
    uploads: Sequence[Upload],
    raw: dict[str, Any],
    links: Links,
) -> Submission:
    """What the journal keeps: the answers as typed, and the row that they become."""
    form, table = sending.form, sending.programme.tables[sending.form.table]
    files: dict[str, list[Upload]] = {}
    for field in form.fields:
        if field.field_type.takes_files:
            files[field.name] = [upload for upload in uploads if upload.field == field.name]
    agreed = {
        "consent": bool(bound[CONSENT].data),
        "publication": PUBLICATION in bound and bool(bound[PUBLICATION].data),
    }
    # What makes two sendings the same: file names and tokens differ when a page is sent again, their contents do not.
    cleaned = {
        "form": form.name,
        "answers": dict(answers),
        "files": {name: sorted(upload.sha256 for upload in field_uploads) for name, field_uploads in files.items()},
        "fixed": dict(sending.fixed),
        **agreed,
    }
    consent = {
        **agreed,
        "version": form.consent.version,
        "language": sending.language,
        "at": sending.now.isoformat(),
        "by": sending.agreed,
    }
    arrived = _arrived(sending, bound)
    values: dict[str, Value] = {
        **form.set,
        **answers,
        **sending.fixed,
        **{name: [str(links.file(upload.id)) for upload in field_uploads] for name, field_uploads in files.items()},
        "consent": consent_note(form.consent.version, sending.language, sending.now),
        "publication": agreed["publication"],
        "arrived_by": arrived or None,
    }
    return Submission(
        key=sending.key,
        digest=digest(cleaned),
        form=form.name,
        version=form.version,
        language=sending.language,
        table=form.table,
        prefix=table.prefix,
        answers=raw,
        # A blank cell is no value: the sheet and the journal must not differ in how they say nothing.
        # What is computed for the other questions alone has no column.
        values={name: value for name, value in values.items() if value not in (None, [], "") and table.column(name)},
        consent=consent,
        entered={"by": sending.staff, "arrived_by": arrived} if sending.staff else {},
        uploads=uploads,
        origin=sending.origin,
    )


def _arrived(sending: Sending, bound: WebForm) -> str:
    if not sending.staff:
        return ""
    way = texts(sending.programme.language).gettext(CHANNELS[str(bound[ARRIVED_BY].data)])
    note = str(bound[ARRIVED_NOTE].data or "").strip()
    return " · ".join(part for part in (way, note, sending.staff) if part)
