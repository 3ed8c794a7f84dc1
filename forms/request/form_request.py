"""Which form a request is about: opened how, by whom, in which
language, and what of it was sent.
"""

import dataclasses
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from flask import abort, g, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from core.clock import days_on_earth, local_date
from core.ids import digest
from core.links import EMBEDDED
from core.proxies import client_network
from forms.access import subject
from forms.access.embedded import is_embedded, is_page_token
from forms.access.staff_session import staff_member
from forms.access.subject import OpenedLink
from forms.answers.pages import AT, CHECK, TO_PAGE, TO_QUESTION, Position
from forms.answers.record_lists import record_lists
from forms.answers.repetitions import (
    BLANK_KEY,
    NO_STEP,
    RepetitionStep,
    begins_with,
    first_repetitions,
    pressed_step,
    sent_repetitions,
    with_step,
)
from forms.answers.shows import KEPT_REPETITIONS
from forms.request.agreed_before import has_agreed
from forms.request.press import FIELD, Press
from forms.request.versions import short_form, version_of
from forms.services import current_services
from forms.web_form.build import WebForm, form_class
from forms.web_form.fields import FormContext
from forms.web_form.names import ABOUT, CSRF, KEY, NOTED, SHOWN
from forms.web_form.prefill import prefilled
from journal.forms import submissions
from journal.forms.submissions import ANSWER_KEY, OWN_KEYS, Upload
from programme.form_parts.form_logic import Decision
from programme.form_parts.form_pages import FormPages
from programme.form_parts.repeats import expanded, repeats_of, repetitions_of
from programme.models.forms import Form
from programme.models.permissions import Permission

KEY_SHAPE = re.compile(r"[\w-]{8,64}")
MOST_CLASSES = 300
"""Of forms in their languages, with as many repetitions as somebody has at the
moment.
"""


@dataclass(frozen=True)
class FormRequest:
    """A form in one request: which version of it, in which language, fixed to what, by
    whom, and its one-time key.

    `now`: when it came; `answer`: the one answer that a short page asks for, "" for the
    whole form; `form` then has only its questions; `embedded`: it stands inside another
    site's page, and knows no cookie. Its repeats are expanded to the repetitions of
    this request; `step`: what a button has just changed in them.
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
    step: RepetitionStep = NO_STEP
    embedded: bool = False

    @classmethod
    def of_request(
        cls, language: str, name: str, version: str | None
    ) -> "FormRequest | None":
        """None where this form may not be opened like this (no link, a forged one). 404
        where there is no such form.
        """
        services = current_services()
        programme = services.programme
        if language not in programme.languages or name not in programme.forms:
            abort(404)
        g.language = language
        # A page that was open when the programme changed is judged
        # by the form that it shows.
        form = version_of(
            services.journal, programme.forms[name], version, programme.tables
        )
        now = services.clock.now()
        embedded = is_embedded()
        about = ""
        if not embedded:
            about = request.args.get("about") or request.form.get(ABOUT, "")
        staff = signed_in()
        today = local_date(now, programme.time_zone)
        link = subject.open_link(
            programme, services.journal, services.links, form, about, today, language
        )
        if link is None or not (form.public or link.fixed or staff):
            return None
        if staff and not link.fixed:
            form = subject.add_record_choosers(programme, form)
        lists = record_lists(
            programme, services.journal, form, today, language, is_staff=bool(staff)
        )
        zone = ""
        if services.clocks:
            zone = services.clocks.zone_behind(programme, form, about)
        context = FormContext(
            programme, language, lists, today, (today, *days_on_earth(now)), zone
        )
        answer = ""
        if link.fixed:
            answer = request.args.get("answer", "")
        # Once for each link: whoever has it may tell one thing with it.
        if answer in form.answers:
            key = f"{ANSWER_KEY}{digest(about)[:48]}"
            return cls(
                short_form(form, form.answers[answer]),
                form,
                context,
                link,
                "",
                about,
                key,
                now,
                answer,
            )
        key = page_key()
        if request.method == "POST":
            keys = sent_repetitions(form, request.form)
        else:
            keys = first_repetitions(form)
        stepped = pressed_step(form, keys, request.form)
        form = expanded(form, stepped.keys)
        return cls(
            form,
            form,
            context,
            link,
            staff,
            about,
            key,
            now,
            step=stepped,
            embedded=embedded,
        )

    def with_repetitions_of(self, data: MultiDict[str, str]) -> "FormRequest":
        """The same form with the repetitions that some answers have."""
        return dataclasses.replace(
            self, form=expanded(self.form, sent_repetitions(self.form, data))
        )

    def blank(self) -> "FormRequest":
        """The same form with one repetition of each repeat, for scripts to copy."""
        keys = {repeat.name: (BLANK_KEY,) for repeat in repeats_of(self.form)}
        return dataclasses.replace(self, form=expanded(self.form, keys), step=NO_STEP)

    @cached_property
    def sent(self) -> MultiDict[str, str]:
        """What was typed, and what stands at first in a repetition
        that a button has just added.
        """
        return with_step(self.form, self.step, request.form)

    def bind(self, data: Mapping[str, Any]) -> WebForm:
        """The WTForms form with what was sent. A short page needs no token, and so no
        cookie: its link is secret enough.

        An embedded page has a token of its own.
        """
        if self.answer or self.embedded:
            meta = {"csrf": False}
        else:
            meta = {}
        return self._class()(formdata=data, meta=meta)

    def begin(self) -> WebForm:
        """The empty form, with what stands in it at first: defaults, and
        what the address may fill in.
        """
        answers: dict[str, Any] = {}
        for field in self.form.fields:
            written = request.args.getlist(field.name)
            values = prefilled(field, written, self.context.locality)
            value = begins_with(field)
            if values:
                answers[field.name] = values
            elif value is not None:
                answers[field.name] = value
        return self.bind(MultiDict(answers))

    def _class(self) -> type[WebForm]:
        """The WTForms class; that of a form which asks everybody the same is made
        once.
        """
        # A list of records is as long as it is now.
        if self.staff or self.context.lists:
            return form_class(self.form, self.context, staff=bool(self.staff))
        repetitions = repetitions_of(self.form)
        # Anybody can make keys of repetitions up, and a class is as large as its
        # questions: the usual ones alone are kept.
        if not all(_is_usual(keys) for keys in repetitions.values()):
            return form_class(self.form, self.context, staff=False)
        key = (*self._class_key(), tuple(repetitions.items()))
        classes = current_services().classes
        if key not in classes:
            if len(classes) >= MOST_CLASSES:
                classes.clear()
            classes[key] = form_class(self.form, self.context, staff=False)
        return classes[key]

    def _class_key(self) -> tuple[object, ...]:
        """What tells forms apart that ask everybody the same."""
        form = self.form
        context = self.context
        return (
            form.name,
            form.version,
            context.language,
            tuple(self.link.fixed),
            self.answer,
            context.zone,
        )

    def rendered(self) -> dict[str, Markup]:
        """The HTML of blank questions.

        That of staff holds a list of records, and so is not kept.
        """
        if self.staff or self.context.lists:
            return {}
        return current_services().rendered.setdefault(self._class_key(), {})

    @property
    def is_public(self) -> bool:
        """Whether anybody could open this: a stranger's
        addresses and words stand in it.
        """
        return not self.staff and not self.link.fixed

    @property
    def has_public_files(self) -> bool:
        """Whether its files are counted with those of strangers."""
        return self.is_public

    @property
    def agreed(self) -> bool:
        """Whether it was agreed to what stands below the form when the last
        one was sent by this link.
        """
        return not self.answer and has_agreed(self.form, self.about)

    @property
    def may_save(self) -> bool:
        """Whether it can be gone on with later, by a link to what is typed."""
        return not self.answer

    @property
    def is_change(self) -> bool:
        """Whether it was sent before, and its answers are changed."""
        return False

    def is_unknown(self, _name: str) -> bool:
        """Whether a question came to the form while its page stood open."""
        return False

    @property
    def locked_files(self) -> Mapping[str, dict[str, Upload]]:
        """Question → id → file of those questions whose files stay as they are."""
        return {}

    @property
    def files_address(self) -> str:
        """Where the page sends files as they are chosen."""
        view = {"language": self.context.language, "name": self.form.name}
        where = {
            "about": self.about or None,
            "answer": self.answer or None,
            EMBEDDED: "" if self.embedded else None,
        }
        return url_for("forms.keep_files", **view, **where)  # type: ignore[arg-type]

    @property
    def locked(self) -> dict[str, tuple[str, str]]:
        """Question → (what it says, why it cannot be changed), of
        those that are only shown.
        """
        return {}

    @property
    def hidden(self) -> dict[str, str]:
        """What the page carries beside what every form does."""
        return {}

    @cached_property
    def client(self) -> str:
        """Whoever sends this, as far as can be told."""
        return client_network(request.remote_addr or "")

    @cached_property
    def press(self) -> Press | None:
        """What the page carried that was sent."""
        return Press.read(current_services().links, request.form.get(FIELD, ""))

    def has_token(self, bound: WebForm) -> bool:
        """Whether the page is one of ours and of this session; a short
        page's link is its token.
        """
        if self.embedded:
            return is_page_token(
                current_services().links,
                request.form.get(CSRF, ""),
                self.form.name,
                self.key,
            )
        return self.answer != "" or bool(bound[CSRF].validate(bound))

    @property
    def noted_by(self) -> str:
        """Whose hand notes the answer of a short page that is another's; ""
        where nobody of the team does.
        """
        if self.answer and NOTED in request.args:
            return signed_in()
        return ""

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
        """Whether the button that was pressed leads to another page, and sends
        nothing.
        """
        if not self.pages.is_paged:
            return False
        return (
            bool(request.form.keys() & {TO_PAGE, TO_QUESTION})
            or request.form.get(AT, CHECK) != CHECK
        )

    def position(self, bound: WebForm) -> Position:
        """Where the page stood that was sent.

        What knows nothing of pages sends the whole form.
        """
        position = Position.posted(request.form)
        if request.method == "POST" and SHOWN not in request.form:
            return Position(CHECK, frozenset(field.name for field in bound))
        return position

    def unseen(self, bound: WebForm, decision: Decision) -> bool:
        """Whether what was answered leads to questions that no page has shown.

        They are shown, and not judged yet.
        """
        if SHOWN not in request.form or (
            bound.logic.is_plain and not self.pages.is_paged
        ):
            return False
        seen = Position.posted(request.form).seen
        questions = []
        for name in decision.relevant:
            if name not in bound or self.is_unknown(name):
                continue
            if decision.can_answer(name):
                questions.append(name)
        unseen = []
        for name in questions:
            if name not in seen:
                unseen.append(name)
        for name in unseen:
            bound[name].errors = []
        return bool(unseen)

    def names(self) -> dict[str, Any]:
        """What every page about this form may say."""
        answers = []
        for name, answer in self.whole.answers.items():
            if name != self.answer:
                answers.append((answer.label, self.address(name)))
        return {
            "about": self.link.title,
            "person": self.link.person,
            "day": self.link.day,
            "answer": self.whole.answers.get(self.answer),
            "answers": answers,
            "whole": self.address(),
            "title": self.title,
            "text": lambda text: self.context.programme.text(
                text, self.context.language
            ),
        }

    def address(self, answer: str = "") -> str:
        """The address of the whole form, or of one of its answers, by the same link."""
        view = {"language": self.context.language, "name": self.form.name}
        where = {
            "about": self.about or None,
            "answer": answer or None,
            EMBEDDED: "" if self.embedded else None,
        }
        return url_for("forms.show", **view, **where)  # type: ignore[arg-type]


def _is_usual(keys: tuple[int, ...]) -> bool:
    """Whether these are the repetitions of a page from which none was
    removed, and not very many.
    """
    return len(keys) <= KEPT_REPETITIONS and keys == tuple(range(len(keys)))


def page_key() -> str:
    """The one-time key that the page carried, or a new one.

    One with a meaning of its own is never taken from a browser.
    """
    key = request.form.get(KEY, "")
    if KEY_SHAPE.fullmatch(key) and not key.startswith(OWN_KEYS):
        return key
    return secrets.token_hex(16)


def signed_in() -> str:
    """The address of who is signed in and may fill in forms for
    others, "" for everybody else.
    """
    # Another site must not have staff press anything in their own name.
    if is_embedded():
        return ""
    member = staff_member()
    if member and current_services().programme.may(member.role, Permission.fill_in):
        return member.email
    return ""
