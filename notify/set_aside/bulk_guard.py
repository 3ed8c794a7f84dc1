"""The guard against slips: many changes that nobody has decided about yet are asked
about before anything is told.

Reading goes on, and so do rows, flags and all other messages; what would be told about
these rows waits. The guard does not look at the clock: it judges all changes that are
not decided, so a crash between a look and a decision lets nothing through. A tab or a
column that cannot be found is such a slip too, and is over by itself when it is back.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from journal.records.changes import Change
from journal.states import AlarmKind, Happening
from programme.app_tables import NEVER_TOLD
from programme.model import Limits, Programme
from programme.records.comparison import same
from programme.records.record import Records, Value
from rules.on_change.events import watched, watched_columns

HAPPENINGS = {
    Happening.edited: AlarmKind.edited,
    Happening.gone: AlarmKind.gone,
    Happening.appeared: AlarmKind.appeared,
}
# Two rows that swap their values already are what sorting one column does.
FEWEST_OF_A_PERMUTATION = 2


@dataclass(frozen=True)
class AlarmDraft:
    """An alarm to be raised.

    `changes`: ids of the changes that are not decided before the alarm is.
    """

    kind: AlarmKind
    table: str
    column: str = ""
    references: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()


@dataclass(frozen=True)
class GuardInput:
    """What the guard judges.

    `undecided`: changes that no rule has looked at and that belong to no alarm, oldest
    first; `first_met`: tables whose rows stood there before anybody asked us; `lost`:
    table → column that cannot be found ("" for the whole tab); `standing_lost`: tables
    about which such an alarm stands already.
    """

    programme: Programme
    records: Records
    undecided: Sequence[Change]
    first_met: Collection[str] = ()
    lost: Mapping[str, str] = field(default_factory=dict)
    standing_lost: Collection[str] = ()


def suspicious(given: GuardInput) -> tuple[AlarmDraft, ...]:
    """The alarms to raise, each change in one of them at most.

    1. Rows of a sheet that is connected for the first time: however
       few, a person looks first.
    2. Values that changed places within a column: a part of the tab was sorted, or
       rows of one column moved.
    3. The same value put into one column of many rows, however long the tab is.
    4. Many rows of a tab at once, measured by its size.
    5. Several rows about which a decision would be told.
    6. A tab, or a column of it, that cannot be found.
    """
    changes_by_table: dict[str, list[Change]] = {}
    for change in given.undecided:
        # What somebody set on a page was shown to them first, cell by cell, which no
        # slip in the spreadsheet was; mails about what senders change have limits of
        # their own. What becomes true follows from cells that are judged themselves.
        if change.by:
            continue
        if change.table not in NEVER_TOLD and change.table in given.programme.tables:
            changes_by_table.setdefault(change.table, []).append(change)
    drafts: list[AlarmDraft] = []
    for table, changes in changes_by_table.items():
        drafts.extend(_of_table(given, table, changes))
    drafts.extend(_lost(given))
    return tuple(drafts)


def _of_table(
    given: GuardInput, table: str, changes: Sequence[Change]
) -> list[AlarmDraft]:
    """The alarms of one tab. Earlier rules take their changes away from later ones."""
    candidates = [
        *_first_met(given, table, changes),
        *_permutations(table, changes),
        *_one_value(given.programme.limits, table, changes),
        *_many_rows(given, table, changes),
        *_decisions(given, table, changes),
    ]
    drafts: list[AlarmDraft] = []
    taken: set[str] = set()
    for draft in candidates:
        # An alarm of which an earlier one says all is not raised
        # twice about the same slip.
        if taken.issuperset(draft.changes):
            continue
        drafts.append(_with_typed_cells(draft, changes, taken))
        taken.update(drafts[-1].changes)
    return drafts


def _with_typed_cells(
    draft: AlarmDraft, changes: Iterable[Change], taken: Collection[str]
) -> AlarmDraft:
    """Cells typed together with rows that came at once wait with their rows."""
    rows = set(draft.references)
    ids = []
    for id in draft.changes:
        if id not in taken:
            ids.append(id)
    for change in changes:
        belongs = change.happening is Happening.typed and change.reference in rows
        if belongs and change.id not in ids and change.id not in taken:
            ids.append(change.id)
    return AlarmDraft(
        draft.kind, draft.table, draft.column, draft.references, tuple(ids)
    )


def _first_met(
    given: GuardInput, table: str, changes: Sequence[Change]
) -> list[AlarmDraft]:
    if table not in given.first_met:
        return []
    appeared = []
    for change in changes:
        if change.happening is Happening.appeared:
            appeared.append(change)
    if appeared:
        return [_draft(AlarmKind.appeared, table, appeared)]
    return []


def _one_value(
    limits: Limits, table: str, changes: Sequence[Change]
) -> list[AlarmDraft]:
    by_value: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        if change.happening is Happening.edited and not _blank(change.after):
            by_value.setdefault((change.column, str(change.after)), []).append(change)
    drafts: list[AlarmDraft] = []
    for group in by_value.values():
        if len(_references(group)) >= limits.brake_rows:
            drafts.append(_draft(AlarmKind.edited, table, group))
    return drafts


def _many_rows(
    given: GuardInput, table: str, changes: Sequence[Change]
) -> list[AlarmDraft]:
    """All changes of one kind, whatever their columns, measured as ever; those that
    rules read, on a lower threshold.
    """
    limits = given.programme.limits
    drafts = []
    columns = judged_columns(given.programme, table)
    for happening, kind in HAPPENINGS.items():
        group = []
        for change in changes:
            if change.happening is happening:
                group.append(change)
        references = _references(group)
        rows = len(given.records.table(table))
        if happening is Happening.gone:
            rows += len(references)  # the tab as it was before
        if len(references) >= max(limits.brake_rows, limits.brake_share * rows):
            drafts.append(_draft(kind, table, group))
            continue
        telling = []
        for change in changes:
            if change.column in columns and _tells(change, happening):
                telling.append(change)
        if telling and len(_references(telling)) >= threshold(limits, rows):
            drafts.append(_draft(kind, table, telling))
    return drafts


def threshold(limits: Limits, rows: int) -> int:
    """From how many rows on changes that mails may follow are asked about: a quarter
    of the tab, within bounds.

    A tab of six rows: 3; of twenty: 5; of forty and more: 10 (with the shipped limits).
    """
    share = -(-rows * limits.brake_share // 1)  # rounded up
    return int(min(limits.brake_rows, max(limits.brake_fewest, share)))


def _tells(change: Change, happening: Happening) -> bool:
    """Whether a change in a judged column counts for this kind: a cell typed with a new
    row counts as the row's coming.
    """
    if happening is Happening.appeared:
        return change.happening is Happening.typed
    return change.happening is happening and happening is Happening.edited


def judged_columns(programme: Programme, table: str) -> set[str]:
    """The columns of a table whose change mails may follow: those that events watch,
    and the dates of ladders.
    """
    columns: set[str] = set()
    for event in programme.rules.events:
        if event.table == table:
            columns.update(watched_columns(event, programme.tables[table]))
    for ladder in programme.rules.ladders:
        if ladder.table == table:
            columns.update(
                path for path in (*ladder.date, *ladder.extended_to) if "." not in path
            )
    return columns - {"", "received"}


def _permutations(table: str, changes: Sequence[Change]) -> list[AlarmDraft]:
    """Columns in which the values of several rows only changed places."""
    by_column: dict[str, dict[str, list[Change]]] = {}
    for change in changes:
        if change.happening is Happening.edited:
            by_column.setdefault(change.column, {}).setdefault(
                change.reference, []
            ).append(change)
    drafts = []
    for rows in by_column.values():
        changed_cells = []
        for cells in rows.values():
            changed_cells.extend(cells)
        if len(rows) >= FEWEST_OF_A_PERMUTATION and _changed_places(rows.values()):
            drafts.append(_draft(AlarmKind.permuted, table, changed_cells))
    return drafts


def _changed_places(cells: Iterable[Sequence[Change]]) -> bool:
    """Whether what stood in these cells before stands in them now, each value
    as often, in other places.
    """
    before: Counter[str] = Counter()
    after: Counter[str] = Counter()
    for changes in cells:
        first = changes[0].before
        last = changes[-1].after
        if same(first, last):
            continue  # undone meanwhile
        before[repr(first)] += 1
        after[repr(last)] += 1
    return sum(before.values()) >= FEWEST_OF_A_PERMUTATION and before == after


def _decisions(
    given: GuardInput, table: str, changes: Sequence[Change]
) -> list[AlarmDraft]:
    """Rows about which an event with `decision: true` would be told."""
    events = []
    for event in given.programme.rules.events:
        if event.table == table and event.decision:
            events.append(event)
    deciding = []
    for change in changes:
        if change.happening not in (Happening.edited, Happening.typed) or _blank(
            change.after
        ):
            continue
        for event in events:
            value = watched(event)[1]
            columns = watched_columns(event, given.programme.tables[table])
            if change.column in columns and value in (None, change.after):
                deciding.append(change)
                break
    if len(_references(deciding)) < given.programme.limits.brake_decisions:
        return []
    return [_draft(AlarmKind.decisions, table, deciding)]


def _lost(given: GuardInput) -> list[AlarmDraft]:
    """An alarm for each tab with records that cannot be found or lacks a
    column, where none stands yet.
    """
    drafts = []
    for table, column in given.lost.items():
        is_record_table = table in given.programme.tables and table not in NEVER_TOLD
        if (
            is_record_table
            and table not in given.standing_lost
            and given.records.table(table)
        ):
            drafts.append(AlarmDraft(AlarmKind.lost, table, column))
    return drafts


def undone(
    records: Records,
    alarm_kind: AlarmKind,
    table: str,
    changes: Sequence[Change],
    rows: Sequence[str],
) -> bool:
    """Whether a slip has been undone in the spreadsheet: every row is again
    as it was before the alarm.
    """
    present = records.table(table)
    match alarm_kind:
        case AlarmKind.back | AlarmKind.released | AlarmKind.lost:
            return False  # somebody asked for it, and somebody decides; what is lost is judged by its problem
        case AlarmKind.gone:
            return all(reference in present for reference in rows)
        case AlarmKind.appeared:
            return not any(reference in present for reference in rows)
    before: dict[tuple[str, str], Value] = {}
    for change in changes:
        if change.happening is Happening.edited:
            before.setdefault((change.reference, change.column), change.before)
        elif change.happening is Happening.typed and change.reference in present:
            return False
    for (reference, column), value in before.items():
        if reference not in present or not same(
            value, present[reference].values.get(column)
        ):
            return False
    return True


def _draft(kind: AlarmKind, table: str, changes: Sequence[Change]) -> AlarmDraft:
    columns = {change.column for change in changes}
    column = ""
    if len(columns) == 1:
        column = next(iter(columns))
    return AlarmDraft(
        kind,
        table,
        column,
        _references(changes),
        tuple(change.id for change in changes),
    )


def _references(changes: Iterable[Change]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(change.reference for change in changes))


def _blank(value: object) -> bool:
    return value in (None, "", [])
