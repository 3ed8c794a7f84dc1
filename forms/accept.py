"""From checked answers to an accepted submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.ids import digest
from core.links import Links
from core.texts import texts
from forms.build import CHANNELS, AskedForm
from journal.submissions import Submission, Upload
from programme.forms import Form
from programme.model import Programme
from programme.parts import Kind
from programme.record import Value


@dataclass(frozen=True)
class Sent:
    """One sending of a form: its one-time key, who is at the keyboard (`staff`, "" for the public), what it is fixed to.

    `agreed`: how they agreed to what happens with it: by ticking a `box`, or by `sending` a page that says so.
    """

    programme: Programme
    form: Form
    language: str
    fixed: Mapping[str, str]
    staff: str
    key: str
    now: datetime
    agreed: str = "box"


def submission(
    sent: Sent,
    asked: AskedForm,
    answers: Mapping[str, Value],
    uploads: Sequence[Upload],
    raw: dict[str, Any],
    links: Links,
) -> Submission:
    """What the journal keeps: the answers as typed, and the row that they become."""
    form, table = sent.form, sent.programme.tables[sent.form.table]
    files = {
        field.name: [u for u in uploads if u.field == field.name] for field in form.fields if field.type is Kind.file
    }
    agreed = {"consent": bool(asked["consent"].data), "publication": bool(asked["publication"].data)}
    cleaned = {
        "form": form.name,
        "answers": dict(answers),
        "files": {name: sorted(upload.sha256 for upload in some) for name, some in files.items()},
        "fixed": dict(sent.fixed),
        **agreed,
    }
    consent = {
        **agreed,
        "version": form.consent.version,
        "language": sent.language,
        "at": sent.now.isoformat(),
        "by": sent.agreed,
    }
    arrived = _arrived(sent, asked)
    values: dict[str, Value] = {
        **form.set,
        **answers,
        **sent.fixed,
        **{name: [str(links.file(upload.id)) for upload in some] for name, some in files.items()},
        "consent": f"{form.consent.version} · {sent.language} · {sent.now:%Y-%m-%d %H:%M} UTC",
        "publication": agreed["publication"],
        "arrived_by": arrived or None,
    }
    return Submission(
        key=sent.key,
        digest=digest(cleaned),
        form=form.name,
        version=form.version,
        language=sent.language,
        table=form.table,
        prefix=table.prefix,
        answers=raw,
        values={name: value for name, value in values.items() if value not in (None, [], "")},
        consent=consent,
        entered={"by": sent.staff, "arrived_by": arrived} if sent.staff else {},
        uploads=uploads,
    )


def _arrived(sent: Sent, asked: AskedForm) -> str:
    if not sent.staff:
        return ""
    way = texts(sent.programme.language).gettext(CHANNELS[str(asked["arrived_by"].data)])
    note = str(asked["arrived_note"].data or "").strip()
    return " · ".join(part for part in (way, note, sent.staff) if part)
