"""findings, outbox, problems → sheet: what the app writes into its own columns, wherever it is not there yet.

What should stand there is worked out from the journal each time and compared with what the last look read, so a cell that
somebody changed, or that a write missed, is put right by the same means.
"""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from core.clock import local_date
from core.problem import shortened
from core.texts import mark as _
from core.texts import reason, texts
from journal import deliveries, known_records, messages, problems
from journal.states import WORDS, MessageKind, MessageState
from mail import whatsapp
from notify.context import NotifyContext
from notify.notice import about
from programme.app_tables import OUTBOX, PROBLEMS
from programme.comparison import same, same_second
from programme.record import Records, Value
from rules.ladders import flag_text
from sheets.columns import Layout
from sheets.snapshot import TWICE
from sheets.update import write_own

WEEKS_SHOWN = timedelta(weeks=4)
Own = dict[str, dict[str, Value]]


def flag(office: NotifyContext) -> bool:
    """Writes the app's cells that differ from what they should be, in two calls; True when there were any."""
    shop = office.shop
    look = shop.look
    if look is None:
        return False
    with shop.journal.write() as connection:
        wanted = _wanted(office, connection)
        differing = _differing(connection, wanted)
    writes: dict[str, tuple[Layout, Own]] = {}
    twice = {(problem.table, problem.reference) for problem in look.problems if problem.code == TWICE}
    for table, rows in differing.items():
        tab = look.tabs.get(table)
        if tab:
            known = {c: v for c, v in tab.layout.columns.items() if c in tab.layout.metadata}
            here = {r: {c: v for c, v in cells.items() if c in known} for r, cells in rows.items() if r in tab.rows}
            here = {r: cells for r, cells in here.items() if (table, r) not in twice}  # beside which of the two?
            writes[table] = (tab.layout, {reference: cells for reference, cells in here.items() if cells})
    writes = {table: write for table, write in writes.items() if write[1]}
    if not writes:
        return False
    write_own(shop.spreadsheet, shop.programme, writes)
    shop.look = None  # the next look reads back what was written
    return True


def _wanted(office: NotifyContext, connection: sa.Connection) -> dict[str, Own]:
    """Table → reference → own column → value. Rows of Outbox and Problems that have no row yet are sent on their way."""
    shop = office.shop
    language = shop.programme.language
    records = shop.records(connection)
    today = local_date(shop.now(), shop.programme.time_zone)
    wanted: dict[str, Own] = defaultdict(dict)
    words: dict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in office.findings:
        text = flag_text(finding, finding.rung, language)
        if text:
            words[finding.table, finding.reference].append(text)
    for table in shop.programme.tables.values():
        for reference, record in records.table(table.name).items():
            if table.column("flag"):
                wanted[table.name][reference] = {"flag": " · ".join(words[table.name, reference]) or None}
            if table.column("received"):
                wanted[table.name].setdefault(reference, {})["received"] = record.values.get("received")
    wanted[OUTBOX] = _outbox(office, connection, records, today)
    wanted[PROBLEMS] = _problems(office, connection, records)
    return wanted


def _outbox(office: NotifyContext, connection: sa.Connection, records: Records, today: Any) -> Own:
    language = office.shop.programme.language
    say = texts(language).gettext
    rows: Own = {}
    for message in messages.since(connection, office.shop.now() - WEEKS_SHOWN):
        if message.kind == MessageKind.sign_in:
            continue
        rows[message.tag] = {
            "state": say(WORDS[MessageState(message.state)]),
            "person": shortened(message.person),
            "email": message.email,
            "link": whatsapp.link(message.email, message.text) if message.state == MessageState.by_hand else None,
            "subject": shortened(message.subject),
            "about": shortened(about(records, message, today, language)),
            "due": _minute(messages.leaves(message)),
            "reason": shortened(reason(language, message.reason)) or None,
        }
    return _with_rows(connection, OUTBOX, rows)


def _problems(office: NotifyContext, connection: sa.Connection, records: Records) -> Own:
    programme = office.shop.programme
    say = texts(programme.language).gettext
    rows: Own = {}
    for standing in problems.standing(connection):
        problem = standing.problem
        table = programme.tables.get(problem.table)
        column = table.column(problem.column) if table else None
        rows[standing.tag] = {
            "what": problem.words(programme.language),
            "tab": table.label[programme.language] if table else None,
            "row": problem.reference or (str(problem.row) if problem.row else None),
            "column": column.label[programme.language] if column else None,
            "link": problem.address or None,
            "since": _minute(standing.since),
            "state": say(_("to review")),
        }
    shown = _with_rows(connection, PROBLEMS, rows)
    for reference in records.table(PROBLEMS):
        if reference not in rows:
            shown[reference] = {"state": say(_("settled")), "link": None}
    return shown


def _with_rows(connection: sa.Connection, table: str, rows: Own) -> Own:
    """Queues a row for each that has none yet."""
    there = deliveries.references(connection, table)
    for reference, values in rows.items():
        if reference not in there:
            deliveries.enqueue(connection, table, reference, values)
    return rows


def _minute(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(microsecond=0).isoformat()


def _differing(connection: sa.Connection, wanted: dict[str, Own]) -> dict[str, Own]:
    differing: dict[str, Own] = defaultdict(dict)
    for row in known_records.present(connection):
        cells = {
            name: value
            for name, value in wanted.get(row.table, {}).get(row.reference, {}).items()
            if not same(row.own.get(name), value) and not same_second(row.own.get(name), value)
        }
        if cells:
            differing[row.table][row.reference] = cells
    return differing
