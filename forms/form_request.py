"""A form in one request, from what the address says to the page or the receipt."""

import dataclasses
import re
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import abort, g, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response

from core.clock import days_on_earth, local_date
from core.ids import digest
from core.proxies import client_network
from core.texts import mark as _
from fieldtypes.errors import NotUnderstoodError
from forms import subject
from forms.accept import Sending, build_submission
from forms.agreed_before import has_agreed, note_agreed
from forms.build import WebForm, form_class
from forms.check import decide
from forms.fields import FormContext
from forms.names import ABOUT, CONSENT, CSRF, DROP, IN_ADDRESS, KEY, PUBLICATION, VERSION, kept
from forms.pages import AT, CHECK, TO_PAGE, TO_QUESTION, Course, Position
from forms.press import FIELD, TRAP, PageKind, Press, fresh_page, next_page, page_again
from forms.sent_before import AGAIN, note_sent, sent_before
from forms.services import current_services
from forms.shows import SHOWN, Shows, unsent_answers, unsent_mark
from forms.staff_session import staff_member
from forms.subject import OpenedLink
from forms.versions import short_form, version_of
from journal import known_records, submissions
from journal.recent_uploads import UploadsGoneError
from journal.states import Origin
from journal.submissions import Upload
from journal.unique_values import is_taken
from programme.form_logic import Decision
from programme.form_pages import FormPages
from programme.forms import Form
from programme.permissions import Permission
from uploads.kinds import plain_name
from uploads.pending import GONE, STALE, PendingUploads

Page = str | Response | tuple[str, int]
CONFLICT, UNPROCESSABLE = 409, 422
KEY_SHAPE = re.compile(r"[\w-]{8,64}")
LATER = "continue-later"
"""The button that keeps what is typed and gives a link to it; no question can be called so."""
SAVED = "saved-form"
"""In an address, and in a page that was opened by it: the signed id of what was kept."""
STEP = "go-on"
"""The button that shows what the answers so far lead to, where no script does."""
SWITCH = "in-language"
"""The button that shows the form in another language, with everything that was typed."""
NAMES_SHOWN = 8
"""Of files that are too many: nobody's list of a thousand names is shown."""
OURS = (KEY, CONSENT, PUBLICATION)
"""What a short page sends that is not to be taken over by the whole form."""


@dataclass(frozen=True)
class FormRequest:
    """A form in one request: which version of it, in which language, fixed to what, by whom, and its one-time key.

    `now`: when it came; `answer`: the one answer that a short page asks for, "" for the whole form; `form` then has only its
    questions.
    """

    form: Form
    whole: Form
    context: FormContext
    link: OpenedLink
    staff: str
    about: str
    key: str
    now: datetime
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
        now = services.clock.now()
        about = request.args.get("about") or request.form.get(ABOUT, "")
        staff, today = signed_in(), local_date(now, programme.time_zone)
        link = subject.open_link(programme, services.journal, services.links, form, about, today, language)
        if link is None or not (form.public or link.fixed or staff):
            return None
        tables = subject.tables_to_choose_from(programme, form, is_staff=bool(staff), is_fixed=bool(link.fixed))
        records = subject.records_to_choose(programme, services.journal, tables, is_staff=bool(staff))
        context = FormContext(programme, language, records, today, (today, *days_on_earth(now)))
        answer = request.args.get("answer", "") if link.fixed else ""
        # Once for each link: whoever has it may tell one thing with it.
        if answer in form.answers:
            key = f"link-{digest(about)[:48]}"
            return cls(short_form(form, form.answers[answer]), form, context, link, "", about, key, now, answer)
        if staff and not link.fixed:
            form = subject.add_record_choosers(programme, form)
        key = request.form.get(KEY, "")
        # A key of the form `link-…` is never taken from a browser: it would answer for somebody else's link.
        key = key if KEY_SHAPE.fullmatch(key) and not key.startswith("link-") else secrets.token_hex(16)
        return cls(form, form, context, link, staff, about, key, now)

    def bind(self, data: Mapping[str, Any]) -> WebForm:
        """The WTForms form with what was sent. A short page needs no token, and so no cookie: its link is secret enough."""
        return self._class()(formdata=data, meta={"csrf": False} if self.answer else {})

    def begin(self) -> WebForm:
        """The empty form, with what stands in it at first: defaults, and what the address may fill in."""
        begun: dict[str, Any] = {}
        for field in self.form.fields:
            may_prefill = field.prefill and field.name not in IN_ADDRESS
            prefilled = request.args.get(field.name) if may_prefill else None
            value = prefilled if prefilled is not None else field.default
            if value not in (None, False):
                begun[field.name] = "y" if value is True else str(value)
        return self.bind(MultiDict(begun))

    def _class(self) -> type[WebForm]:
        """The WTForms class; that of a form which asks everybody the same is made once."""
        # A list of records is as long as it is now.
        if self.staff or self.context.records:
            return form_class(self.form, self.context, staff=bool(self.staff))
        key = self._class_key()
        classes = current_services().classes
        if key not in classes:
            classes[key] = form_class(self.form, self.context, staff=False)
        return classes[key]

    def _class_key(self) -> tuple[object, ...]:
        """What tells forms apart that ask everybody the same."""
        return (self.form.name, self.form.version, self.context.language, tuple(self.link.fixed), self.answer)

    def _rendered(self) -> dict[str, Markup]:
        """The HTML of blank questions. That of staff holds a list of records, and so is not kept."""
        if self.staff or self.context.records:
            return {}
        return current_services().rendered.setdefault(self._class_key(), {})

    @property
    def is_public(self) -> bool:
        """Whether anybody could open this: a stranger's addresses and words stand in it."""
        return not self.staff and not self.link.fixed

    @property
    def agreed(self) -> bool:
        """Whether it was agreed to what stands below the form when the last one was sent by this link."""
        return not self.answer and has_agreed(self.form, self.about)

    def press_again(self) -> Press | None:
        """The page to be shown once more because the press of “Send” does not count yet; None where it does."""
        if not self.is_public:
            return None
        services = current_services()
        limit = services.programme.limits.forms_per_client
        return next_page(
            self._press,
            self.key,
            request.form.get(TRAP, ""),
            self.now,
            lambda: services.pace.is_hurried(self._client, limit),
        )

    @cached_property
    def _client(self) -> str:
        """Whoever sends this, as far as can be told."""
        return client_network(request.remote_addr or "")

    @cached_property
    def _press(self) -> Press | None:
        """What the page carried that was sent."""
        return Press.read(current_services().links, request.form.get(FIELD, ""))

    def _page_press(self) -> Press:
        """What a page carries that is shown for another reason: one press counted here already, so the next one does."""
        if request.method != "POST":
            return fresh_page(self.now)
        press = self._press
        if press is not None and (self.turns_page or request.form.keys() & {SWITCH, STEP}):
            return press
        if press is not None and press.kind is PageKind.wait:
            return dataclasses.replace(press, key=self.key)
        return page_again(self.key, self.now)

    def _origin(self) -> Origin:
        if self.staff:
            return Origin.staff
        if self.link.fixed:
            return Origin.link
        services, press = current_services(), self._press
        has_waited = press is not None and press.kind is PageKind.wait
        if has_waited or services.pace.is_frequent(self._client, services.programme.limits.forms_per_client):
            return Origin.beyond_pace
        return Origin.open

    def files(self, *, may_keep: bool) -> tuple[dict[str, dict[str, Upload]], list[tuple[str, str]]]:
        """Question → token → file, and what was wrong with others. A ticked `drop` leaves a file out.

        `may_keep`: whether new files may be written. They are pending then, so that an error elsewhere in the form loses no
        photo; those of an earlier try are carried on in any case.
        """
        uploads: dict[str, dict[str, Upload]] = {}
        problems: list[tuple[str, str]] = []
        file_fields = [field for field in self.form.fields if field.field_type.takes_files]
        if not file_fields:
            return uploads, problems
        pending = self._pending_uploads()
        dropped = set(request.form.getlist(DROP))
        for field in file_fields:
            tokens = [token for token in request.form.getlist(kept(field.name)) if token not in dropped]
            earlier, errors = pending.of_tokens(tokens[: field.max_files], field.name)
            new = [file for file in request.files.getlist(field.name) if file.filename]
            room = field.max_files - len(earlier)
            if may_keep:
                new_tokens, refusals = pending.keep(new[:room], field)
                added, _none_gone = pending.of_tokens(new_tokens, field.name)
                errors += refusals + _surplus(new[room:], field.max_files)
            else:
                added = {}
                errors += [NotUnderstoodError(STALE, name=plain_name(file.filename or "")) for file in new]
            uploads[field.name] = {**earlier, **added}
            problems.extend((field.name, error.words(self.context.language)) for error in errors)
        return uploads, problems

    def has_token(self, bound: WebForm) -> bool:
        """Whether the page is one of ours and of this session; a short page's link is its token."""
        return self.answer != "" or bool(bound[CSRF].validate(bound))

    def _pending_uploads(self) -> PendingUploads:
        services = current_services()
        return PendingUploads(
            services.store,
            services.journal,
            services.links,
            services.programme.limits,
            self.form.name,
            self.is_public,
            self.now,
        )

    @property
    def preset(self) -> dict[str, str]:
        """What a short page says without asking."""
        if self.answer:
            return self.whole.answers[self.answer].set
        return {}

    @property
    def current(self) -> Form:
        """The form as the programme has it now, whatever version the page shows."""
        return self.context.programme.forms[self.form.name]

    @property
    def title(self) -> str:
        """What the form is called."""
        return self.context.programme.text(self.whole.title, self.context.language)

    def used(self) -> datetime | None:
        """When the link of a short page was answered, or None."""
        if not self.answer:
            return None
        with current_services().journal.read() as connection:
            submission = submissions.by_key(connection, self.key)
        if submission:
            return submission.received_at
        return None

    @cached_property
    def pages(self) -> FormPages:
        """The form's pages; a short page is one."""
        pages = FormPages.of(self.form)
        return dataclasses.replace(pages, is_paged=pages.is_paged and not self.answer)

    @property
    def turns_page(self) -> bool:
        """Whether the button that was pressed leads to another page, and sends nothing."""
        if not self.pages.is_paged:
            return False
        return bool(request.form.keys() & {TO_PAGE, TO_QUESTION}) or request.form.get(AT, CHECK) != CHECK

    def position(self, bound: WebForm) -> Position:
        """Where the page stood that was sent. What knows nothing of pages sends the whole form."""
        position = Position.posted(request.form)
        if request.method == "POST" and SHOWN not in request.form:
            return Position(CHECK, frozenset(field.name for field in bound))
        return position

    def unseen(self, bound: WebForm, decision: Decision) -> bool:
        """Whether what was answered leads to questions that no page has shown. They are shown, and not judged yet."""
        if SHOWN not in request.form or (bound.logic.is_plain and not self.pages.is_paged):
            return False
        seen = Position.posted(request.form).seen
        unseen = [name for name in decision.relevant if name in bound and name not in seen]
        for name in unseen:
            bound[name].errors = []
        return bool(unseen)

    def accept(self, bound: WebForm, answers: dict[str, Any], files: dict[str, dict[str, Upload]]) -> Page:
        """Keeps it and leads to the receipt. The same key with other answers: both are shown, nothing is lost."""
        services = current_services()
        uploads = [upload for field_uploads in files.values() for upload in field_uploads.values()]
        given = {**self.preset, **answers}
        # A short page does not ask who answers: the link was made for one person.
        if self.form.person and self.form.person not in bound and self.link.person:
            given[self.form.person] = self.link.person
        how = "sending" if self.answer else "box"
        if self.agreed:
            how = "before"
        fixed = self.link.fixed
        origin = self._origin()
        sending = Sending(
            self.context.programme, self.form, self.context.language, fixed, self.staff, self.key, self.now, how, origin
        )
        raw = {**self.preset, **_raw(bound, files)}
        submission = build_submission(sending, bound, given, uploads, raw, services.links)
        # A link's short page has a key of its own, under which the journal finds the same answer.
        asks_again = not self.answer and AGAIN not in request.form
        if asks_again and (reference := sent_before(self.key, submission.digest, self.now)):
            return self._twice(bound, files, reference)
        if self._has_taken(bound, answers):
            return self.page(bound, files), UNPROCESSABLE
        try:
            accepted = submissions.accept(services.journal, submission, self.now)
        except UploadsGoneError as error:
            return self._without(bound, files, error.ids)
        if self.is_public and not accepted.same:
            services.pace.note(self._client)
        # The key was used with other answers: never decided here which of the two is meant.
        if accepted.differs:
            if self.answer:
                return self._again(files)
            return self._twice(bound, files, accepted.reference)
        if self.link.fixed and not self.answer:
            note_agreed(self.form, self.about)
        note_sent(self.key, submission.digest, accepted.reference, self.now)
        return redirect(services.links.receipt(accepted.reference).removeprefix(services.links.public_url), 303)

    def _has_taken(self, bound: WebForm, answers: Mapping[str, Any]) -> bool:
        """Whether an answer that may stand in one row only stands in another; it is told at its question.

        Two that come within the same moment both pass: the programme's checks point them out afterwards.
        """
        unique = [field for field in self.form.fields if field.unique and field.name in bound]
        filled = [field for field in unique if answers.get(field.name) not in (None, "")]
        if not filled:
            return False
        with current_services().journal.read() as connection:
            taken = [
                field.name
                for field in filled
                if is_taken(connection, self.form.table, field.name, answers[field.name], self.key)
            ]
        for name in taken:
            # Not whose row it is, nor when it came: anybody can type anybody's address here.
            bound[name].errors = [
                *bound[name].errors,
                self.context.say(_("This has been sent before, and it can be sent only once.")),
            ]
        return bool(taken)

    def _without(self, bound: WebForm, files: dict[str, dict[str, Upload]], gone: Collection[str]) -> Page:
        """Files were swept between being looked at and being accepted: the page asks for them again."""
        remaining: dict[str, dict[str, Upload]] = {}
        for field, uploads in files.items():
            remaining[field] = {token: upload for token, upload in uploads.items() if upload.id not in gone}
            messages = [self.context.say(GONE, name=upload.name) for upload in uploads.values() if upload.id in gone]
            bound[field].errors = [*bound[field].errors, *messages]
        return self.page(bound, remaining), UNPROCESSABLE

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
            is_gone = known_records.is_gone(connection, reference)
        answers = earlier.answers if earlier and not is_gone else {}
        new = _raw(bound, files)
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
        twice = {"reference": reference, "different": different, "receipt": receipt, "again": AGAIN}
        # With a new key the button sends one more submission, which is then what the person wants.
        return dataclasses.replace(self, key=secrets.token_hex(16)).page(bound, files, twice=twice), CONFLICT

    def page(
        self,
        bound: WebForm,
        files: dict[str, dict[str, Upload]],
        again: Press | None = None,
        unsent: Sequence[str] = (),
        position: Position | None = None,
        **more: Any,
    ) -> str:
        """The page of the form: all of it, one of its pages, or the few questions of one answer. `again`: the last press did
        not count.
        """
        services = current_services()
        decided = decide(bound, self.context, {name: len(tokens) for name, tokens in files.items()})
        course = Course(self.pages, bound, decided)
        shown = course.page(position or self.position(bound))
        if shown.is_paged:
            shown.clear_others()
        # The list of answers is read before “Send” is pressed, and so is what will be left out.
        unsent = decided.unsent if shown.is_check else unsent
        hidden = {KEY: self.key, VERSION: self.form.version, ABOUT: self.about}
        # By the link of a form that was begun earlier: what is sent or saved now takes its place.
        if saved := request.values.get(SAVED):
            hidden[SAVED] = saved
        if self.is_public:
            hidden[FIELD] = (again or self._page_press()).sign(services.links)
        return render_template(
            "answer.html" if self.answer else "form.html",
            form=self.form,
            hidden=hidden,
            trap=TRAP if self.is_public else "",
            switch=SWITCH,
            later="" if self.answer else LATER,
            step=STEP,
            shows=Shows(self.form, self.context, bound, decided, files, self._rendered(), shown.position.question),
            shown=shown,
            unsent=unsent_answers(self.form, self.context, bound, unsent),
            unsent_mark=unsent_mark(unsent),
            # The same in every language; a link's draft is for that link alone.
            early=self._early_address(),
            draft=f"{self.form.name}:{digest(self.about)[:12] if self.about else ''}",
            again=again,
            wait_seconds=again.seconds_left(self.now) if again else 0,
            asked=bound,
            agreed=self.agreed,
            files=files,
            staff=self.staff,
            # A page that stood open over night has an old token; it says so and keeps what was typed.
            stale=CSRF in bound.errors,
            cookies=bool(request.cookies),
            errors=[field for field in bound if field.errors and field.name != CSRF],
            **self.names(),
            **more,
        )

    def _early_address(self) -> str:
        """Where the page sends files as they are chosen; "" for a form that asks for none."""
        if not any(field.field_type.takes_files for field in self.form.fields):
            return ""
        view = {"language": self.context.language, "name": self.form.name}
        return url_for("forms.keep_files", about=self.about or None, answer=self.answer or None, **view)  # type: ignore[arg-type]

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
            "title": self.title,
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


def _surplus(files: Sequence[FileStorage], limit: int) -> list[NotUnderstoodError]:
    """What to say of files beyond `limit`, as many as a question takes; nothing of them is written."""
    if not files:
        return []
    names = ", ".join(f"“{plain_name(file.filename or '')}”" for file in files[:NAMES_SHOWN])
    text = _("At most {most} files can be kept here. Not kept: {names}. To send one of these, leave another one out.")
    if limit == 1:
        text = _("Only one file can be kept here. Not kept: {names}. To send one of these, leave the other one out.")
    return [NotUnderstoodError(text, most=str(limit), names=names)]


def _raw(bound: WebForm, files: Mapping[str, Mapping[str, Upload]]) -> dict[str, Any]:
    """The answers as they were typed, and the names of files, whenever they came; our own hidden fields left out."""
    raw: dict[str, Any] = {}
    for name, values in request.form.lists():
        if name == CSRF or name not in bound:
            continue
        # PostgreSQL refuses NUL in a text, and nobody types one.
        cleaned = [value.replace("\0", "") for value in values]
        raw[name] = cleaned if len(cleaned) > 1 else cleaned[0]
    for name, uploads in files.items():
        if uploads:
            raw[name] = [upload.name for upload in uploads.values()]
    return raw
