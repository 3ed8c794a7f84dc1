"""The accident brake: many rows of a tab changed, lost or new at once are taken for a slip until a person says otherwise.

Reading goes on, and so do rows, flags and all other mails; what would be told about these rows waits. A tab or a column that
cannot be found is such a slip too, and is over by itself when it is back.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from core.problem import Problem
from core.texts import mark as _
from core.texts import texts
from journal import alarms, changes, messages, problems
from journal.messages import notice_at
from journal.states import AlarmKind, AlarmState, Happening, MessageKind, MessageState
from mail.alarm import names, words
from mail.compose import compose
from mail.markdown import Address, escape
from mail.templates import Written
from notify.context import NotifyContext
from notify.held_records import WAITS
from programme.app_tables import NEVER_TOLD
from programme.comparison import same
from programme.model import Programme
from programme.record import Records, View
from rules.people import Person, by_mail
from sync.first_connection import connecting

SOURCE = "brake"
LOST_CODES = frozenset({"tab_lost", "column_lost", "column_twice"})
LISTED = 20
KINDS = {
    Happening.edited: AlarmKind.edited,
    Happening.gone: AlarmKind.gone,
    Happening.appeared: AlarmKind.appeared,
}


def brake(office: NotifyContext, connection: sa.Connection, records: Records, today: date) -> bool:
    """Raises alarms for what changed since the last looks, and ends those that mended themselves. True when it did."""
    lost = _lost_now(connection)
    did = _mended(office, connection, records, lost)
    new = [*_lost(office, connection, records, lost), *_many(office, connection, records)]
    for id in new:
        _tell(office, connection, records, today, id)
    standing = alarms.standing(connection)
    programme = office.shop.programme
    problems.replace(
        connection,
        SOURCE,
        [_problem(programme, row) for row in standing if row.kind != AlarmKind.lost],
        office.shop.now(),
    )
    return did or bool(new)


def _many(office: NotifyContext, connection: sa.Connection, records: Records) -> list[str]:
    now, limits = office.shop.now(), office.shop.programme.limits
    recent = changes.without_alarm(connection, now - timedelta(seconds=office.brake_seconds))
    groups: dict[tuple[str, AlarmKind, str], list[Any]] = {}
    for change in recent:
        if change.table in NEVER_TOLD or change.happening not in KINDS:
            continue
        groups.setdefault((change.table, KINDS[Happening(change.happening)], ""), []).append(change)
        if change.happening == Happening.edited and change.after not in (None, "", []):
            key = (change.table, AlarmKind.set, f"{change.column}\n{change.after}")
            groups.setdefault(key, []).append(change)
    made: list[str] = []
    taken: set[str] = set()
    rules = office.shop.programme.rules
    told = {ladder.table for ladder in rules.ladders} | {event.table for event in rules.events}
    old = told & connecting(office.shop, connection)
    for (table, kind, _key), some in groups.items():
        mine = [change for change in some if change.id not in taken]
        references = list(dict.fromkeys(change.reference for change in mine))
        present = len(records.table(table)) + (len(references) if kind == AlarmKind.gone else 0)
        enough = len(references) >= limits.brake_rows
        if kind == AlarmKind.appeared and table in old:  # however few, a person looks first
            enough = bool(references)
        if not enough or (kind != AlarmKind.set and len(references) < limits.brake_share * present):
            continue
        columns = {change.column for change in mine}
        column = columns.pop() if len(columns) == 1 else ""
        made.append(alarms.add(connection, kind, table, column, references, WAITS, now))
        rows = frozenset(references)
        with_them = [
            c.id for c in recent if c.happening == Happening.typed and c.table == table and c.reference in rows
        ]
        changes.set_alarm(connection, [*(change.id for change in mine), *with_them], made[-1])
        taken |= {change.id for change in mine}
    return made


def _lost(office: NotifyContext, connection: sa.Connection, records: Records, lost: Mapping[str, str]) -> list[str]:
    """An alarm for each tab with records that cannot be found or lacks a column, where none stands yet."""
    standing = {row.table for row in alarms.standing(connection) if row.kind == AlarmKind.lost}
    now = office.shop.now()
    return [
        alarms.add(connection, AlarmKind.lost, table, column, [], WAITS, now)
        for table, column in lost.items()
        if table not in standing | NEVER_TOLD and records.table(table)
    ]


def _lost_now(connection: sa.Connection) -> dict[str, str]:
    found = [standing.problem for standing in problems.standing(connection)]
    return {problem.table: problem.column for problem in found if problem.code in LOST_CODES}


def _mended(office: NotifyContext, connection: sa.Connection, records: Records, lost: Mapping[str, str]) -> bool:
    """Ends the alarms whose tab or column is back, or whose slip has been undone in the spreadsheet."""
    now = office.shop.now()
    recent = changes.without_alarm(connection, now - timedelta(seconds=office.brake_seconds))
    did = False
    for alarm in alarms.standing(connection):
        if alarm.table in lost if alarm.kind == AlarmKind.lost else not _undone(connection, records, alarm):
            continue
        alarms.decide(connection, alarm.id, AlarmState.let_go, "", now)
        mine = [c.id for c in recent if c.table == alarm.table and c.reference in alarm.references]
        changes.set_alarm(connection, mine, alarm.id)
        did = True
    return did


def _undone(connection: sa.Connection, records: Records, alarm: Any) -> bool:
    """Whether every row is again as it was before the alarm."""
    there = records.table(alarm.table)
    if alarm.kind == AlarmKind.back:  # somebody asked for it, and somebody decides
        return False
    if alarm.kind == AlarmKind.gone:
        return all(reference in there for reference in alarm.references)
    if alarm.kind == AlarmKind.appeared:
        return not any(reference in there for reference in alarm.references)
    before: dict[tuple[str, str], Any] = {}
    for change in changes.by_alarm(connection, alarm.id):
        before.setdefault((change.reference, change.column), change.before)
    return all(
        reference in there and same(value, there[reference].values.get(column))
        for (reference, column), value in before.items()
    )


def _problem(programme: Programme, alarm: Any) -> Problem:
    text = _("{what} Mails that would follow wait until somebody decides on the staff page.")
    return Problem(SOURCE, text, (("what", words(programme, alarm, programme.language)),), alarm.table)


def _tell(office: NotifyContext, connection: sa.Connection, records: Records, today: date, id: str) -> None:
    """One mail to each of those who answer for the programme, with the list and a link to the two buttons."""
    shop = office.shop
    alarm = alarms.by_id(connection, id)
    case = shop.programme.tables[shop.programme.case.table]
    for person in by_mail(View(records, case, None, today), shop.programme.sender.reply_to):
        values = _message(office, records, alarm, person, today)
        messages.add(
            connection,
            [notice_at("", "", MessageKind.alarm, "", id, person.email)],
            values,
            shop.now(),
        )


def _message(office: NotifyContext, records: Records, alarm: Any, person: Person, today: date) -> dict[str, Any]:
    programme, language = office.shop.programme, person.language
    say = texts(language).gettext
    name = programme.text(programme.name, language)
    what = words(programme, alarm, language)
    listed = names(records, alarm.table, alarm.references[:LISTED], today, language)
    more = len(alarm.references) - len(listed)
    lines = [str(escape(what)), say(_("Mails that would follow from it wait. Nothing else stops."))]
    if listed:
        lines.append("\n".join(f"- {escape(one)}" for one in listed) + (f"\n- … + {more}" if more else ""))
    if alarm.kind == AlarmKind.lost:
        lines.append(say(_("When it is back, they go out by themselves. The spreadsheet keeps its older versions.")))
    else:
        lines.append(
            say(_("Was it meant? Let the mails go. Was it a slip? Undo it in the spreadsheet, and drop them."))
        )
    address = Address(f"{office.links.public_url}/staff/alarm/{office.links.sign('alarm', [alarm.id, person.email])}")
    lines.append(f"[{say(_('Look and decide'))}]({address})")
    parts = compose(Written(f"{name}: {what.removesuffix('.')}", "\n\n".join(lines)), language, name)
    return {
        "kind": MessageKind.alarm,
        "email": person.email,
        "person": person.name or person.email,
        "language": language,
        "subject": parts.subject,
        "text": parts.text,
        "html": parts.html,
        "state": MessageState.queued,
        "due_at": office.shop.now(),
    }
