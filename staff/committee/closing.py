"""What closing a session writes: its row, a row for each decision, and the cells that a
person lets follow from them.
"""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from journal import visible_references
from journal.committee import sessions as kept
from journal.committee.sessions import CommitteeSession
from journal.records.cells import cell_commands
from journal.records.record_history import RecordHistory, history_of
from journal.tabs import deliveries
from programme.parts import Column
from programme.records.comparison import same
from programme.records.criteria_results import CaseResult
from programme.records.display import show_anyway
from programme.records.record import Cell, Value
from staff.committee.sessions import Agenda, CaseOnAgenda, Entered


@dataclass(frozen=True)
class Proposal:
    """A cell of a case that could follow from its result. `shown`: what it says, or is
    going to say; both also in words.

    `date_column`: the blank date of the case that becomes the day of the session along
    with it, or ""; `date_words`: its label.
    """

    case: str
    name: str
    column: str
    shown: Value
    value: str
    shown_words: str
    words: str
    date_column: str = ""
    date_words: str = ""


def proposals(
    agenda: Agenda, session: CommitteeSession, language: str
) -> list[Proposal]:
    """What could follow from the results, where it does not stand there yet."""
    settings = agenda.settings
    column = None
    if settings.sets:
        column = agenda.cases_table.column(settings.sets)
    if column is None:
        return []
    proposed = []
    for case in agenda.cases_of(session):
        value = settings.results.get(case.decided.result)
        history = history_of(agenda.connection, agenda.cases_table.name, case.reference)
        if value is None or history is None:
            continue
        shown = history.standing(column.name)
        if not same(shown, value):
            before = _words(agenda, column, shown, language)
            after = _words(agenda, column, value, language)
            date_column = _blank_date(agenda, case, history)
            if date_column:
                date_words = agenda.programme.text(date_column.label, language)
                date_name = date_column.name
            else:
                date_words = ""
                date_name = ""
            proposed.append(
                Proposal(
                    case.reference,
                    case.name,
                    column.name,
                    shown,
                    value,
                    before,
                    after,
                    date_name,
                    date_words,
                )
            )
    return proposed


def _blank_date(
    agenda: Agenda, case: CaseOnAgenda, history: RecordHistory
) -> Column | None:
    """The date of a case that its result fills; None where there is none, or
    where somebody has filled it.
    """
    name = agenda.settings.dates.get(case.decided.result)
    column = None
    if name:
        column = agenda.cases_table.column(name)
    if column is None or history.standing(column.name) not in (None, ""):
        return None
    return column


def shown_mark(agenda: Agenda, case: CaseOnAgenda) -> str:
    """What stands on a page for all that was decided on a case, and the value that
    follows: a page with another mark showed something else than would be written now.
    """
    follows = agenda.settings.results.get(case.decided.result, "")
    text = json.dumps([case.reference, case.decided.as_json(), follows], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _words(agenda: Agenda, column: Column, value: Value, language: str) -> str:
    return show_anyway(agenda.programme, column, value, language) or "–"


def close(
    agenda: Agenda,
    session: CommitteeSession,
    accepted: Collection[Proposal],
    member: str,
    now: datetime,
) -> bool:
    """Fixes a session and queues all that it writes, in this transaction.

    False where it was closed before. `accepted`: the cells that
    somebody lets follow from it.
    """
    connection = agenda.connection
    if not kept.close(connection, session.id, member, now):
        return False
    received = now.isoformat(timespec="seconds")
    head = Entered.kept(session.head)
    row: dict[str, Value] = {
        "date": session.day.isoformat(),
        "place": head.place,
        "presides": head.presides,
    }
    row |= {
        "secretary": head.secretary,
        "present": head.everybody,
        "notes": head.notes,
        "received": received,
    }
    deliveries.enqueue(
        connection, agenda.settings.table, session.reference, _filled(row)
    )
    cases = agenda.cases_of(session)
    table = agenda.decisions_table
    references = visible_references.draw_for_rows(
        connection, table.prefix, len(cases), ()
    )
    for case, reference in zip(cases, references, strict=True):
        values = _decision(agenda, session, case) | {"received": received}
        deliveries.enqueue(connection, table.name, reference, _filled(values))
    for case in cases:
        # The minutes say later on, too, what the session saw.
        kept.fix(
            connection,
            session.id,
            case.reference,
            criteria_then(agenda, case.reference),
        )
        # What was left to another session has no day yet.
        if case.decided.result not in agenda.settings.results:
            write_cell(
                agenda,
                case.reference,
                agenda.settings.planned,
                None,
                member,
                f"{session.id}-end",
                now,
            )
    reasons = {case.reference: case.decided.reasons for case in cases}
    for proposal in accepted:
        cell = Cell(agenda.cases_table.name, proposal.case, proposal.column)
        cell_commands.ask(
            connection,
            cell,
            proposal.shown,
            proposal.value,
            member,
            f"session-{session.id}",
            now,
        )
        if proposal.date_column:
            day = session.day.isoformat()
            write_cell(
                agenda,
                proposal.case,
                proposal.date_column,
                day,
                member,
                session.id,
                now,
            )
        if agenda.settings.reasons and reasons[proposal.case]:
            write_cell(
                agenda,
                proposal.case,
                agenda.settings.reasons,
                reasons[proposal.case],
                member,
                session.id,
                now,
            )
    return True


def criteria_then(agenda: Agenda, case: str) -> dict[str, object]:
    """What the criteria say of a case now, as it is kept of a closed session;
    nothing where its row is gone.
    """
    view = agenda.view(case)
    if view.record is None:
        return {}
    result: CaseResult = view.get("criteria")
    return {
        "met": result.met,
        "criteria": len(result.results),
        "missing": result.missing,
    }


def write_cell(
    agenda: Agenda,
    case: str,
    column: str,
    value: str | None,
    member: str,
    key: str,
    now: datetime,
) -> None:
    """Asks for a value beside a case, where the cell says another one or none.

    `key`: of the session, and of this press.
    """
    table = agenda.cases_table.name
    history = history_of(agenda.connection, table, case)
    shown = None
    if history:
        shown = history.standing(column)
    if history and not same(shown, value):
        cell_commands.ask(
            agenda.connection,
            Cell(table, case, column),
            shown,
            value,
            member,
            f"session-{key}",
            now,
        )


def _decision(
    agenda: Agenda, session: CommitteeSession, case: CaseOnAgenda
) -> dict[str, Value]:
    table = agenda.decisions_table
    decided = case.decided
    values: dict[str, Value] = {
        "result": decided.result,
        "reasons": decided.reasons,
        "recused": decided.recused_words,
    }
    for column in table.columns:
        if column.table == agenda.settings.table:
            values[column.name] = session.reference
    values[table.case or ""] = case.reference
    return values


def _filled(values: dict[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value not in ("", None)}
