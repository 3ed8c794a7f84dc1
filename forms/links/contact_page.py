"""The page of a contact: the cases that are theirs to accompany, what is next there,
and the forms that they may open.

Its link names one person. It opens nothing any more once the record has another
contact, or staff have made a new link.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, abort, g, render_template

from core.links import CONTACT_PAGE
from forms.access.contacts import contact_behind_mark, who_answers
from forms.links.expired_link import expired_link_page
from forms.links.listed import Line, filled_values, heading, holds, lines
from forms.services import Services, current_services
from journal.access import case_pages
from journal.records.record_reader import RecordReader
from journal.rules import case_steps
from programme.model import Programme
from programme.models.pages.signed_pages import ContactPage, OwnListed
from programme.records.display import title
from programme.records.people.sharing import SharedContact, shared_contact
from programme.records.record import Record, View
from programme.records.stage import stage_column

blueprint = Blueprint("contact_page", __name__)
Link = tuple[str, str]
"""(words, address) of a link."""


@dataclass(frozen=True)
class OwnLine:
    """A line of a list with the forms that open from it."""

    line: Line
    forms: list[Link]


@dataclass(frozen=True)
class OwnCase:
    """A case on a contact's page, in words.

    `page`: the address of its page, "" where cases have none; `people`: (label of the
    table's contact, who that is as far as they agreed).
    """

    name: str
    page: str
    stage: str
    next_step: str
    values: list[tuple[str, str]]
    people: list[SharedContact]
    lists: list[tuple[str, list[OwnLine]]]
    forms: list[Link]


@dataclass(frozen=True)
class _Visit:
    """One opening of a page: by whom (`person`, an address) and in which language."""

    services: Services
    page: ContactPage
    person: str
    language: str

    @property
    def programme(self) -> Programme:
        return self.services.programme

    def form(self, name: str, reference: str) -> Link:
        """A form about a record, for this person."""
        form = self.programme.forms[name]
        days = form.link_days or self.programme.limits.link_days
        until = self.services.today() + timedelta(days=days)
        address = self.services.links.form(
            self.language, name, reference, person=self.person, until=until
        )
        return self.programme.text(form.title, self.language), address


@blueprint.get("/<language>/mine/<token>")
def show(language: str, token: str) -> str | tuple[str, int]:
    """The page whose link this is; a kind word where it is somebody else's by
    now, or the record is gone.
    """
    services = current_services()
    data = services.links.read(CONTACT_PAGE, token)
    if (
        language not in services.programme.languages
        or not isinstance(data, list)
        or data[0] not in _pages(services)
    ):
        abort(404)
    g.language = language
    name, reference, mark, edition = data
    page = services.programme.pages[name]
    table = services.programme.tables[page.table]
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        record = records.get(table.name, reference)
        if record is None:
            return expired_link_page("gone")
        if edition != case_pages.edition(connection, reference):
            return expired_link_page("renewed")
        view = View(records, table, record, services.today())
        person = contact_behind_mark(view, page.contact, services.links, mark)
        if person is None:
            return expired_link_page("handed_over")
        called, address = person
        visit = _Visit(services, page, address, language)
        return render_template(
            "contact_page.html",
            name=title(view, language),
            label=services.programme.text(page.label, language),
            person=called,
            cases=list(_cases(visit, records, reference)),
            answering=who_answers(services.programme, services.journal),
            looked=services.last_look(connection),
        )


def _pages(services: Services) -> dict[str, ContactPage]:
    return services.programme.pages


def _cases(visit: _Visit, records: RecordReader, reference: str) -> Iterator[OwnCase]:
    """The cases of a record, by name."""
    table = visit.programme.tables[visit.programme.case.table]
    views: dict[str, View] = {}
    for column in visit.page.of:
        for record in records.naming(table.name, column, [reference]):
            view = View(records, table, record, visit.services.today())
            if visit.page.only is None or holds(
                visit.services, table, visit.page.only, view
            ):
                views[record.reference] = view
    for view in sorted(
        views.values(), key=lambda view: title(view, visit.language).casefold()
    ):
        assert view.record
        yield _case(visit, records, view, view.record)


def _case(visit: _Visit, records: RecordReader, view: View, record: Record) -> OwnCase:
    language = visit.language
    page = visit.page
    return OwnCase(
        name=title(view, language),
        page=_case_page(visit, records, record.reference),
        stage=_stage(visit, view),
        next_step=_next_step(visit, records, record.reference),
        values=list(filled_values(view, page.shows, language)),
        people=[shared_contact(view, name, language) for name in page.people],
        lists=[
            part for listed in page.lists if (part := _list(visit, view, listed))[1]
        ],
        forms=[visit.form(name, record.reference) for name in page.forms],
    )


def _list(visit: _Visit, case: View, listed: OwnListed) -> tuple[str, list[OwnLine]]:
    shown = []
    for line in lines(visit.services, case, listed, visit.language):
        shown.append(
            OwnLine(line, [visit.form(name, line.reference) for name in listed.forms])
        )
    return heading(visit.services, listed, visit.language), shown


def _case_page(visit: _Visit, records: RecordReader, reference: str) -> str:
    if visit.programme.case.page is None:
        return ""
    edition = case_pages.edition(records.connection, reference)
    return visit.services.links.case(visit.language, reference, edition)


def _stage(visit: _Visit, case: View) -> str:
    column = stage_column(visit.programme)
    choice = None
    if column:
        choice = column.choice(str(case.value(column.name) or ""))
    if choice:
        return visit.programme.text(choice.label, visit.language)
    return ""


def _next_step(visit: _Visit, records: RecordReader, reference: str) -> str:
    """What is next, of that which the page says it may tell."""
    steps = {}
    for step in visit.programme.desk.next_steps:
        if step.name in visit.page.next_steps:
            steps[step.name] = step
    for case_step in case_steps.of_case(records.connection, reference):
        if case_step.step in steps:
            return visit.programme.text(steps[case_step.step].label, visit.language)
    return ""
