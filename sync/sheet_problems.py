"""What a person must look at in a snapshot: cells that make no sense, and references
that nothing can put right.

Pure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from core.problem import Problem, ProblemCode
from core.texts import mark as _
from journal.tabs.recovery import GoneRow
from programme.model import Programme, Table
from sheets.reading.snapshot import Row, Snapshot
from sync.rows.matches import Kind
from sync.rows.matching import TabView

VANISHED_TEXT = _(
    "Sent by form, and gone from “{tab}” before anybody worked on them: {references}. Bring them back on the staff page"
    " “Rows that are gone”, or leave it: this line ends by itself after a week."
)
LISTED = 10


def sheet_problems(snapshot: Snapshot, views: Mapping[str, TabView]) -> list[Problem]:
    """All problems of a look, each once."""
    excused = {problem for view in views.values() for problem in _as_they_came(view)}
    problems = []
    for problem in snapshot.problems:
        if problem not in excused and problem.code is not ProblemCode.twice:
            problems.append(problem)
    for view in views.values():
        problems.extend(view.unnamed)
        problems.extend(_repeated(view))
        for row in _invalid(view):
            problems.append(_not_ours(view.tab.layout.table, row))
    return problems


def _as_they_came(view: TabView) -> Iterable[Problem]:
    """A text that only looks like the error of a formula, and came so from a form, is
    none: it is what somebody wrote.
    """
    for match in view.matches.of_kind(Kind.same, Kind.arrived):
        record = view.state.known.records.get(match.reference)
        if record is None:
            continue
        for name, problem in match.row.wrong.items():
            if record.values.get(name) == dict(problem.values).get("value"):
                yield problem


def _invalid(view: TabView) -> Iterable[Row]:
    return (match.row for match in view.matches.of_kind(Kind.invalid))


def _repeated(view: TabView) -> Iterable[Problem]:
    """References that stand in several rows of a tab, and those that stand in
    another tab as well: each once.
    """
    references = {match.reference for match in view.matches.of_kind(Kind.duplicate)}
    for reference in sorted(references):
        if reference in view.state.known.taken:
            yield _in_two_tabs(view.tab.layout.table, reference)
        else:
            yield _twice(view.tab.layout.table, reference)


def _twice(table: Table, reference: str) -> Problem:
    text = _(
        "The reference {reference} stands in two rows. In the row that is the copy, clear it: it gets one of its own."
    )
    return Problem(
        ProblemCode.twice, text, (("reference", reference),), table.name, reference
    )


def _in_two_tabs(table: Table, reference: str) -> Problem:
    text = _(
        "The reference {reference} stands in another tab, too. If this row is the copy, clear it here."
    )
    return Problem(
        ProblemCode.two_tabs, text, (("reference", reference),), table.name, reference
    )


def _not_ours(table: Table, row: Row) -> Problem:
    text = _(
        "“{value}” is not a reference that was given out. Clear the cell: the row gets back its own, or a new one."
    )
    values = (("value", row.reference),)
    return Problem(
        ProblemCode.not_ours,
        text,
        values,
        table.name,
        row.reference,
        "reference",
        row.index + 1,
    )


def vanished(rows: Iterable[GoneRow], programme: Programme, page: str) -> list[Problem]:
    """A line for each time that rows of a tab, sent by form and never edited, went from
    the sheet: who deletes knows a row.

    `page`: the address of the staff page that brings them back.
    """
    groups: dict[tuple[str, datetime], list[str]] = defaultdict(list)
    for row in rows:
        if row.table in programme.tables:
            groups[row.table, row.gone_at].append(row.reference)
    problems: list[Problem] = []
    for (table, _gone_at), references in groups.items():
        label = programme.tables[table].label[programme.language]
        values = (("references", _listed(references)), ("tab", label))
        problems.append(
            Problem(ProblemCode.vanished, VANISHED_TEXT, values, address=page)
        )
    return problems


def _listed(references: Sequence[str]) -> str:
    more = len(references) - LISTED
    return ", ".join(references[:LISTED]) + (f" + {more}" if more > 0 else "")
