"""Looking changes nothing: every page is opened as a link scanner, a preview or a
browser's prefetch would, signed in or not.
"""

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from core.ids import new_id
from core.links import Links
from documents.write import Words
from journal.committee import sessions
from journal.mails.messages import Notice
from journal.records import figure_reports
from journal.records.figure_reports import FigureReport
from journal.schema import metadata
from journal.states import AlarmKind, MessageState
from staff.access.signing import new_link
from tests.house import fill, hidden
from tests.lived import (
    ANSWERS,
    coordinator,
    copied_house,
    lived,
    named,
    type_row,
    work,
)
from tests.outbox.test_send import add
from tests.staff.test_alarms import raised
from tests.staff.test_by_hand import by_hand
from tests.staff.test_sign_in import press
from tests.staff.test_views import LUCIA
from tests.uploads import samples

__all__ = ["lived"]
MEASURED = {"health.readyz"}
"""What is asked for a measurement, and tries whether the journal can be
written: no link leads there.
"""
ANTONIO = "antonio.lopes@example.org"
OF_FORMS_IN_TABS = {"forms_in_sheet.show_tab", "forms_in_sheet.show_version"}
"""The shipped programme has none: tests/form_tabs opens them."""


def contents(house):
    """Every table of the journal, row by row."""
    with house.journal.read() as connection:
        return {
            table.name: sorted(map(str, connection.execute(sa.select(table)).all()))
            for table in metadata.sorted_tables
        }


def addresses(house, sign_in: str) -> dict[str, str]:
    """Address by endpoint: each with a token that opens it."""
    links = Links(house.settings.secret_key, "")
    town, task = (
        named(house, "towns", "Serra das Flores"),
        next(iter(house.records("commitments"))),
    )
    sent = fill(
        house.client(),
        "/es/aspiring_town",
        {**ANSWERS, "letter": (io.BytesIO(samples.png()), "letter.png")},
    )
    mail = add(house, MessageState.held)
    for path in ("contact#0", "mayor#0"):
        add(
            house,
            MessageState.held,
            [
                Notice(
                    "towns",
                    town,
                    "recognised",
                    "recognised",
                    "x",
                    path,
                    "ana@example.org",
                )
            ],
        )
    type_row(
        house, "appointments", town=town, subject="Plan", hour_1="2098-12-01 10:00"
    )
    work(house)
    meeting = next(
        key
        for key, row in house.records("appointments").items()
        if row["subject"] == "Plan"
    )
    with house.journal.read() as connection:
        upload = connection.execute(sa.text("SELECT id FROM uploads")).scalar_one()
    committee = committee_addresses(house, links, upload)
    local_mail = house.mails()[0].name
    words = Words("case_history", "report", "es", "historia", "Historia", "Hola.", "")
    with_document = add(house, MessageState.held, documents=[words.as_json()])
    report = FigureReport(
        "report", "Donante", "ana@example.org", house.office.sync.now(), None, []
    )
    with house.journal.write() as connection:
        figure_reports.add(connection, report)
    _id, alarm = raised(house, AlarmKind.edited, town)
    _id, message = by_hand(house)
    about = links.form("es", "progress_report", task).partition("about=")[2]
    return {
        "static": "/static/style.css",
        "home": "/",
        "health.healthz": "/healthz",
        "health.metrics": "/metrics",
        "forms.show": f"/es/progress_report?about={about}",
        "stop.show_stop": links.stop("es", "ana@example.org"),
        "receipts.receipt": sent.headers["Location"],
        "change_answers.show": links.change(
            "es", sent.headers["Location"].rpartition("/")[2].partition(".")[0]
        ),
        "printed.form": "/es/aspiring_town/paper.pdf",
        "printed.answers": f"{sent.headers['Location']}/answers.pdf",
        "case.show_case": links.case("es", town, 0),
        "feed.case_feed": links.case_feed("es", town, 0),
        "meetings.show": links.meeting(
            "es", meeting, person=ANTONIO, until=date(2099, 1, 1)
        ),
        "contact_page.show": links.contact_page(
            "es",
            "mentor",
            named(house, "mentors", "Puerto Cacao"),
            person="rosa.tenesaca@example.org",
            edition=0,
        ),
        "staff.overview": "/staff/",
        "staff.outbox": "/staff/outbox",
        "board.board": "/staff/board?stage=work_plan",
        "board.late": "/staff/late",
        "board.load": "/staff/load/mentors",
        "desk_case.show": f"/staff/case/{town}",
        "sheet_links.row": f"/staff/row/towns/{town}",
        "figures.figures": "/staff/figures",
        "figures.rows": "/staff/figures/towns_by_status?group=work_plan",
        "figures.csv_file": "/staff/figures.csv",
        "figures.pdf_file": "/staff/figures.pdf?year=2022",
        "figures.rows_file": "/staff/figures/towns_by_status/rows.csv",
        "reported.show": f"/staff/reported/{report.id}",
        "documents.listed": f"/staff/documents/towns/{town}",
        "documents.file": f"/staff/documents/towns/{town}/case_history/es",
        "documents.of_message": f"/staff/mail/{with_document}/file/0",
        "registers.page": "/es/register/towns",
        "registers.csv_file": "/es/register/towns/rows.csv",
        "registers.json_file": "/es/register/towns/rows.json",
        "figures.xlsx_file": "/staff/figures.xlsx",
        "staff.waiting": "/staff/waiting/held?kind=daily",
        "files.file": links.file(upload),
        "files.shown": f"{links.file(upload)}/shown",
        "files.original": f"{links.file(upload)}/original",
        "files.all_as_one_pdf": f"{links.file(upload)}/all.pdf",
        "sign_in.enter": sign_in,
        "sign_in.devices": "/staff/devices",
        "sign_in.security": "/staff/security",
        "mails.one": f"/staff/mail/{mail}",
        "mails.html": f"/staff/mail/{mail}/html",
        "mails.edit": f"/staff/mail/{mail}/edit",
        "together.show": f"/staff/together/towns/{town}/x",
        "by_hand.show": message,
        "by_hand.open_channel": f"{message}/open",
        "alarms.show": alarm,
        "cases.pages": "/staff/pages",
        "gone.gone": "/staff/gone",
        "person_data.ask": "/staff/person",
        "records.tables": "/staff/records",
        "records.show": f"/staff/record/towns/{town}",
        "forms_in_sheet.every_form": "/staff/form-tabs",
        "mail_texts.every_text": "/staff/texts",
        "mail_texts.show_text": "/staff/texts/approved/es",
        "mail_texts.show_version": "/staff/texts/approved/es/0",
        "mail_texts.example": "/staff/texts/approved/es/example?version=0",
        **committee,
        "ahead.ahead": "/staff/ahead",
        "ahead.all_mails": "/staff/mails",
        "form_links.form_links": "/staff/forms",
        "set_up.begin": "/staff/set-up",
        "old_rows.begin": "/staff/old-rows",
        "ahead.one": "/staff/mails/approved/es",
        "ahead.one_html": "/staff/mails/approved/es/html",
        "mailbox.inbox": "/mailbox/",
        "mailbox.one": f"/mailbox/{local_mail}",
        "mailbox.html": f"/mailbox/{local_mail}/html",
        "mailbox.part": f"/mailbox/{local_mail}/parts/1",
        "phone_app.manifest": "/app/es.webmanifest",
    }


def committee_addresses(house, links: Links, upload: str) -> dict[str, str]:
    """Those of a dossier with a file, and of a session."""
    assert house.settle()
    town = named(house, "towns", ANSWERS["name"])
    person = named(house, "people", "Marta Quiroga")
    today = house.app.extensions["hoja.services"].today()
    by_link = links.dossier("es", town, person, 0, today, role="committee")
    session = new_id()
    with house.journal.write() as connection:
        sessions.begin(
            connection, session, "SC-34679", today, [town], "", datetime.now(UTC)
        )
    return {
        "dossier.show": f"/staff/dossier/{town}",
        "dossier.paper": f"/staff/dossier/{town}/dossier.pdf",
        "dossier.staff_file": f"/staff/dossier/{town}/file/{upload}/small",
        "dossier_link.show": by_link,
        "dossier_link.paper": f"{by_link}/dossier.pdf",
        "dossier_link.file": f"{by_link}/file/{upload}/shown",
        "sessions.listed": "/staff/sessions",
        "sessions.show": f"/staff/session/{session}",
        "sessions.case": f"/staff/session/{session}/case/{town}",
        "sessions.minutes": f"/staff/session/{session}/es/minutes.pdf",
    }


def endpoints(app) -> Iterator[str]:
    yield from (
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ())
    )


@pytest.fixture(scope="module")
def opened(folder, tmp_path_factory):
    """A house in which nothing but looking goes on, and the addresses of its pages."""
    state = tmp_path_factory.mktemp("pages")
    with copied_house(state, folder, tmp_path_factory) as house:
        yield house, addresses(house, new_link(house.journal, LUCIA))


@pytest.mark.parametrize(
    ("is_staff", "method"),
    [
        (True, "GET"),
        (False, "HEAD"),
        pytest.param(True, "HEAD", marks=pytest.mark.long),
        pytest.param(False, "GET", marks=pytest.mark.long),
    ],
)
def test_every_page_that_can_be_opened_changes_no_table(opened, is_staff, method):
    lived, pages = opened
    client = coordinator(lived) if is_staff else lived.client()
    assert set(endpoints(lived.app)) - MEASURED - OF_FORMS_IN_TABS == set(pages), (
        "a new page is to be opened here, too"
    )
    before = contents(lived)
    for endpoint, address in pages.items():
        with client.open(
            address.removeprefix(lived.settings.public_url), method=method
        ) as answer:
            status = answer.status_code
        opens = is_staff or not endpoint.startswith(
            (
                "staff.",
                "board.",
                "desk_case.",
                "sheet_links.",
                "figures.",
                "reported.",
                "documents.",
                "files.",
                "mails.",
                "together.",
                "cases.",
                "gone.",
                "records.",
                "ahead.",
                "form_links.",
                "set_up.",
                "old_rows.",
                "forms_in_sheet.",
                "mail_texts.",
                "sign_in.d",
                "sign_in.s",
                "person_data.",
                "dossier.",
                "sessions.",
            )
        )
        assert status in ((200, 303) if opens else (401,)), endpoint
    assert contents(lived) == before


def test_pages_that_links_of_persons_open_name_them_and_say_what_to_do_by_mistake(
    opened,
):
    lived, pages = opened
    for endpoint in (
        "stop.show_stop",
        "case.show_case",
        "dossier_link.show",
        "sign_in.enter",
        "by_hand.show",
        "alarms.show",
    ):
        page = lived.client().get(pages[endpoint]).text
        assert page.count('class="not-me"') == 1, endpoint


def test_pressed_button_is_the_only_way_to_act(lived):
    """Every address that acts refuses to be looked at, or shows a page that asks."""
    rules = list(lived.app.url_map.iter_rules())
    shown = {rule.rule for rule in rules if "GET" in (rule.methods or ())}
    acting = {rule.rule for rule in rules if "POST" in (rule.methods or ())}
    client = coordinator(lived)
    for rule in acting - shown:
        assert client.get(rule).status_code in (404, 405), rule
    assert press(client, "/staff/sign-out").status_code == 303
    assert hidden(client.get("/staff/").text, "csrf_token")
