"""From drafts to words: one text for one notice, a digest for several, with the basis
by which a later change is noticed.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import jinja2

from core.ids import digest
from core.links import Links
from core.problem import Problem
from core.texts import mark as _
from core.texts import mark_plural as _n
from core.texts import number_text, texts
from documents.write import Documents, Words
from mail.calendar.invitation import as_kept
from mail.channel import Content, channel_of
from mail.compose import Parts
from mail.markdown import Address, escape
from mail.written import Written
from notify.composing.attached_documents import attached_documents
from notify.composing.drafts import NoticeDraft
from notify.composing.invitations import invitation_of
from programme.model import Programme
from programme.models.rules import Ladder
from programme.records.display import title
from programme.records.record import View
from programme.records.templates.local_times import LocalTimes
from programme.records.templates.template_record import PublicRecord
from programme.templates import Template, Templates, template_names, template_problem
from rules.calendar.residence import country_and_zone
from rules.recipients.people import contact_record
from rules.recipients.person import Person
from rules.recipients.team import by_mail
from rules.unfit import UNFIT
from sheets.addresses import SheetAddresses

MISTAKES = (jinja2.TemplateError, *UNFIT)
"""What filling a template may raise."""
SEVERAL = "reminders"
"""The kind of a message about several rules."""
CLOCK_WORDS = {"days": 7}
"""What the clock alone changes, put to one value for the basis: a reminder that is a
day older needs no new yes.
"""


@dataclass(frozen=True)
class Rendered:
    """A message in words. `carried`: the notices that it tells after all; `problems`:
    templates that could not be filled.

    `basis`: digest of recipient, language and words without the clock's figures; two
    renderings with one basis say the same. `documents`: those that go with it;
    `lacking`: of these, what would have to be filled in first.
    """

    parts: Parts
    written: Written
    carried: tuple[NoticeDraft, ...]
    basis: str
    reply_to: str = ""
    documents: tuple[Words, ...] = ()
    lacking: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Renderer:
    """Everything that words depend on beside the records.

    `case_edition`: how often a case's page got a new address;
    `dossier_edition`: how often the link of a person (their row of the tab
    People) to a case's dossier was ended.
    """

    programme: Programme
    templates: Templates
    links: Links
    today: date
    addresses: SheetAddresses
    case_edition: Callable[[str], int]
    dossier_edition: Callable[[str, str], int]
    change_link: Callable[[str], str]
    documents: Documents | None = None

    def render(
        self, notices: tuple[NoticeDraft, ...], counted: int = 0
    ) -> tuple[Rendered | None, tuple[Problem, ...]]:
        """One message about all of `notices` to the person of the first, and `counted`
        more that it only counts.

        None where no template could be filled; each that could not is a problem.
        """
        written, carried, problems = self._write(notices, counted, neutral=False)
        if written is None:
            return None, problems
        neutral, _carried, _problems = self._write(carried, counted, neutral=True)
        first = carried[0]
        try:
            parts = self.finish(
                written,
                first.person,
                is_digest=len(carried) + counted > 1,
                reminds=_reminds(first),
            )
        except MISTAKES as error:
            # A template that does not fit these records: the message waits with the
            # reason, the others go.
            template = self._template(first, first.person.language)
            return None, (
                *problems,
                template_problem(template, error, first.key.table, first.key.reference),
            )
        invitation = None
        if len(carried) + counted == 1:
            invitation = invitation_of(first, self.links)
        recipient = [first.person.reach, first.person.language, first.person.name]
        content: list[Any]
        if neutral:
            content = [neutral.subject, neutral.body, neutral.short]
        else:
            content = []
        if invitation:
            content.append(as_kept(invitation))
        parts = replace(parts, invitation=invitation)
        documents, lacking, unfilled = attached_documents(carried, self.documents)
        for _words, unclocked in documents:
            content.append(unclocked.as_json())
        basis = digest([*recipient, *content])
        rendered = Rendered(
            parts,
            written,
            carried,
            basis,
            self._answering(first).email,
            documents=tuple(document for document, _unclocked in documents),
            lacking=lacking,
        )
        return rendered, (*problems, *unfilled)

    def finish(
        self, written: Written, person: Person, *, is_digest: bool, reminds: bool
    ) -> Parts:
        """The parts of a message in the form of the person's channel; a reminder says
        how to get no more of them.
        """
        language = person.language
        gettext = texts(language).gettext
        name = self.programme.text(self.programme.name, language)
        footer = gettext(
            _(
                "This mail comes from {programme}. Simply reply to it if you have a question."
            )
        )
        content = Content(
            written,
            language,
            greeting=_greeting(person),
            programme=name,
            footer=footer.format(programme=name),
            stop=(
                gettext(_("No more reminders")),
                self.links.stop(language, person.reach) if reminds else "",
            ),
            head=self.programme.letterhead(language),
            several=is_digest,
            more=partial(_and_more, person),
        )
        return channel_of(person.reach).compose(content)

    def _write(
        self, notices: tuple[NoticeDraft, ...], counted: int, *, neutral: bool
    ) -> tuple[Written | None, tuple[NoticeDraft, ...], tuple[Problem, ...]]:
        """The template of the only notice filled, or a digest of several; what could
        not be filled is left out.
        """
        if len(notices) == 1 and not counted:
            return self._write_one(notices[0], neutral=neutral)
        reader = notices[0].person
        lines: dict[str, list[str]] = {}
        carried: list[NoticeDraft] = []
        problems: list[Problem] = []
        for notice in notices:
            template = self._template(notice, reader.language)
            try:
                line = template.write_line(self._names(notice, reader, neutral=neutral))
                heading = ""
                if notice.case:
                    heading = title(notice.case, reader.language)
            except MISTAKES as error:
                problems.append(
                    template_problem(
                        template, error, notice.key.table, notice.key.reference
                    )
                )
                continue
            lines.setdefault(heading, []).append(line)
            carried.append(notice)
        if not carried:
            return None, (), tuple(problems)
        return self._digest(carried, lines, counted), tuple(carried), tuple(problems)

    def _write_one(
        self, notice: NoticeDraft, *, neutral: bool
    ) -> tuple[Written | None, tuple[NoticeDraft, ...], tuple[Problem, ...]]:
        template = self._template(notice, notice.person.language)
        try:
            return (
                template.write(self._names(notice, notice.person, neutral=neutral)),
                (notice,),
                (),
            )
        except MISTAKES as error:
            return (
                None,
                (),
                (
                    template_problem(
                        template, error, notice.key.table, notice.key.reference
                    ),
                ),
            )

    def _digest(
        self,
        carried: Sequence[NoticeDraft],
        lines: Mapping[str, list[str]],
        counted: int,
    ) -> Written:
        """A list by case, what is longest overdue first; to whom one
        may reply stands below it.
        """
        first = carried[0]
        programme = self.programme
        person = first.person
        gettext = texts(person.language).gettext
        name = programme.text(programme.name, person.language)
        parts = [
            str(escape(_greeting(person))),
            gettext(_opening(carried)),
        ]
        for heading, items in lines.items():
            if heading:
                parts.append(f"**{escape(heading)}**")
            parts.append("\n".join(f"- {item}" for item in items))
        if counted:
            parts.append(_and_more(person, counted))
        answering = self._answering(first)
        closing = gettext(channel_of(person.reach).reply_hint)
        parts.append(closing.format(name=escape(answering.name or name)))
        subject = _n(
            "{programme}: {count} pending matter",
            "{programme}: {count} pending matters",
        )
        if _is_news(carried):
            subject = _n(
                "{programme}: {count} piece of news",
                "{programme}: {count} pieces of news",
            )
        subject_line = number_text(
            person.language, subject, len(carried) + counted, programme=name
        )
        return Written(subject_line, "\n\n".join(parts))

    def _template(self, notice: NoticeDraft, language: str) -> Template:
        return self.templates.get(notice.tell.message, language)

    def _names(
        self, notice: NoticeDraft, reader: Person, *, neutral: bool
    ) -> dict[str, Any]:
        """The names that a template may use.

        `neutral`: without links (they name a day) and the clock's figures.
        """
        answering = self._answering(notice)
        person = {
            name: getattr(reader, name)
            for name in ("name", "address", "office", "email")
        }
        details = dict(notice.words)
        if neutral:
            details.update(
                (name, value) for name, value in CLOCK_WORDS.items() if name in details
            )
        if notice.is_public:
            details["record"] = PublicRecord(notice.view, reader.language)
            details["rows"] = details["both"] = _no_rows
        if neutral:
            link = _no_link
            link_case = _no_link
            link_page = _no_link
            link_dossier = _no_link
            link_meeting = _no_link
            link_feed = _no_link
            link_change = _no_link
        else:
            link = partial(self._link, reader, notice.key.reference)
            link_case = partial(self._link_case, reader, notice.case)
            link_page = partial(self._link_page, notice.person, notice.view)
            link_dossier = partial(self._link_dossier, reader, notice.case)
            link_meeting = partial(self._link_meeting, reader, notice.view)
            link_feed = partial(self._link_feed, reader, notice.case)
            link_change = partial(self._link_change, notice)
        if neutral or not reader.role:
            sheet = ""
        else:
            sheet = self._sheet(notice)
        return template_names(
            notice.view,
            reader.language,
            person=person,
            link=link,
            link_case=link_case,
            link_page=link_page,
            link_dossier=link_dossier,
            link_meeting=link_meeting,
            link_feed=link_feed,
            link_change=link_change,
            local_times=LocalTimes(
                notice.view,
                reader.language,
                reader.time_zone or self.programme.time_zone,
                self._zone_of,
            ),
            sheet=sheet,
            coordinator={"name": answering.name, "email": answering.email},
            **details,
        )

    def _link(
        self, person: Person, reference: str, form: str, answer: str = ""
    ) -> Address:
        """The address of a form, or of one answer of it; about a record, for this
        person and a time where it is about one.
        """
        definition = self.programme.forms[form]
        if not definition.fixed:
            return Address(f"{self.links.public_url}/{person.language}/{form}")
        until = self.today + timedelta(
            days=definition.link_days or self.programme.limits.link_days
        )
        # Links to the forms of all others stay as short as they were.
        row = ""
        if definition.sender:
            row = person.row
        return Address(
            self.links.form(
                person.language,
                form,
                reference,
                person=person.reach,
                until=until,
                row=row,
                answer=answer,
            )
        )

    def _link_case(self, person: Person, case: View | None) -> Address:
        """The address of the case's page; of the first page where a
        record belongs to none yet.
        """
        if case is None or case.record is None:
            return Address(f"{self.links.public_url}/")
        reference = case.record.reference
        return Address(
            self.links.case(person.language, reference, self.case_edition(reference))
        )

    def _link_page(self, person: Person, view: View, name: str) -> Address:
        """The address of the reader's own page; "" where they are no
        contact to whom it belongs.
        """
        page = self.programme.pages[name]
        reference = contact_record(view, person, page.table, page.contact)
        if not reference:
            return Address("")
        edition = self.case_edition(reference)
        return Address(
            self.links.contact_page(
                person.language, name, reference, person=person.reach, edition=edition
            )
        )

    def _link_dossier(self, person: Person, case: View | None) -> Address:
        """The address of the case's dossier for this person of the team; of the
        first page for everybody else.
        """
        # Whoever stands in for somebody reads, and scores, as themselves.
        row = person.row
        if case is None or case.record is None or not row:
            return Address(f"{self.links.public_url}/")
        reference = case.record.reference
        until = self.today + timedelta(days=self.programme.limits.link_days)
        edition = self.dossier_edition(reference, row)
        return Address(
            self.links.dossier(
                person.language, reference, row, edition, until, role=person.role
            )
        )

    def _link_meeting(self, person: Person, view: View, *steps: str) -> Address:
        """The address at which the reader answers for the meeting that the record is,
        or to which `steps` lead from it.
        """
        for step in steps:
            view = view.get(step)
        calendar = view.table.calendar
        if calendar is None or view.record is None:
            return Address("")
        form = None
        if calendar.answers:
            form = self.programme.forms[calendar.answers.form]
        days = None
        if form:
            days = form.link_days
        until = self.today + timedelta(days=days or self.programme.limits.link_days)
        return Address(
            self.links.meeting(
                person.language, view.record.reference, person=person.reach, until=until
            )
        )

    def _link_feed(self, person: Person, case: View | None) -> Address:
        """The address of the calendar of the case; "" where the
        record belongs to none yet.
        """
        if case is None or case.record is None:
            return Address("")
        reference = case.record.reference
        return Address(
            self.links.case_feed(
                person.language, reference, self.case_edition(reference)
            )
        )

    def _link_change(self, notice: NoticeDraft) -> Address:
        """The address at which whoever sent the form changes their answers; "" where
        they cannot, and for the team.
        """
        if notice.person.role:
            return Address("")
        return Address(self.change_link(notice.key.reference))

    def _zone_of(self, country: str) -> str:
        """The time zone of a country, the programme's where it is none."""
        _code, zone = country_and_zone(self.programme, country, "")
        return zone

    def _sheet(self, notice: NoticeDraft) -> Address:
        return Address(self.addresses.of(notice.key.table, notice.key.reference))

    def _answering(self, notice: NoticeDraft) -> Person:
        """Who answers replies."""
        return next(
            iter(by_mail(notice.view, self.programme.sender.reply_to)), Person("")
        )


def documents_as_kept(rendered: Rendered) -> list[dict[str, Any]] | None:
    """The documents of a message as the journal keeps them, None where there are
    none.
    """
    return [document.as_json() for document in rendered.documents] or None


def kind_of(notices: Iterable[NoticeDraft]) -> str:
    """The kind of a message: its rule's name, or that of a digest."""
    return only_one({notice.rule.name for notice in notices}, SEVERAL)


def only_one(values: set[str], otherwise: str = "") -> str:
    """The only one of the values, or what stands for several."""
    if len(values) != 1:
        return otherwise
    return next(iter(values))


def _reminds(notice: NoticeDraft) -> bool:
    return not hasattr(notice.rule, "on")


def _is_news(notices: Iterable[NoticeDraft]) -> bool:
    """Whether a digest only tells what is new."""
    return all(
        isinstance(notice.rule, Ladder) and notice.rule.news for notice in notices
    )


def _opening(notices: Iterable[NoticeDraft]) -> str:
    if _is_news(notices):
        # Whether there is something to do is for the lines to say: news can be a
        # task that somebody is given.
        return _("Here is what is new:")
    return _("These things are in your hands or wait for a word from you:")


def _no_link(*_names: object, **_more: object) -> str:
    return ""


def _no_rows(*_names: object, **_more: object) -> tuple[()]:
    """What belongs to a record that a stranger may have sent is not told to
    an address that they typed.
    """
    return ()


def _greeting(person: Person) -> str:
    gettext = texts(person.language).gettext
    called = " ".join(f"{person.address} {person.name}".split())
    if not called:
        return gettext(_("Good day,"))
    return gettext(_("Dear {name},")).format(name=called)


def _and_more(person: Person, count: int) -> str:
    text = _n("… and {count} more of this kind.", "… and {count} more of this kind.")
    return number_text(person.language, text, count)
