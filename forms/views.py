"""The pages that volunteers see: a form, and its receipt."""

import dataclasses
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from babel.dates import format_date
from flask import Blueprint, abort, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.clock import Clock, local_date
from core.links import Links
from core.texts import mark as _
from forms import about as about_
from forms.accept import Sent, submission
from forms.build import AskedForm, check, form_class
from forms.fields import Asking
from forms.uploads import Store, keep_all, kept
from journal import submissions
from journal.database import Journal
from journal.people import active
from journal.submissions import Upload
from programme.model import Form, FormField, Kind, Programme

blueprint = Blueprint("forms", __name__)
Page = str | Response | tuple[str, int]
UNPROCESSABLE, CONFLICT = 422, 409
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
KEY = re.compile(r"[\w-]{8,64}")


@dataclass(frozen=True)
class Desk:
    """What the forms work with; app.py puts it on the application."""

    programme: Programme
    journal: Journal
    links: Links
    store: Store
    clock: Clock
    classes: dict[Any, type[AskedForm]] = dataclasses.field(default_factory=dict)


def desk() -> Desk:
    """The desk of the running application."""
    found: Desk = current_app.extensions["hoja.desk"]
    return found


@blueprint.get("/<language>/<name>")
def show(language: str, name: str) -> Page:
    """An empty form."""
    asked = Asked.of_request(language, name, None)
    if asked is None:
        return _closed(language, name)
    return asked.page(asked.bind(MultiDict()), {})


@blueprint.post("/<language>/<name>")
def send(language: str, name: str) -> Page:
    """A form that was filled in: a receipt, or the page again with every error named and nothing lost."""
    asked = Asked.of_request(language, name, request.form.get("form_version"))
    if request.form.get("by_staff") and not _staff():
        return _resend(language, name)
    if asked is None:
        return _closed(language, name)
    bound = asked.bind(request.form)
    files, wrong = asked.files()
    counts = {field: len(tokens) for field, tokens in files.items()}
    answers = check(asked.form, bound, asked.asking, counts, staff=bool(asked.staff))
    for field, words in wrong:
        bound[field].errors = [*bound[field].errors, words]
    if any(field.errors for field in bound):
        return asked.page(bound, files), UNPROCESSABLE
    return asked.accept(bound, answers, files)


@dataclass(frozen=True)
class Asked:
    """A form in one request: which version of it, in which language, fixed to what, by whom, and its one-time key."""

    form: Form
    asking: Asking
    fixed: dict[str, str]
    staff: str
    about: str
    key: str

    @classmethod
    def of_request(cls, language: str, name: str, version: str | None) -> "Asked | None":
        """None where this form may not be opened like this (no link, a forged one). 404 where there is no such form."""
        here = desk()
        programme = here.programme
        if language not in programme.languages or name not in programme.forms:
            abort(404)
        g.language = language
        form = _version(programme.forms[name], version)
        staff = _staff()
        about = str(request.values.get("about", ""))
        fixed = about_.fixed(programme, here.journal, here.links, form, about)
        if fixed is None or (not form.public and not fixed and not staff):
            return None
        today = local_date(here.clock.now(), programme.time_zone)
        records = about_.choosable(programme, here.journal, form) if staff and not fixed else {}
        asking = Asking(programme, language, records, datetime.combine(today, time(), UTC))
        if staff and not fixed:
            form = about_.with_choosers(programme, form)
        key = request.form.get("key", "")
        return cls(form, asking, fixed, staff, about, key if KEY.fullmatch(key) else secrets.token_hex(16))

    def bind(self, data: "MultiDict[str, str]") -> AskedForm:
        """The WTForms form with what was sent."""
        return self._class()(formdata=data)

    def _class(self) -> type[AskedForm]:
        """The WTForms class; that of the public form, which asks everybody the same, is made once."""
        if self.staff:
            return form_class(self.form, self.asking, staff=True)
        key = (self.form.name, self.form.version, self.asking.language, tuple(self.fixed))
        classes = desk().classes
        if key not in classes:
            classes[key] = form_class(self.form, self.asking, staff=False)
        return classes[key]

    def files(self) -> tuple[dict[str, dict[str, Upload]], list[tuple[str, str]]]:
        """Question → token → file, kept by now, and what was wrong with the others. A ticked `drop_…` leaves a file out."""
        found: dict[str, dict[str, Upload]] = {}
        wrong: list[tuple[str, str]] = []
        dropped = set(request.form.getlist("drop"))
        for field in self.form.fields:
            if field.type is not Kind.file:
                continue
            tokens, errors = keep_all(desk().store, desk().links, request.files.getlist(field.name), field.name)
            before = [token for token in request.form.getlist(f"kept_{field.name}") if token not in dropped]
            found[field.name] = kept(desk().links, [*before, *tokens], field.name)
            wrong.extend((field.name, error.words(self.asking.language)) for error in errors)
            if len(found[field.name]) > field.max_files:
                most = self.asking.say(_("At most {most} files can be kept here."), most=str(field.max_files))
                wrong.append((field.name, most))
        return found, wrong

    def accept(self, bound: AskedForm, answers: dict[str, Any], files: dict[str, dict[str, Upload]]) -> Page:
        """Keeps it and leads to the receipt. The same key with other answers: both are shown, nothing is lost."""
        here = desk()
        now = here.clock.now()
        uploads = [upload for some in files.values() for upload in some.values()]
        sent = Sent(self.asking.programme, self.form, self.asking.language, self.fixed, self.staff, self.key, now)
        made = submission(sent, bound, answers, uploads, _raw(bound), here.links)
        accepted = submissions.accept(here.journal, made, now)
        if accepted.differs:
            return self._twice(bound, files, accepted.reference)
        return redirect(here.links.receipt(accepted.reference).removeprefix(here.links.public_url), 303)

    def _twice(self, bound: AskedForm, files: dict[str, dict[str, Upload]], reference: str) -> Page:
        with desk().journal.read() as connection:
            before = submissions.by_reference(connection, reference)
        answers = before.answers if before else {}
        new = _raw(bound)
        different = [
            (
                self.asking.programme.text(field.label, self.asking.language),
                answers.get(field.name),
                new.get(field.name),
            )
            for field in self.form.fields
            if answers.get(field.name) != new.get(field.name)
        ]
        receipt = desk().links.receipt(reference).removeprefix(desk().links.public_url)
        twice = {"reference": reference, "different": different, "receipt": receipt}
        return dataclasses.replace(self, key=secrets.token_hex(16)).page(bound, files, twice=twice), CONFLICT

    def page(self, bound: AskedForm, files: dict[str, dict[str, Upload]], twice: dict[str, Any] | None = None) -> str:
        """The page of the form."""
        return render_template(
            "form.html",
            form=self.form,
            hidden={"key": self.key, "form_version": self.form.version, "about": self.about},
            asked=bound,
            files=files,
            about=about_.title(self.asking.programme, desk().journal, list(self.fixed.values())),
            twice=twice,
            staff=self.staff,
            text=lambda text: self.asking.programme.text(text, self.asking.language),
            errors=[field for field in bound if field.errors and field.name != "csrf_token"],
            stale="csrf_token" in bound.errors,
            cookies=bool(request.cookies),
        )


def _staff() -> str:
    """The address of who is signed in and still active, "" for everybody else."""
    email = str(session.get("staff", ""))
    if not email:
        return ""
    with desk().journal.read() as connection:
        return email if active(connection, email) else ""


def _resend(language: str, name: str) -> Page:
    """Staff whose session ended while they typed: all of it stays in the page until they have signed in again."""
    g.language = language
    typed = [(key, value) for key, some in request.form.lists() for value in some if key != "csrf_token"]
    title = desk().programme.text(desk().programme.forms[name].title, language)
    return render_template("resend.html", title=title, typed=typed), UNPROCESSABLE


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
    form = _version(programme.forms[found.form], found.version) if found.form in programme.forms else None
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


def _raw(asked: AskedForm) -> dict[str, Any]:
    """The answers as they were typed, file names among them; our own hidden fields left out."""
    raw: dict[str, Any] = {}
    for name, some in request.form.lists():
        if name != "csrf_token" and name in asked:
            cleaned = [word.replace("\0", "") for word in some]
            raw[name] = cleaned if len(some) > 1 else cleaned[0]
    for name, files in request.files.lists():
        if names := [file.filename for file in files if file.filename]:
            raw[name] = names
    return raw


def _version(form: Form, version: str | None) -> Form:
    """The version of a form that a browser has open; the present one where that was never offered."""
    if not version or version == form.version:
        return form
    with desk().journal.read() as connection:
        kept_form = submissions.form_of(connection, form.name, version)
    return Form.model_validate(kept_form) if kept_form else form


def _closed(language: str, name: str) -> Page:
    form = desk().programme.forms[name]
    title = desk().programme.text(form.title, language)
    return render_template("closed.html", title=title, home=url_for("home")), 403
