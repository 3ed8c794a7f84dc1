"""The calendar of a case, for programs that look at it from time to time.

It names nobody and no place.
"""

from flask import Blueprint, Response, abort

from forms.services import Services, current_services
from journal.access import case_pages
from journal.records.record_reader import RecordReader
from mail.calendar.invitation import FeedMeeting, feed_text
from programme.model import Table
from programme.records.display import title
from programme.records.record import View
from rules.book import Book
from rules.meetings.schedule import begins_at, calendar_of, summary_of

blueprint = Blueprint("feed", __name__)
GONE = 410


@blueprint.get("/<language>/case/<token>/calendar.ics")
def case_feed(language: str, token: str) -> Response:
    """The meetings of the case whose link this is. 410 where the link was made
    anew, or the case is gone.
    """
    services = current_services()
    case = services.programme.case
    data = services.links.read("case", token)
    if (
        language not in services.programme.languages
        or not isinstance(data, list)
        or case.page is None
    ):
        abort(404)
    reference = str(data[0])
    edition = data[1]
    with services.journal.read() as connection:
        records = RecordReader(services.programme, connection)
        record = records.get(case.table, reference)
        if record is None or edition != case_pages.edition(connection, reference):
            abort(GONE)
        name = title(
            View(
                records, services.programme.tables[case.table], record, services.today()
            ),
            language,
        )
        meetings: list[FeedMeeting] = []
        for table in services.programme.tables.values():
            if table.calendar and table.case:
                meetings.extend(
                    _meetings(services, records, table, reference, language)
                )
    text = feed_text(
        name, sorted(meetings, key=lambda meeting: meeting.begins), services.clock.now()
    )
    return Response(text, content_type="text/calendar; charset=utf-8")


def _meetings(
    services: Services,
    records: RecordReader,
    table: Table,
    reference: str,
    language: str,
) -> list[FeedMeeting]:
    """Those of a table that have an hour and are not cancelled: what is cancelled
    leaves the feed, and so the calendar.
    """
    book = Book(services.programme, services.conditions)
    meetings = []
    for record in records.of_case(table.name, table.case or "", reference):
        view = View(records, table, record, services.today())
        condition = calendar_of(view).cancelled
        begins = begins_at(view)
        if begins is None or (condition is not None and book.true(condition, view)):
            continue
        uid = services.links.feed_uid(record.reference)
        meetings.append(
            FeedMeeting(
                uid, begins, calendar_of(view).minutes, summary_of(view, language)
            )
        )
    return meetings
