"""What should stand in the app's own columns: flags beside records, the tab of
messages, the tab of problems.

It is worked out from the journal each time, so a cell that somebody changed, or that a
write missed, is put right by the same means.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from core.clock import local_date
from core.problem import shortened
from core.texts import mark as _
from core.texts import reason, texts
from journal.mails import messages
from journal.mails.messages import MessageSummary
from journal.records.cells.unreadable_cells import unreadable_cells
from journal.states import INCOMPLETE, WORDS, MessageKind, MessageState
from journal.tabs import deliveries, problems
from journal.tabs.problems import Standing
from notify.context import NotifyContext
from notify.set_aside.unreadable_records import unreadable_records
from notify.summary import summary_rows, without_rows
from programme.app_tables import LATE, LISTED, OUTBOX, PROBLEMS, SUMMARY
from programme.model import Programme
from programme.needs import missing_words
from programme.records.display import title
from programme.records.record import Records, Value, View
from rules.findings.urgency import most_urgent_first
from rules.overdue.ladders import flag_text

# The tab is for what is going on; the journal and the staff page keep the rest.
WEEKS_SHOWN = timedelta(weeks=4)
SEPARATOR = " · "
Cells = dict[str, dict[str, Value]]
"""Reference → own column → value."""


def managed_cells(context: NotifyContext) -> Mapping[str, Cells]:
    """Table → reference → own column → the value that should stand there.

    Rows of the tabs of messages and problems that have no row
    yet are sent on their way.
    """
    with context.journal.write() as connection:
        records = context.records(connection)
        standing = [item.problem for item in problems.standing(connection)]
        cells = _beside_records(context, records, unreadable_records(standing))
        _add_computed(
            context, cells, context.marker.mark(records, unreadable_cells(standing))
        )
        cells[OUTBOX] = _of_messages(context, connection, records)
        cells[PROBLEMS] = _of_problems(context.programme, connection, records)
        if context.programme.summary:
            counted = records.once(
                (SUMMARY,), lambda: summary_rows(context.programme, records)
            )
            rows = _with_rows(connection, SUMMARY, dict(counted))
            cells[SUMMARY] = without_rows(rows, records.table(SUMMARY))
    return cells


def _beside_records(
    context: NotifyContext, records: Records, unreadable: Collection[str]
) -> dict[str, Cells]:
    """The flags of records that can be judged, and the moment
    at which each was received.
    """
    programme = context.programme
    today = local_date(context.now(), programme.time_zone)
    late: dict[tuple[str, str], list[str]] = defaultdict(list)
    ahead: dict[tuple[str, str], list[str]] = defaultdict(list)
    for judged in context.judge.judge(records, today):
        finding = judged.finding
        text = flag_text(finding, finding.rung, programme.language)
        if text and finding.reference not in unreadable:
            if finding.is_late:
                flags = late
            else:
                flags = ahead
            flags[finding.table, finding.reference].append(text)
    cells: dict[str, Cells] = {}
    for table in programme.tables.values():
        has_flag = table.column("flag")
        has_received = table.column("received")
        names = context.listed_names.of_table(records, table)
        rows: Cells = {}
        for reference, record in records.table(table.name).items():
            row: dict[str, Value] = {}
            if has_flag:
                key = (table.name, reference)
                row["flag"] = _flag(late[key], ahead[key])
            if has_received:
                row["received"] = record.values.get("received")
            if names:
                row[LISTED] = names[reference]
            if row:
                rows[reference] = row
        cells[table.name] = rows
    return cells


def _add_computed(
    context: NotifyContext, cells: dict[str, Cells], records: Records
) -> None:
    """What computed columns say, beside what else stands in the
    app's columns of a record.
    """
    today = local_date(context.now(), context.programme.time_zone)
    for table, rows in context.computed.look(records, today).items():
        of_table = cells.setdefault(table, {})
        for reference, values in rows.items():
            of_table.setdefault(reference, {}).update(values)


def _flag(late: Sequence[str], ahead: Sequence[str]) -> str | None:
    """What is overdue stands first, behind the sign of it."""
    text = SEPARATOR.join([*late, *ahead])
    if late:
        return LATE + text
    return text or None


def _of_messages(
    context: NotifyContext, connection: sa.Connection, records: Records
) -> Cells:
    """A row for each message of the last weeks and each that is still open."""
    rows: Cells = {}
    for message in messages.since(connection, context.now() - WEEKS_SHOWN):
        if message.kind != MessageKind.sign_in:
            rows[message.tag] = _message_row(context, records, message)
    return _with_rows(connection, OUTBOX, rows)


def _message_row(
    context: NotifyContext, records: Records, message: MessageSummary
) -> dict[str, Value]:
    language = context.programme.language
    link = None
    if message.state is MessageState.by_hand:
        link = context.links.message(message.id)
    state = WORDS[message.state]
    why = reason(language, messages.why(message))
    if message.missing and message.state is MessageState.held:
        state = INCOMPLETE
        why = missing_words(context.programme, message.kind, message.missing, language)
    return {
        "state": texts(language).gettext(state),
        "person": shortened(message.person),
        "email": message.email,
        "link": link,
        "subject": shortened(message.subject),
        "about": shortened(_title(context, records, message)),
        "due": _to_the_second(messages.leaves(message)),
        "reason": shortened(why) or None,
    }


def _title(context: NotifyContext, records: Records, message: MessageSummary) -> str:
    """The name of the record that a message is about; its reference
    where it has none, or is gone.
    """
    table = context.programme.tables.get(message.table)
    record = records.get(message.table, message.reference)
    if table is None or record is None:
        return message.reference
    today = local_date(context.now(), context.programme.time_zone)
    return (
        title(View(records, table, record, today), context.programme.language)
        or message.reference
    )


def _of_problems(
    programme: Programme, connection: sa.Connection, records: Records
) -> Cells:
    """A row for each problem that stands; what stood before is settled."""
    gettext = texts(programme.language).gettext
    rows: Cells = {}
    for standing in most_urgent_first(problems.standing(connection)):
        rows[standing.tag] = _problem_row(programme, standing)
    rows = _with_rows(connection, PROBLEMS, rows)
    for reference in records.table(PROBLEMS):
        if reference not in rows:
            rows[reference] = {"state": gettext(_("settled")), "link": None}
    return rows


def _problem_row(programme: Programme, standing: Standing) -> dict[str, Value]:
    problem = standing.problem
    table = programme.tables.get(problem.table)
    column = None
    if table:
        column = table.column(problem.column)
    row_number = None
    if problem.row:
        row_number = str(problem.row)
    tab = None
    if table:
        tab = table.label[programme.language]
    return {
        "what": problem.words(programme.language),
        "tab": tab,
        "row": problem.reference or row_number,
        "column": column.label[programme.language] if column else None,
        "link": problem.address or None,
        "since": _to_the_second(standing.since),
        "state": texts(programme.language).gettext(_("to review")),
    }


def _with_rows(connection: sa.Connection, table: str, rows: Cells) -> Cells:
    """Sends a row on its way for each that has none yet."""
    present = deliveries.references(connection, table)
    for reference, values in rows.items():
        if reference not in present:
            deliveries.enqueue(connection, table, reference, values)
    return rows


def _to_the_second(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()
