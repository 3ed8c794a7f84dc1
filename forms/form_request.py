"""A form in one request, from what the address says to the page or the receipt."""

import dataclasses
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from core.ids import digest
from core.texts import mark as _
from forms import subject
from forms.accept import Sending, build_submission
from forms.build import WebForm, form_class
from forms.fields import FormContext
from forms.services import current_services
from forms.staff_session import staff_member
from forms.subject import OpenedLink
from forms.uploads import keep_uploads, uploads_of_tokens
from forms.versions import short_form, version_of
from journal import submissions
from journal.submissions import Upload
from programme.forms import Form
from programme.parts import Kind
from programme.permissions import Permission

Page = str | Response | tuple[str, int]
CONFLICT = 409
KEY = re.compile(r"[\w-]{8,64}")
OURS = ("key", "consent", "publication")
"""What a short page sends that is not to be taken over by the whole form."""


@dataclass(frozen=True)
class FormRequest:
    """A form in one request: which version of it, in which language, fixed to what, by whom, and its one-time key.

    `answer`: the one answer that a short page asks for, "" for the whole form; `form` then has only its questions.
    """

    form: Form
    whole: Form
    context: FormContext
    link: OpenedLink
    staff: str
    about: str
    key: str
    answer: str = ""

    @classmethod
    def of_request(cls, language: str, name: str, version: str | None) -> "FormRequest | None":
        """None where this form may not be opened like this (no link, a forged one). 404 where there is no such form."""
        services = current_services()
        programme = services.programme
        if language not in programme.languages or name not in programme.forms:
            abort(404)
        g.language = language
        # A page that was open when the programme changed is judged by the form that it shows.
        form = version_of(services.journal, programme.forms[name], version)
        about, staff, today = str(request.values.get("about", "")), signed_in(), services.today()
        link = subject.open_link(programme, services.journal, services.links, form, about, today, language)
        if link is None or not (form.public or link.fixed or staff):
            return None
        records = subject.records_to_choose(programme, services.journal, form) if staff and not link.fixed else {}
        context = FormContext(programme, language, records, datetime.combine(today, time(), UTC))
        answer = request.args.get("answer", "") if link.fixed else ""
        # Once for each link: whoever has it may tell one thing with it.
        if answer in form.answers:
            key = f"link-{digest(about)[:48]}"
            return cls(short_form(form, form.answers[answer]), form, context, link, "", about, key, answer)
        if staff and not link.fixed:
            form = subject.add_record_choosers(programme, form)
        key = request.form.get("key", "")
        # A key of the form `link-…` is never taken from a browser: it would answer for somebody else's link.
        key = key if KEY.fullmatch(key) and not key.startswith("link-") else secrets.token_hex(16)
        return cls(form, form, context, link, staff, about, key)

    def bind(self, data: Mapping[str, Any]) -> WebForm:
        """The WTForms form with what was sent. A short page needs no token, and so no cookie: its link is secret enough."""
        return self._class()(formdata=data, meta={"csrf": False} if self.answer else {})

    def _class(self) -> type[WebForm]:
        """The WTForms class; that of a form which asks everybody the same is made once."""
        if self.staff:
            return form_class(self.form, self.context, staff=True)
        key = (self.form.name, self.form.version, self.context.language, tuple(self.link.fixed), self.answer)
        # One class serves everybody; that of staff holds a list of records, and so is made anew.
        classes = current_services().classes
        if key not in classes:
            classes[key] = form_class(self.form, self.context, staff=False)
        return classes[key]

    def files(self) -> tuple[dict[str, dict[str, Upload]], list[tuple[str, str]]]:
        """Question → token → file, kept by now, and what was wrong with the others. A ticked `drop` leaves a file out."""
        uploads: dict[str, dict[str, Upload]] = {}
        problems: list[tuple[str, str]] = []
        dropped = set(request.form.getlist("drop"))
        for field in self.form.fields:
            if field.type is not Kind.file:
                continue
            # Kept before anything is checked: an error elsewhere must not lose a photo taken on a phone.
            tokens, errors = keep_uploads(
                current_services().store, current_services().links, request.files.getlist(field.name), field.name
            )
            earlier_tokens = [token for token in request.form.getlist(f"kept_{field.name}") if token not in dropped]
            uploads[field.name] = uploads_of_tokens(current_services().links, [*earlier_tokens, *tokens], field.name)
            problems.extend((field.name, error.words(self.context.language)) for error in errors)
            if len(uploads[field.name]) > field.max_files:
                too_many = self.context.say(_("At most {most} files can be kept here."), most=str(field.max_files))
                problems.append((field.name, too_many))
        return uploads, problems

    @property
    def preset(self) -> dict[str, str]:
        """What a short page says without asking."""
        if self.answer:
            return self.whole.answers[self.answer].set
        return {}

    def used(self) -> datetime | None:
        """When the link of a short page was answered, or None."""
        if not self.answer:
            return None
        with current_services().journal.read() as connection:
            submission = submissions.by_key(connection, self.key)
        if submission:
            return submission.received_at
        return None

    def accept(self, bound: WebForm, answers: dict[str, Any], files: dict[str, dict[str, Upload]]) -> Page:
        """Keeps it and leads to the receipt. The same key with other answers: both are shown, nothing is lost."""
        services = current_services()
        now = services.clock.now()
        uploads = [upload for field_uploads in files.values() for upload in field_uploads.values()]
        given = {**self.preset, **answers}
        # A short page does not ask who answers: the link was made for one person.
        if self.form.person and self.form.person not in bound and self.link.person:
            given[self.form.person] = self.link.person
        how = "sending" if self.answer else "box"
        fixed = self.link.fixed
        sending = Sending(
            self.context.programme, self.form, self.context.language, fixed, self.staff, self.key, now, how
        )
        raw = {**self.preset, **_raw(bound)}
        accepted = submissions.accept(
            services.journal, build_submission(sending, bound, given, uploads, raw, services.links), now
        )
        # The key was used with other answers: never decided here which of the two is meant.
        if accepted.differs:
            if self.answer:
                return self._again(files)
            return self._twice(bound, files, accepted.reference)
        return redirect(services.links.receipt(accepted.reference).removeprefix(services.links.public_url), 303)

    def _again(self, files: dict[str, dict[str, Upload]]) -> Page:
        """The link had been answered: what was typed now stands in the whole form, to be sent as one more answer."""
        typed = [(name, value) for name, values in request.form.lists() for value in values if name not in OURS]
        # A new key: under the old one the journal would take it for the answer that is there already.
        whole = dataclasses.replace(self, form=self.whole, answer="", staff=signed_in(), key=secrets.token_hex(16))
        bound = whole.bind(MultiDict([*self.preset.items(), *typed]))
        return whole.page(bound, files, used=self.used()), CONFLICT

    def _twice(self, bound: WebForm, files: dict[str, dict[str, Upload]], reference: str) -> Page:
        with current_services().journal.read() as connection:
            earlier = submissions.by_reference(connection, reference)
        answers = earlier.answers if earlier else {}
        new = _raw(bound)
        different = [
            (
                self.context.programme.text(field.label, self.context.language),
                answers.get(field.name),
                new.get(field.name),
            )
            for field in self.form.fields
            if answers.get(field.name) != new.get(field.name)
        ]
        receipt = current_services().links.receipt(reference).removeprefix(current_services().links.public_url)
        twice = {"reference": reference, "different": different, "receipt": receipt}
        # With a new key the button sends one more submission, which is then what the person wants.
        return dataclasses.replace(self, key=secrets.token_hex(16)).page(bound, files, twice=twice), CONFLICT

    def page(self, bound: WebForm, files: dict[str, dict[str, Upload]], **more: Any) -> str:
        """The page of the form: all of it, or the few questions of one answer."""
        return render_template(
            "answer.html" if self.answer else "form.html",
            form=self.form,
            hidden={"key": self.key, "form_version": self.form.version, "about": self.about},
            asked=bound,
            files=files,
            staff=self.staff,
            # A page that stood open over night has an old token; it says so and keeps what was typed.
            stale="csrf_token" in bound.errors,
            cookies=bool(request.cookies),
            errors=[field for field in bound if field.errors and field.name != "csrf_token"],
            **self.names(),
            **more,
        )

    def names(self) -> dict[str, Any]:
        """What every page about this form may say."""
        return {
            "about": self.link.title,
            "person": self.link.person,
            "day": self.link.day,
            "answer": self.whole.answers.get(self.answer),
            "answers": [
                (answer.label, self.address(name)) for name, answer in self.whole.answers.items() if name != self.answer
            ],
            "whole": self.address(),
            "title": self.context.programme.text(self.whole.title, self.context.language),
            "text": lambda text: self.context.programme.text(text, self.context.language),
        }

    def address(self, answer: str = "") -> str:
        """The address of the whole form, or of one of its answers, by the same link."""
        view = {"language": self.context.language, "name": self.form.name}
        return url_for("forms.show", about=self.about or None, answer=answer or None, **view)  # type: ignore[arg-type]


def signed_in() -> str:
    """The address of who is signed in and may fill in forms for others, "" for everybody else."""
    member = staff_member()
    if member and current_services().programme.may(member.role, Permission.fill_in):
        return member.email
    return ""


def _raw(bound: WebForm) -> dict[str, Any]:
    """The answers as they were typed, file names among them; our own hidden fields left out."""
    raw: dict[str, Any] = {}
    for name, values in request.form.lists():
        if name == "csrf_token" or name not in bound:
            continue
        # PostgreSQL refuses NUL in a text, and nobody types one.
        cleaned = [value.replace("\0", "") for value in values]
        raw[name] = cleaned if len(cleaned) > 1 else cleaned[0]
    for name, files in request.files.lists():
        names = [file.filename for file in files if file.filename]
        if names:
            raw[name] = names
    return raw
